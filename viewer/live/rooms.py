"""The rooms that are open in this process: who comes and goes, what they do, and who may still be there."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, Final

import structlog

from imaging.consult.participants import Gathering, Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.log import RoomLog
from imaging.consult.room.proposals import Proposal, entering, going_live
from imaging.consult.room.state import RoomState
from imaging.consult.states import ConsultState
from imaging.errors import FilmlessError, ForbiddenError, GoneError, NotFoundError, UnauthenticatedError
from imaging.house import House
from viewer.consult.callers import ConsultCallers, Present
from viewer.live.connection import Connection
from viewer.live.looking import Looking
from viewer.live.messages import Signal, Why, refused_message, signal_message
from viewer.live.room import Room
from viewer.live.writing import Brought, Close, Done, Look, Open, Shown, Writing
from viewer.offload import in_thread

# An ended session or part is noticed within this time and the three seconds for which an answer is remembered.
LOOK_AGAIN_SECONDS: Final = 1.5
_BEFORE_IT_BEGINS: Final = frozenset({ConsultState.ACCEPTED, ConsultState.SCHEDULED})
_SPEAKING: Final = frozenset({Part.ASKS, Part.SPEAKS})
_ENDS: Final = (UnauthenticatedError, NotFoundError, ForbiddenError, GoneError)
log = structlog.get_logger("rooms")


class Rooms:
    """One for each process; only its loop touches what stands here."""

    def __init__(self, house: House) -> None:
        self._house, self._callers = house, ConsultCallers(house)
        self._log = RoomLog(house.index, house.clock, house.audit)
        looking = Looking(house.index, is_told=bool(house.settings.events_url))
        self._writing = Writing(self._log, looking, house.events, self._tell_loop)
        self._rooms: dict[int, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking_again: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Write what waits, and let the thread end."""
        for task in (*self._tasks, *([self._looking_again] if self._looking_again else [])):
            task.cancel()
        self._writing.stop()

    # ---- coming and going

    async def enter(self, connection: Connection) -> RoomState:
        """Take a page into its room, and return how the room stands."""
        room = self._opened(connection.present.gathering)
        room.connections[connection.id] = connection
        await room.is_open.wait()
        return room.state

    def settle(self, connection: Connection) -> None:
        """Tell a page that was welcomed what there is, and everybody that somebody is there."""
        room = self._rooms.get(connection.present.gathering.id)
        if room is not None:
            self._let_see(room, connection)
            room.tell_people_soon()

    def leave(self, connection: Connection) -> None:
        """Let a page go."""
        room = self._rooms.get(connection.present.gathering.id)
        if room is None or room.connections.pop(connection.id, None) is None:
            return
        if room.connections:
            room.tell_people_soon()
        else:
            del self._rooms[room.consult_id]
            self._writing.put(Close(room.consult_id))

    def _opened(self, gathering: Gathering) -> Room:
        room = self._rooms.get(gathering.id)
        if room is None:
            loop = asyncio.get_running_loop()
            self._loop = loop
            room = self._rooms[gathering.id] = Room(gathering)
            self._writing.put(Open(gathering.id))
            if self._looking_again is None:
                self._looking_again = loop.create_task(self._look_again())
        room.gathering = gathering
        return room

    def _let_see(self, room: Room, connection: Connection) -> None:
        if not connection.may_see or connection.is_being_told:
            return
        connection.hold()
        self._begin(self._tell_before(connection))
        if connection.participant_id not in room.state.entered:
            self._writing.put(Brought(entering(room.consult_id, connection.participant_id, connection.present.actor)))
        self._begin_consult(room)

    async def _tell_before(self, connection: Connection) -> None:
        try:
            connection.tell(await in_thread(self._log.since, connection.present.gathering.id, connection.since))
        except FilmlessError as error:
            log.warning("a room could not be told", reason=str(error))
            connection.end(Why.RESTART)

    def _begin_consult(self, room: Room) -> None:
        """Have the consult begin once somebody who asks and somebody who is asked are there together."""
        gathering, present = room.gathering, room.present
        parts = {each.part for each in gathering.participants if each.id in present}
        if gathering.state in _BEFORE_IT_BEGINS and parts >= _SPEAKING:
            self._writing.put(Brought(going_live(gathering.id, present)))

    # ---- what they do

    def propose(self, connection: Connection, proposal: Proposal) -> None:
        """Have a proposal decided about."""
        connection.has_acted = True
        self._writing.put(Brought(proposal, connection))

    def present(self, connection: Connection) -> frozenset[int]:
        """Return who is in the room of a connection."""
        room = self._rooms.get(connection.present.gathering.id)
        return room.present if room else frozenset()

    def seen(self, connection: Connection) -> int:
        """Return up to where a page was shown everything."""
        room = self._rooms.get(connection.present.gathering.id)
        return room.state.sequence if room is not None and connection.is_told else connection.since

    def called(self, connection: Connection) -> None:
        """Tell that somebody came into the call, or left it."""
        room = self._rooms.get(connection.present.gathering.id)
        if room is not None:
            room.tell_people_soon()

    def signal(self, connection: Connection, signal: Signal) -> None:
        """Pass a signal on to another page of the same room."""
        room = self._rooms.get(connection.present.gathering.id)
        other = room.connections.get(signal.to) if room else None
        if other is not None and other.may_see:
            other.outbox.put(signal_message(connection.id, connection.participant_id, signal.data))

    @property
    def is_behind(self) -> bool:
        """Whether more waits to be written than anybody would wait for."""
        return self._writing.is_behind

    # ---- what comes of it

    def _tell_loop(self, done: Done) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, done)

    def _take(self, done: Done) -> None:
        for shown in done.shown:
            room = self._rooms.get(shown.consult_id)
            if room is not None:
                self._show(room, shown)
        for brought, refusal in done.refused:
            if brought.connection is not None:
                brought.connection.outbox.put(refused_message(brought.proposal.id, refusal))
        for consult_id in done.failed:
            room = self._rooms.pop(consult_id, None)
            if room is not None:
                for connection in room.connections.values():
                    connection.end(Why.RESTART)
                room.is_open.set()

    def _show(self, room: Room, shown: Shown) -> None:
        if not shown.events:
            room.state = shown.state
            room.is_open.set()
            return
        room.show(shown.events, shown.state)
        self._heed(room, shown.events)
        for connection in list(room.connections.values()):
            if connection.outbox.is_stuck:
                connection.end(Why.SLOW)

    def _heed(self, room: Room, events: Iterable[RoomEvent]) -> None:
        """Look at once who may still be there, and as what, where events say that this has changed."""
        telling = [each for each in events if each.kind in {EventKind.PART, EventKind.STATE}]
        for event in telling:
            if event.kind is EventKind.PART and event.body["part"] == Part.GONE:
                for connection in room.of(event.body["participant"]):
                    connection.end(Why.ENDED)
        if telling:
            self._begin(self._look_at(room))

    def heard(self, consult_id: int) -> None:
        """Have a room read what another process wrote; called from another thread."""
        if consult_id in self._rooms:
            self._writing.put(Look(consult_id))

    # ---- who may still be there

    async def _look_again(self) -> None:
        while self._rooms:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            for room in list(self._rooms.values()):
                await self._look_at(room)
        self._looking_again = None

    async def _look_at(self, room: Room) -> None:
        """Ask again who everybody is, and end the connections of those who may not be there any more."""
        connections = list(room.connections.values())
        acted = [each.has_acted for each in connections]
        for each in connections:
            each.has_acted = False
        try:
            found = await in_thread(self._asked_again, room, connections, acted)
        except FilmlessError as error:
            # Nothing is written meanwhile, and nothing read: who is there stays.
            log.warning("nobody could be asked who they are", reason=str(error))
            return
        gathering, answers = found
        is_news = gathering != room.gathering
        room.gathering = gathering
        for connection, answer in zip(connections, answers, strict=True):
            if isinstance(answer, Present):
                connection.present = answer
                self._let_see(room, connection)
            else:
                connection.end(answer)
            if connection.outbox.is_stuck:
                connection.end(Why.SLOW)
        if is_news:
            room.tell_people_soon()
            self._begin_consult(room)

    def _asked_again(
        self, room: Room, connections: list[Connection], acted: list[bool]
    ) -> tuple[Gathering, list[Present | Why]]:
        gathering = self._house.gatherings.of_id(room.consult_id)
        return gathering, [self._ask(each, gathering, acts) for each, acts in zip(connections, acted, strict=True)]

    def _ask(self, connection: Connection, gathering: Gathering, acts: bool) -> Present | Why:
        try:
            return self._callers.again(connection.websocket, gathering, acts=acts)
        except GoneError:
            return Why.CLOSED
        except _ENDS:
            return Why.ENDED

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
