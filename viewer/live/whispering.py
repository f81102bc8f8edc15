"""What web processes tell each other of their rooms: who is there, and signals of calls. By Redis, or by the index.

::

    {"from": process, "says": "who"}                                      who is there at yours?
    {"from": process, "says": "here", "connections": [[id, participant, call], …]}
    {"from": process, "says": "signal", "to": id, "by": id, "participant": n, "data": …}
    {"from": process, "says": "news"}                                     the log has something new
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Self

from imaging.events.event import Event, Kind

# Whoever is not heard of for so long is not there any more: their process was killed.
UNHEARD_SECONDS: Final = 6.0
There = tuple[str, int, dict[str, bool] | None]


@dataclass
class Elsewhere:
    """Who is in a room in other processes, as far as was heard."""

    clock: Callable[[], float]
    _heard: dict[str, tuple[float, tuple[There, ...]]] = field(default_factory=dict)

    def hear(self, process: str, connections: Iterable[There]) -> bool:
        """Note who is in a process, and return whether that is news."""
        there: tuple[There, ...] = tuple((name, participant_id, call) for name, participant_id, call in connections)
        former = self._heard.pop(process, (0.0, ()))[1]
        if there:
            self._heard[process] = self.clock(), there
        return there != former

    def forget_unheard(self) -> bool:
        """Forget processes that are not heard of any more, and return whether somebody was in them."""
        until = self.clock() - UNHEARD_SECONDS
        gone = [process for process, (at, _) in self._heard.items() if at < until]
        for process in gone:
            del self._heard[process]
        return bool(gone)

    def there(self) -> Iterable[There]:
        """Give every page in other processes."""
        return (each for _, there in tuple(self._heard.values()) for each in there)

    def has(self, connection_id: str) -> bool:
        """Whether a page is in another process."""
        return any(name == connection_id for name, _, _ in self.there())


@dataclass(frozen=True)
class Whisper:
    """Something that a process tells the others about a room."""

    process: str
    says: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """Write it."""
        return json.dumps({"from": self.process, "says": self.says} | self.values, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what a process of ours wrote."""
        values = json.loads(text)
        return cls(values.pop("from"), values.pop("says"), values)


def here(process: str, connections: Iterable[There]) -> Whisper:
    """Say who is there."""
    return Whisper(process, "here", {"connections": list(connections)})


def news(process: str, hospital_id: int, consult_id: int) -> Event:
    """Tell that there is something new in the log; who wrote it knows already."""
    return Event(Kind.ROOM, hospital_id, str(consult_id), Whisper(process, "news").text())
