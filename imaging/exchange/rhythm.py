"""How often and how long something is tried.

What failed is left alone for twice as long each time, and never on the beat: what is shaken keeps a thousand
deliveries that failed at one moment from coming back at one moment.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# Beyond it the longest pause is reached for sure; no number may grow for ever.
_DOUBLINGS: Final = 20
# The slowest line on which something large still arrives.
_BYTES_PER_SECOND: Final = 64 * 1024


@dataclass(frozen=True)
class Rhythm:
    """The times of the outbox."""

    first_pause: timedelta = timedelta(seconds=10)
    longest_pause: timedelta = timedelta(minutes=15)
    # What only one delivery has trouble with is tried so often, within about an hour and a half.
    most_tries: int = 12
    # What nobody takes is tried for so long: a weekend, and the Monday on which somebody notices.
    longest_wait: timedelta = timedelta(hours=72)
    # A person decides at any moment whose study it is, and to ask whether they have costs nothing.
    held: timedelta = timedelta(minutes=2)
    # A try ends after this long, and somewhat later for what is large.
    try_seconds: float = 60.0
    # How much longer a lease holds than the try that it is for: what came of it must still be written down.
    beyond_seconds: float = 30.0

    def pause(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures in a row."""
        whole: timedelta = min(self.first_pause * 2 ** min(failures - 1, _DOUBLINGS), self.longest_pause)
        return whole * random.uniform(0.5, 1.0)  # noqa: S311  (nobody gains by guessing it)

    def seconds_for(self, size_bytes: int) -> float:
        """Return how long a try may take that sends so much."""
        return self.try_seconds + size_bytes / _BYTES_PER_SECOND

    def lease(self, seconds: float) -> timedelta:
        """Return how long a lease must hold for a try of so many seconds."""
        return timedelta(seconds=seconds + self.beyond_seconds)
