"""What was used last, within a bound; safe to share between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps values until those used since weigh ``most`` together."""

    def __init__(self, most: int, weigh: Callable[[Value], int]) -> None:
        self._most, self._weigh = most, weigh
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return a value if it is still kept."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> None:
        """Keep a value, and let go of those used longest ago."""
        with self._lock:
            self._remove(key)
            self._kept[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._most:
                self._remove(next(iter(self._kept)))

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self._weight = 0

    def _remove(self, key: Key) -> None:
        value = self._kept.pop(key, None)
        if value is not None:
            self._weight -= self._weigh(value)
