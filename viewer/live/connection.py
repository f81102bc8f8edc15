"""One page in a room: whose it is, what it knows, and what waits to be sent to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.websockets import WebSocket

from imaging.consult.participants import OUTSIDE, Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.log import Told
from viewer.consult.callers import Present
from viewer.live.bucket import Bucket
from viewer.live.messages import Call, Why, events_message, over_message
from viewer.live.outbox import Outbox
from viewer.live.reached import Reached

# A long history comes in pieces, so that a page can draw between them.
_PIECE_CHARACTERS: Final = 128 * 1024
# RFC 6455 7.4, and the registry of codes beside it: policy violation, service restart, try again later.
_CODES: Final = {Why.ENDED: 1008, Why.CLOSED: 1008, Why.FLOOD: 1008, Why.PAGES: 1008, Why.RESTART: 1012, Why.SLOW: 1013}
_LISTENS: Final = {"audio": False, "video": False}


@dataclass(eq=False)
class Connection:
    """A socket that said hello; only the loop touches it."""

    id: str
    websocket: WebSocket
    present: Present
    outbox: Outbox
    # Up to where its page said that it knows everything.
    since: int
    # As of when it is known who is there, in the time of the loop.
    asked_at: float
    call: Call | None = None
    # Whether somebody did something since it was last looked whose session this is.
    has_acted: bool = False
    # Nothing is sent before the welcome.
    is_welcome: bool = False
    is_told: bool = False
    # Why the server has ended it.
    ended: Why | None = None
    reached: Reached = field(init=False, repr=False)
    # One for all pages of somebody; theirs once it came in.
    bucket: Bucket = field(init=False, repr=False)
    # What happens while it is told what was before; None: it is not being told.
    _held: list[RoomEvent] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.reached = Reached.since(self.since, self.asked_at)

    @property
    def participant_id(self) -> int:
        """Whose it is."""
        return self.present.participant.id

    @property
    def may_see(self) -> bool:
        """Whether they were let in."""
        return self.present.participant.part not in OUTSIDE

    @property
    def told_call(self) -> dict[str, bool] | None:
        """How it is in the call, as the others are told: who only watches sends nothing, whatever their page says."""
        if self.call is None or not self.may_see:
            return None
        return self.call.model_dump() if self.present.participant.part is not Part.WATCHES else dict(_LISTENS)

    @property
    def is_being_told(self) -> bool:
        """Whether it knows the room, or will in a moment."""
        return self.is_told or self._held is not None

    def hold(self) -> None:
        """Keep what happens from now on, until it was told what was before."""
        self._held = []

    def tell(self, told: Told) -> None:
        """Tell what was before, and what was kept meanwhile."""
        sequence, chain = told.sequence, told.chain
        pieces = _pieces((*told.events, *self._later(told)))
        for piece in pieces:
            sequence, chain = piece[-1].sequence, next((each.chain for each in reversed(piece) if each.chain), chain)
            self.outbox.put(events_message(sequence, chain, piece))
        if not pieces:
            self.outbox.put(events_message(sequence, chain, ()))
        self._held, self.is_told = None, True

    def show(self, events: Sequence[RoomEvent], message: str) -> None:
        """Show what happened; ``message`` is what is sent, the same for all."""
        if self._held is not None:
            self._held.extend(events)
        elif self.is_told:
            self.outbox.put(message)

    def learn(self, answer: Present | Why, asked_at: float) -> None:
        """Take who was there at a moment, or why it ends, unless something newer is known."""
        if asked_at < self.asked_at:
            return
        self.asked_at = asked_at
        if isinstance(answer, Present):
            self.present = answer
        else:
            self.end(answer)

    def acted(self) -> bool:
        """Say whether somebody did something since this was asked last."""
        has_acted, self.has_acted = self.has_acted, False
        return has_acted

    def look(self, given: int, now: float) -> None:
        """Note up to where its page has surely been shown everything, of what was given to the line by now."""
        if self.is_told and self.outbox.is_empty:
            heard = self.outbox.heard
            self.reached.look(given, now, asked_at=heard.asked_at, answered_at=heard.answered_at)

    def seen(self, given: int) -> int:
        """Return up to where its page has been shown everything, once it has gone."""
        has_come = self.is_told and self.outbox.is_empty and self.outbox.heard.said_goodbye
        return given if has_come else self.reached.sequence

    @property
    def is_lost(self) -> bool:
        """Whether it has gone without a word: nobody knows whether anybody was before it."""
        return self.ended in {None, Why.SLOW} and not self.outbox.heard.said_goodbye

    def let_go_if_stuck(self) -> None:
        """End it if its page does not read; coming back, it is told what it missed."""
        if self.outbox.is_stuck:
            self.end(Why.SLOW)

    def end(self, why: Why) -> None:
        """Say why, and close."""
        self.ended = self.ended or why
        self.outbox.close(over_message(why), _CODES[why])

    def _later(self, told: Told) -> list[RoomEvent]:
        last = told.events[-1].sequence if told.events else told.sequence
        return [each for each in self._held or () if each.sequence > last]


def _pieces(events: tuple[RoomEvent, ...]) -> list[list[RoomEvent]]:
    pieces: list[list[RoomEvent]] = []
    size = _PIECE_CHARACTERS
    for event in events:
        if size >= _PIECE_CHARACTERS:
            pieces.append([])
            size = 0
        pieces[-1].append(event)
        size += len(event.line)
    return pieces
