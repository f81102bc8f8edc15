"""Answers kept for a few seconds, so that thousands of requests with the same key cost one look into the index."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from imaging.clock import Clock

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Remembered(Generic[K, V]):
    """At most ``size`` answers, none older than ``lifetime``: what is revoked stops working within that time."""

    clock: Clock
    lifetime: timedelta = timedelta(seconds=3)
    size: int = 4096
    _answers: OrderedDict[K, tuple[datetime, V]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: K) -> V | None:
        """Return the answer if it is fresh; a clock that was set back makes it stale, not eternal."""
        found = self._answers.get(key)
        if found is None or not timedelta(0) <= self.clock.now() - found[0] < self.lifetime:
            return None
        return found[1]

    def put(self, key: K, value: V) -> V:
        """Keep an answer and return it."""
        with self._lock:
            self._answers[key] = (self.clock.now(), value)
            self._answers.move_to_end(key)
            while len(self._answers) > self.size:
                self._answers.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        """Drop one answer, in this process at once."""
        with self._lock:
            self._answers.pop(key, None)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._answers.clear()
