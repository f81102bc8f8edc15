"""How a process finds what others wrote into its rooms: it is told by Redis, or looks into the index again and again.

SQLite tells without reading a row whether anybody has written at all. With Redis one looks all the same, now and then:
an event between processes may be lost.
"""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from imaging.index.engine import Index

_EVERY_SECONDS: Final = 0.025
# Of PostgreSQL each look is a question over the network.
_EVERY_SECONDS_ASKING: Final = 0.05
_EVERY_SECONDS_TOLD: Final = 1.0
_VERSION: Final = text("PRAGMA data_version")


class Looking:
    """For one thread."""

    def __init__(self, index: Index, *, is_told: bool) -> None:
        self._index = index
        asking = _EVERY_SECONDS if index.is_sqlite else _EVERY_SECONDS_ASKING
        self._every = _EVERY_SECONDS_TOLD if is_told else asking
        self._next = 0.0
        self._connection: Connection | None = None
        self._version = -1

    @property
    def seconds_left(self) -> float:
        """How long it is until one looks again."""
        return max(0.0, self._next - time.monotonic())

    @property
    def is_due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._next

    def changed(self, kept: ExitStack, rooms: AbstractSet[int]) -> AbstractSet[int]:
        """Return the rooms into which somebody may have written; a connection is ``kept`` for it."""
        self._next = time.monotonic() + self._every
        if not self._index.is_sqlite:
            return rooms
        if self._connection is None:
            self._connection = kept.enter_context(self._index.read())
        version = int(self._connection.execute(_VERSION).scalar_one())
        former, self._version = self._version, version
        return rooms if version != former else frozenset()
