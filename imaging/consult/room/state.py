"""The state of a room: what its lasting events add up to, by the same rules as in every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from imaging.consult.participants import SPEAKING, Part
from imaging.consult.room.events import FIRST_CHAIN, RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.states import ConsultState


@dataclass(frozen=True)
class Drawing:
    """A figure at its latest version; one that was erased has a version more, and may be drawn again upon that."""

    id: str
    author: int
    version: int
    # When it was drawn last, as a place in the order.
    sequence: int
    annotation: Mapping[str, Any]
    is_erased: bool = False


@dataclass(frozen=True)
class Message:
    """What somebody said."""

    sequence: int
    by: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class RoomState:
    """A room after so many events; ``after`` gives the next one and leaves this alone.

    Attributes
    ----------
    lasting, characters : int
        How many events there are that last, and how long their lines are together.
    parts : mapping of int to Part
        Parts that were given in the room; others have the one that they came with.
    presenter : int or None
        Who shows the others what they look at.
    """

    sequence: int = 0
    chain: str = FIRST_CHAIN
    lasting: int = 0
    characters: int = 0
    entered: frozenset[int] = frozenset()
    parts: Mapping[int, Part] = field(default_factory=dict)
    presenter: int | None = None
    raised: frozenset[int] = frozenset()
    drawings: Mapping[str, Drawing] = field(default_factory=dict)
    messages: Mapping[int, Message] = field(default_factory=dict)
    consult: ConsultState | None = None

    def after(self, events: Iterable[RoomEvent]) -> Self:
        """Return the state after further events, in their order."""
        adding = _Adding(self)
        for event in events:
            adding.take(event)
        return self._with(adding.changed) if adding.changed else self

    def up_to(self, sequence: int) -> Self:
        """Return it as it is when nothing but what passes has come up to a number."""
        return self._with({"sequence": sequence}) if sequence > self.sequence else self

    def _with(self, changed: Mapping[str, Any]) -> Self:
        """Return a copy with some values changed, as ``replace`` does; that takes ten times as long, at every event."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changed)
        return made


class _Adding:
    """Takes events one by one; what grows is copied when it is first written to."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self.changed: dict[str, Any] = {}

    def take(self, event: RoomEvent) -> None:
        self.changed["sequence"] = event.sequence
        if event.kind.is_passing:
            return
        self.changed["chain"] = event.chain
        self.changed["lasting"] = self.now("lasting") + 1
        self.changed["characters"] = self.now("characters") + len(event.line)
        _FOLDS[event.kind](self, event)

    def now(self, name: str) -> Any:
        return self.changed[name] if name in self.changed else getattr(self._state, name)

    def growing(self, name: str) -> dict[Any, Any]:
        if name not in self.changed:
            self.changed[name] = dict(getattr(self._state, name))
        grown: dict[Any, Any] = self.changed[name]
        return grown


def _entered(adding: _Adding, event: RoomEvent) -> None:
    adding.changed["entered"] = adding.now("entered") | {event.by}


def _state(adding: _Adding, event: RoomEvent) -> None:
    adding.changed["consult"] = ConsultState(event.body["state"])


def _say(adding: _Adding, event: RoomEvent) -> None:
    if event.by is not None:
        adding.growing("messages")[event.sequence] = Message(event.sequence, event.by, event.body)


def _draw(adding: _Adding, event: RoomEvent) -> None:
    if event.by is not None:
        name, version = event.body["drawing"], event.body["base"] + 1
        drawing = Drawing(name, event.by, version, event.sequence, event.body["annotation"])
        adding.growing("drawings")[name] = drawing


def _erase(adding: _Adding, event: RoomEvent) -> None:
    name = event.body["drawing"]
    former: Drawing = adding.now("drawings")[name]
    erased = replace(former, version=event.body["base"] + 1, sequence=event.sequence, is_erased=True)
    adding.growing("drawings")[name] = erased


def _present(adding: _Adding, event: RoomEvent) -> None:
    adding.changed["presenter"] = event.body["participant"]


def _raise(adding: _Adding, event: RoomEvent) -> None:
    raised: frozenset[int | None] = adding.now("raised")
    adding.changed["raised"] = raised | {event.by} if event.body["is_up"] else raised - {event.by}


def _part(adding: _Adding, event: RoomEvent) -> None:
    who, part = event.body["participant"], Part(event.body["part"])
    adding.growing("parts")[who] = part
    if adding.now("presenter") == who and part not in SPEAKING:
        adding.changed["presenter"] = None
    if part is Part.GONE:
        adding.changed["raised"] = adding.now("raised") - {who}


_FOLDS: Final[Mapping[EventKind, Callable[[_Adding, RoomEvent], None]]] = {
    EventKind.ENTERED: _entered,
    EventKind.STATE: _state,
    EventKind.SAY: _say,
    EventKind.DRAW: _draw,
    EventKind.ERASE: _erase,
    EventKind.PRESENT: _present,
    EventKind.RAISE: _raise,
    EventKind.PART: _part,
}
