"""Whoever was let go for sending far too much, or too large, comes again after a rest: knocking costs nothing then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

REST_SECONDS: Final = 10.0
_MOST: Final = 4096
# A session, and the code of the consult.
Door = tuple[str, str]


@dataclass
class Calming:
    """Of one process; only its loop touches it."""

    clock: Callable[[], float]
    _until: OrderedDict[Door, float] = field(default_factory=OrderedDict, repr=False)

    def rest(self, door: Door) -> None:
        """Have somebody wait."""
        self._until[door] = self.clock() + REST_SECONDS
        self._until.move_to_end(door)
        while len(self._until) > _MOST:
            self._until.popitem(last=False)

    def seconds_left(self, doors: Iterable[Door]) -> float:
        """Return how long it is until somebody with these sessions may come again."""
        now = self.clock()
        return max((self._until.get(each, now) - now for each in doors), default=0.0)
