"""How much somebody may send, from all their pages together: a hand that draws never comes near it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

RATE: Final = 50.0
BURST: Final = 150.0
# A page sends a sketch at most every twelfth of a second, of 300 points at most: less than ten thousand bytes.
RATE_BYTES: Final = 160.0 * 1024
# What was drawn while a line was broken comes at once.
BURST_BYTES: Final = 1024.0 * 1024
# Refused in a row; whoever goes on after that is not a page of ours.
MOST_REFUSED: Final = 100


@dataclass
class Bucket:
    """Fills by so many messages and bytes a second, up to a bound; each message takes one, and its bytes."""

    now: float
    _messages: float = field(default=BURST)
    _bytes: float = field(default=BURST_BYTES)
    _refused: int = 0

    @property
    def is_flooded(self) -> bool:
        """Whether much more came than is taken."""
        return self._refused > MOST_REFUSED

    def takes(self, size: int, now: float) -> bool:
        """Whether one more, of so many bytes, is taken."""
        self._fill(now)
        if self._messages < 1 or self._bytes < size:
            self._refused += 1
            return False
        self._messages -= 1
        self._bytes -= size
        if self._messages > BURST / 2 and self._bytes > BURST_BYTES / 2:
            self._refused = 0
        return True

    def is_full(self, now: float) -> bool:
        """Whether it is as good as a new one."""
        self._fill(now)
        return self._messages >= BURST and self._bytes >= BURST_BYTES

    def _fill(self, now: float) -> None:
        passed, self.now = now - self.now, now
        self._messages = min(BURST, self._messages + passed * RATE)
        self._bytes = min(BURST_BYTES, self._bytes + passed * RATE_BYTES)


@dataclass
class Buckets:
    """Those of participants whose last page has gone, until they are full: coming again fills none."""

    clock: Callable[[], float]
    _kept: dict[int, Bucket] = field(default_factory=dict, repr=False)

    def of(self, participant_id: int) -> Bucket:
        """Return the one of somebody who comes."""
        return self._kept.pop(participant_id, None) or Bucket(self.clock())

    def keep(self, participant_id: int, bucket: Bucket) -> None:
        """Keep the one of somebody who goes, and let go of those that are full."""
        now = self.clock()
        self._kept[participant_id] = bucket
        self._kept = {who: each for who, each in self._kept.items() if not each.is_full(now)}


def bytes_of(text: str) -> int:
    """Return how much a message is on the wire; of most it is known without looking at them."""
    return len(text) if text.isascii() else len(text.encode())
