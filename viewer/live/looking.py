"""How a process finds what others wrote into its rooms: it is told by Redis, or looks into the index again and again.

SQLite tells without reading a row whether anybody has written at all. With Redis one looks all the same, now and then:
an event between processes may be lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from imaging.consult.room.whispers import Whispers
from imaging.index.engine import Index

_EVERY_SECONDS: Final = 0.025
# Of PostgreSQL each look is a question over the network.
_EVERY_SECONDS_ASKING: Final = 0.05
# Whoever is alone hears of what requests write; what workers write, such as a term that has passed, may wait.
_EVERY_SECONDS_ALONE: Final = 0.25
_EVERY_SECONDS_TOLD: Final = 1.0
_SWEEP_SECONDS: Final = 30.0
_VERSION: Final = text("PRAGMA data_version")


@dataclass(frozen=True)
class Found:
    """Rooms into which somebody may have written, and what other processes told."""

    rooms: AbstractSet[int] = frozenset()
    whispers: Sequence[tuple[int, str]] = ()


class Looking:
    """For one thread; ``is_told`` says that Redis carries news and whispers. Without whispers there is nobody else."""

    def __init__(self, index: Index, whispers: Whispers | None, *, is_told: bool) -> None:
        self._index, self._whispers, self._is_told = index, whispers, is_told
        self._every = _every_seconds(index, is_told=is_told, is_alone=whispers is None)
        self._next = self._next_sweep = 0.0
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

    def look(self, kept: ExitStack, rooms: AbstractSet[int]) -> Found:
        """Look whether others wrote something; a connection is ``kept`` for it."""
        now = time.monotonic()
        self._next = now + self._every
        if not self._has_changed(kept):
            return Found()
        if self._is_told or self._whispers is None:
            return Found(rooms)
        if now > self._next_sweep:
            self._next_sweep = now + _SWEEP_SECONDS
            self._whispers.sweep()
        return Found(rooms, self._whispers.read(rooms))

    def whisper(self, whispers: Sequence[tuple[int, str]]) -> None:
        """Have the index tell the other processes something."""
        if whispers and self._whispers is not None:
            self._whispers.write(whispers)

    def _has_changed(self, kept: ExitStack) -> bool:
        if not self._index.is_sqlite:
            return True
        if self._connection is None:
            self._connection = kept.enter_context(self._index.read())
        version = int(self._connection.execute(_VERSION).scalar_one())
        former, self._version = self._version, version
        return version != former


def _every_seconds(index: Index, *, is_told: bool, is_alone: bool) -> float:
    if is_told:
        return _EVERY_SECONDS_TOLD
    if is_alone:
        return _EVERY_SECONDS_ALONE
    return _EVERY_SECONDS if index.is_sqlite else _EVERY_SECONDS_ASKING
