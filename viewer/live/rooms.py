"""The rooms that are open in this process: who comes and goes, what they do, and what everybody is shown."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, Final

import structlog

from imaging.consult.participants import SPEAKING, Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.log import RoomLog
from imaging.consult.room.proposals import Proposal, entering, going_live
from imaging.consult.room.state import RoomState
from imaging.consult.room.whispers import Whispers
from imaging.errors import FilmlessError
from imaging.house import House
from imaging.isolated import Isolated
from viewer.consult.callers import Present
from viewer.live.attendance import LOOK_AGAIN_SECONDS, Attendance
from viewer.live.bucket import Bucket, Buckets
from viewer.live.connection import Connection
from viewer.live.figures import RoomFigures
from viewer.live.looking import Looking
from viewer.live.messages import Signal, Why, refused_message, signal_message
from viewer.live.neighbours import Neighbours
from viewer.live.room import Room
from viewer.live.whispering import Whisper
from viewer.live.writing import Brought, Close, Done, Look, Open, Shown, Writing
from viewer.offload import in_thread

# So many looks, ten seconds, from one to the next word that a line is whole.
_ALIVE_TURNS: Final = round(10 / LOOK_AGAIN_SECONDS)
# Whoever takes longer to greet may be somebody else by then.
_FRESH_SECONDS: Final = 1.0
_TELLING: Final = frozenset({EventKind.PART, EventKind.STATE})
log = structlog.get_logger("rooms")


class Rooms:
    """One for each process; only its loop touches what stands here."""

    def __init__(self, house: House, figures: RoomFigures) -> None:
        self.figures = figures
        self._clock = house.clock
        is_told = bool(house.settings.events_url)
        # One process over SQLite is the only one there is.
        is_alone = house.index.is_sqlite and house.settings.web_processes == 1 and not is_told
        looking = Looking(house.index, None if is_alone else Whispers(house.index, house.clock), is_told=is_told)
        self._log = RoomLog(house.index, house.clock, house.audit, house.telling.inbox)
        self._writing = Writing(self._log, looking, self._tell_loop)
        self._neighbours = Neighbours(
            house.events, self._writing, self._heed_whisper, is_told=is_told, is_alone=is_alone
        )
        self._attendance = Attendance(house)
        self._buckets = Buckets(_now)
        self._rooms: dict[int, Room] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_looking_again = False

    def close(self) -> None:
        """Write what waits, and let the thread end."""
        for task in self._tasks:
            task.cancel()
        self._writing.stop()

    @property
    def is_behind(self) -> bool:
        """Whether more waits to be written than anybody would wait for."""
        return self._writing.is_behind

    # ---- coming and going

    async def enter(self, connection: Connection) -> RoomState:
        """Take a page into its room, and return how the room stands; there may be too many of theirs."""
        room = self._opened(connection)
        if room.is_crowded_by(connection.participant_id):
            connection.end(Why.PAGES)
            return room.state
        connection.bucket = self._bucket_of(room, connection.participant_id)
        room.come(connection)
        self.figures.came()
        # Coming in is told a whole room: it counts as something that is said.
        if not connection.bucket.takes(0, _now()):
            connection.end(Why.FLOOD)
        await room.is_open.wait()
        if connection.asked_at < max(room.changed_at, _now() - _FRESH_SECONDS):
            await self._ask_again(room, [connection])
        return room.state

    def _bucket_of(self, room: Room, participant_id: int) -> Bucket:
        """Return what somebody may still send, from all their pages together."""
        here = room.of(participant_id)
        return here[0].bucket if here else self._buckets.of(participant_id)

    def settle(self, connection: Connection) -> None:
        """Tell a page that was welcomed what there is, and everybody that somebody is there."""
        connection.is_welcome = True
        room = self._of(connection)
        if room is not None:
            self._let_see(room, connection)
            self._changed(room)

    def leave(self, connection: Connection) -> None:
        """Let a page go."""
        room = self._of(connection)
        if room is None:
            return
        room.go(connection)
        self._buckets.keep(connection.participant_id, connection.bucket)
        self.figures.went(connection.ended or "")
        self._changed(room)
        if not room.connections:
            del self._rooms[room.consult_id]
            self._neighbours.open(frozenset(self._rooms))
            self._writing.put(Close(room.consult_id))

    def _opened(self, connection: Connection) -> Room:
        gathering = connection.present.gathering
        room = self._rooms.get(gathering.id)
        if room is None:
            self._loop = asyncio.get_running_loop()
            self._neighbours.listen()
            room = self._rooms[gathering.id] = Room(gathering, connection.asked_at)
            self._neighbours.open(frozenset(self._rooms))
            self._writing.put(Open(gathering.id))
            self._neighbours.ask_who(room)
            if not self._is_looking_again:
                self._is_looking_again = True
                self.begin(self._look_again())
        room.learn(gathering, connection.asked_at)
        return room

    def _of(self, connection: Connection) -> Room | None:
        room = self._rooms.get(connection.present.gathering.id)
        return room if room is not None and connection.id in room.connections else None

    def _let_see(self, room: Room, connection: Connection) -> None:
        if not connection.is_welcome or not connection.may_see or connection.is_being_told or connection.ended:
            return
        connection.hold()
        self.begin(self._tell_before(connection))
        if connection.participant_id not in room.state.entered:
            present = connection.present
            self._writing.put(Brought(entering(room.consult_id, present.participant.id, present.actor)))
        self._begin_consult(room)

    async def _tell_before(self, connection: Connection) -> None:
        try:
            connection.tell(await in_thread(self._log.since, connection.present.gathering.id, connection.since))
        except FilmlessError as error:
            log.warning("a room could not be told", reason=str(error))
            connection.end(Why.RESTART)

    def _begin_consult(self, room: Room) -> None:
        """Have the consult begin once somebody who asks and somebody who speaks are there together, at its time."""
        gathering, present = room.gathering, room.present
        parts = {each.part for each in gathering.participants if each.id in present}
        is_time = gathering.state.begins_by_itself(gathering.scheduled_at, self._clock.now())
        if is_time and parts >= SPEAKING:
            self._writing.put(Brought(going_live(gathering.id, present)))

    # ---- what they do

    def propose(self, connection: Connection, proposal: Proposal) -> None:
        """Have a proposal decided about."""
        connection.has_acted = True
        self._writing.put(Brought(proposal, connection))

    def present(self, connection: Connection) -> frozenset[int]:
        """Return who is in the room of a connection."""
        room = self._of(connection)
        return frozenset() if room is None else room.present

    def is_there(self, present: Present) -> bool:
        """Whether somebody is in a room that is open in this process, in whichever process they are."""
        room = self._rooms.get(present.gathering.id)
        return room is not None and present.participant.id in room.present

    def present_in(self, consult_id: int) -> frozenset[int]:
        """Return who has a room before them, in whichever process; any thread may ask, and goes through copies."""
        room = self._rooms.get(consult_id)
        return frozenset() if room is None else frozenset(participant_id for _, participant_id, _ in room.there())

    def seen(self, connection: Connection) -> int:
        """Return up to where a page that has gone was shown everything."""
        room = self._rooms.get(connection.present.gathering.id)
        return connection.seen(connection.since if room is None else room.state.sequence)

    def called(self, connection: Connection) -> None:
        """Tell that somebody came into the call, or left it."""
        room = self._of(connection)
        if room is not None:
            self._changed(room)

    def signal(self, connection: Connection, signal: Signal) -> bool:
        """Pass a signal on to another page of the same room, and return whether there is such a page."""
        room = self._of(connection)
        if room is None:
            return False
        if _pass_on(room, signal.to, connection.id, connection.participant_id, signal.data):
            return True
        if not room.elsewhere.has(signal.to):
            return False
        told = {"to": signal.to, "by": connection.id, "participant": connection.participant_id}
        self._neighbours.whisper(room, Whisper(self._neighbours.process, "signal", told | {"data": signal.data}))
        return True

    def _changed(self, room: Room) -> None:
        """Tell here and elsewhere who is here now."""
        room.tell_people_soon()
        self._neighbours.say_who(room)

    # ---- what comes of it

    def _tell_loop(self, done: Done) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, done)

    def _take(self, done: Done) -> None:
        for consult_id, hospital_id in done.written.items():
            self._neighbours.tell_news(hospital_id, consult_id)
        for shown in done.shown:
            self._show(shown)
        for brought, refusal in done.refused:
            if brought.connection is not None:
                self.figures.refused(refusal.problem)
                brought.connection.outbox.put(refused_message(brought.proposal.id, refusal))
        now = time.perf_counter()
        for brought in done.taken:
            self.figures.shown(brought.proposal.kind, now - brought.at)
        self._neighbours.hear(done.heard)
        for consult_id in done.failed:
            self._give_up(consult_id)

    def _show(self, shown: Shown) -> None:
        room = self._rooms.get(shown.consult_id)
        if room is None:
            return
        if not shown.events:
            room.state = shown.state
            room.is_open.set()
            return
        room.show(shown.events, shown.state)
        self._heed(room, shown.events)
        for connection in room.connections.values():
            connection.let_go_if_stuck()

    def _give_up(self, consult_id: int) -> None:
        """Have those who wait for a room that could not be read come again."""
        room = self._rooms.pop(consult_id, None)
        if room is not None:
            for connection in room.connections.values():
                connection.end(Why.RESTART)
                self.figures.went(Why.RESTART)
            room.is_open.set()

    def _heed(self, room: Room, events: Iterable[RoomEvent]) -> None:
        """Look at once who may still be there, and as what, where events say that this has changed."""
        telling = [each for each in events if each.kind in _TELLING]
        for event in telling:
            if event.kind is EventKind.PART and event.body["part"] == Part.GONE:
                for connection in room.of(event.body["participant"]):
                    connection.end(Why.ENDED)
        if telling:
            # Whoever comes in with what was known before is asked again.
            room.changed_at = _now()
            self.begin(self._look_at(room))

    def _heed_whisper(self, consult_id: int, whisper: Whisper) -> None:
        room, said = self._rooms.get(consult_id), whisper.values
        if room is None:
            return
        match whisper.says:
            case "news":
                self._writing.put(Look(consult_id))
            case "who":
                self._neighbours.say_who(room)
            case "here":
                if room.hear(whisper.process, said["connections"]):
                    room.tell_people_soon()
                    self._begin_consult(room)
            case "signal":
                _pass_on(room, said["to"], said["by"], said["participant"], said["data"])

    # ---- who may still be there

    async def _look_again(self) -> None:
        turns = itertools.cycle(range(_ALIVE_TURNS))
        while self._rooms:
            is_time = next(turns) == 0
            rooms = list(self._rooms.values())
            for room in rooms:
                # One after the other, for all at once would keep everybody waiting who draws.
                await asyncio.sleep(LOOK_AGAIN_SECONDS / len(rooms))
                if self._rooms.get(room.consult_id) is not room:
                    # Left meanwhile; who has come again since is in another, and nobody may be told that they are not.
                    continue
                if is_time:
                    room.say_alive()
                # A fault with one room must not let people stay in all others.
                with Isolated(log, "a room could not be looked at"):
                    await self._look_once_more(room)
        self._is_looking_again = False

    async def _look_once_more(self, room: Room) -> None:
        # Said again and again, for whoever is not heard of is taken for gone.
        self._neighbours.say_who(room)
        if room.forget_unheard():
            room.tell_people_soon()
        await self._look_at(room)

    async def _look_at(self, room: Room) -> None:
        """Ask again who everybody is, and end the connections of those who may not be there any more."""
        connections = list(room.connections.values())
        if await self._ask_again(room, connections):
            room.tell_people_soon()
        # Its time may have come meanwhile.
        self._begin_consult(room)
        now = _now()
        for connection in connections:
            self._let_see(room, connection)
            connection.let_go_if_stuck()
            connection.look(room.state.sequence, now)

    async def _ask_again(self, room: Room, connections: Sequence[Connection]) -> bool:
        """Ask who these are by now, end those who may not be there any more, and return whether the consult changed."""
        acted, asked_at = [each.acted() for each in connections], _now()
        try:
            found = await in_thread(self._attendance.asked_again, room.consult_id, connections, acted)
        except FilmlessError as error:
            # Nothing is written meanwhile, and nothing read: who is there stays.
            log.warning("nobody could be asked who they are", reason=str(error))
            return False
        gathering, answers = found
        for connection, answer in zip(connections, answers, strict=True):
            connection.learn(answer, asked_at)
        return room.learn(gathering, asked_at)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done that nobody waits for; what is not done when the process ends never is."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _now() -> float:
    """The time of the loop, as lines tell it too."""
    return asyncio.get_running_loop().time()


def _pass_on(room: Room, to: str, sender: str, participant_id: int, data: Any) -> bool:
    """Hand a signal to a page; whether it is one of this process."""
    other = room.connections.get(to)
    if other is not None and other.is_welcome and other.may_see:
        other.outbox.put(signal_message(sender, participant_id, data))
    return other is not None
