"""The one thread of a process that writes into rooms: what gathers while it writes is the next transaction.

::

    connections ──► queue ──► this thread ──► the index ──► the loop: everybody is shown what is new
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import structlog

from imaging.consult.room.events import RoomEvent
from imaging.consult.room.log import RoomLog, Written
from imaging.consult.room.proposals import Proposal, Refusal
from imaging.consult.room.state import RoomState
from imaging.isolated import Isolated
from viewer.live.connection import Connection
from viewer.live.looking import Looking

# More at once would keep those who came first waiting for the others.
_MOST_AT_ONCE: Final = 500
# Where so many came at once, one gathers for a moment: everybody is sent less often, and more at a time.
_MUCH: Final = 20
_GATHERING_SECONDS: Final = 0.02
log = structlog.get_logger("rooms")


@dataclass(frozen=True)
class Brought:
    """A proposal, and the connection that is told if it comes to nothing; the server's own have none."""

    proposal: Proposal
    connection: Connection | None = None
    at: float = field(default_factory=time.perf_counter)


@dataclass(frozen=True)
class Open:
    """Somebody comes into a room in which nobody of this process was."""

    consult_id: int


@dataclass(frozen=True)
class Close:
    """The last one of this process has left a room."""

    consult_id: int


@dataclass(frozen=True)
class Look:
    """Another process has written into a room."""

    consult_id: int


@dataclass(frozen=True)
class Shown:
    """What is new in a room, and the state that it comes to; without events: the room as it is opened."""

    consult_id: int
    events: Sequence[RoomEvent]
    state: RoomState


@dataclass(frozen=True)
class Done:
    """What the loop is told of a turn."""

    shown: Sequence[Shown] = ()
    refused: Sequence[tuple[Brought, Refusal]] = ()
    # Rooms into which this process wrote, and whose they are: the others are told.
    written: Mapping[int, int] = field(default_factory=dict)
    # What became events.
    taken: Sequence[Brought] = ()
    # What other processes told, by the index.
    heard: Sequence[tuple[int, str]] = ()
    # Rooms that could not be opened: whoever waits for one comes again.
    failed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Whispered:
    """Something for the other processes that the index carries."""

    consult_id: int
    body: str


Work = Brought | Open | Close | Look | Whispered


class Writing:
    """Begins with the first room; while nobody is in one, it waits and does nothing."""

    def __init__(self, room_log: RoomLog, looking: Looking, tell: Callable[[Done], None]) -> None:
        self._log, self._looking, self._tell = room_log, looking, tell
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._rooms: set[int] = set()
        # Others have written into these, and it could not be read yet.
        self._unread: set[int] = set()
        # How many proposals there were the last time.
        self._latest = 0
        self._thread: threading.Thread | None = None
        self._beginning = threading.Lock()

    def put(self, work: Work) -> None:
        """Have something done soon; asked by the loop, and by what hears of other processes."""
        if self._thread is None:
            self._start()
        self._queue.put(work)

    def stop(self) -> None:
        """Do what waits, and end."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(10)

    @property
    def is_behind(self) -> bool:
        """Whether more waits than anybody would wait for."""
        return self._queue.qsize() > 10 * _MOST_AT_ONCE

    def _start(self) -> None:
        """Begin the one thread: of two, both would write into the states of one log."""
        with self._beginning:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rooms", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        with ExitStack() as kept:
            while True:
                work, is_over = self._next()
                with Isolated(log, "rooms could not be written to") as turn:
                    self._do(work, kept)
                if turn.failure is not None:
                    self._fail(work, Refusal(turn.failure.problem, str(turn.failure)))
                if is_over:
                    return

    def _next(self) -> tuple[list[Work], bool]:
        """Wait for work, or until it is time to look; then take all that has gathered."""
        gathered: list[Work] = []
        try:
            first = self._queue.get(timeout=self._looking.seconds_left if self._rooms else None)
            if self._latest >= _MUCH:
                time.sleep(_GATHERING_SECONDS)
            while first is not None:
                gathered.append(first)
                if len(gathered) >= _MOST_AT_ONCE:
                    return gathered, False
                first = self._queue.get_nowait()
        except queue.Empty:
            return gathered, False
        return gathered, True

    def _do(self, work: Sequence[Work], kept: ExitStack) -> None:
        shown = list(self._open_and_close(work))
        brought = [each for each in work if isinstance(each, Brought)]
        self._latest = len(brought)
        to_look = ({each.consult_id for each in work if isinstance(each, Look)} | self._unread) & self._rooms
        heard: Sequence[tuple[int, str]] = ()
        if self._rooms and self._looking.is_due:
            found = self._looking.look(kept, self._rooms)
            to_look, heard = to_look | found.rooms, found.whispers
        self._looking.whisper([(each.consult_id, each.body) for each in work if isinstance(each, Whispered)])
        written = self._log.write([each.proposal for each in brought]) if brought else Written({})
        shown += self._news(written.events)
        if shown or brought or heard:
            self._tell(self._done(shown, written, brought, heard))
        self._catch_up(to_look)

    def _catch_up(self, rooms: set[int]) -> None:
        """Show what others wrote; what was written here is told by now, and is not refused because this fails."""
        self._unread = rooms
        if not rooms:
            return
        with Isolated(log, "rooms could not be read"):
            shown = self._news(self._log.catch_up(rooms).events)
            self._unread = set()
            if shown:
                self._tell(Done(shown))

    def _done(
        self, shown: Sequence[Shown], written: Written, brought: Sequence[Brought], heard: Sequence[tuple[int, str]]
    ) -> Done:
        by_proposal = {id(each.proposal): each for each in brought}
        refused = [(by_proposal[id(proposal)], refusal) for proposal, refusal in written.refused]
        in_vain = {id(each) for each, _ in refused}
        taken = [each for each in brought if id(each) not in in_vain]
        return Done(shown, refused, written.hospital_ids, taken, heard)

    def _news(self, events: Mapping[int, Sequence[RoomEvent]]) -> list[Shown]:
        return [Shown(each, new, self._log.know(each)) for each, new in events.items() if each in self._rooms]

    def _open_and_close(self, work: Sequence[Work]) -> Iterator[Shown]:
        """Do it in the order in which it was asked for: a room may be left and entered again within a moment."""
        for each in work:
            if isinstance(each, Open):
                self._rooms.add(each.consult_id)
                yield Shown(each.consult_id, (), self._log.know(each.consult_id))
            elif isinstance(each, Close):
                self._rooms.discard(each.consult_id)
                self._log.forget(each.consult_id)

    def _fail(self, work: Sequence[Work], refusal: Refusal) -> None:
        brought = [each for each in work if isinstance(each, Brought)]
        failed = frozenset(each.consult_id for each in work if isinstance(each, Open))
        self._tell(Done(refused=[(each, refusal) for each in brought], failed=failed))
