"""Identifiers of rows that are in the index for certain, so that they need not be asked for with every instance."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock
from typing import Final

_MOST: Final = 4096


class Remembered:
    """The rows met last; safe to share between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> int | None:
        """Return the row's identifier if it is remembered."""
        with self._lock:
            return self._known.get(key)

    def add(self, fresh: Mapping[Hashable, int]) -> None:
        """Remember rows that are committed, and forget the oldest."""
        with self._lock:
            self._known.update(fresh)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    def clear(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._known.clear()
