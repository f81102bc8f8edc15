"""How much one connection may propose: a hand that draws never comes near it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

RATE: Final = 50.0
BURST: Final = 150.0
# Refused in a row; whoever goes on after that is not a page of ours.
MOST_REFUSED: Final = 100


@dataclass
class Bucket:
    """Fills by so many a second, up to a bound; each message takes one."""

    now: float
    _left: float = field(default=BURST)
    _refused: int = 0

    @property
    def is_flooded(self) -> bool:
        """Whether much more came than is taken."""
        return self._refused > MOST_REFUSED

    def takes(self, now: float) -> bool:
        """Whether one more is taken."""
        self._left = min(BURST, self._left + (now - self.now) * RATE)
        self.now = now
        if self._left < 1:
            self._refused += 1
            return False
        self._left -= 1
        if self._left > BURST / 2:
            self._refused = 0
        return True
