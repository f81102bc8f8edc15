"""What web processes tell each other about rooms and nobody keeps, where no Redis carries it: a table that is swept.

A row is read by the others within a twentieth of a second. Rows are numbered when they are made, not when they can be
seen: who has read one looks a little further back the next time, and knows what it has read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select

from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import consult_whispers

_KEPT: Final = timedelta(minutes=1)
_LOOKS_BACK: Final = 100


@dataclass
class Whispers:
    """For one thread."""

    index: Index
    clock: Clock
    _last: int = -1
    _read: deque[int] = field(default_factory=lambda: deque(maxlen=4 * _LOOKS_BACK))

    def write(self, whispers: Sequence[tuple[int, str]]) -> None:
        """Tell the others; each is the number of a consult, and what is told."""
        rows = [{"consult_id": each, "at": self.clock.now(), "body": body} for each, body in whispers]
        with self.index.write() as connection:
            connection.execute(insert(consult_whispers), rows)

    def read(self, consult_ids: Collection[int]) -> list[tuple[int, str]]:
        """Return what others told since this was asked last; the first time nothing."""
        kept = consult_whispers.c
        with self.index.read() as connection:
            is_first = self._last < 0
            if is_first:
                self._last = connection.scalar(select(func.max(kept.id))) or 0
            # SQLite has one writer: nothing appears there behind what was read.
            back = 0 if self.index.is_sqlite else _LOOKS_BACK
            query = select(kept.id, kept.consult_id, kept.body).where(kept.id > self._last - back)
            fresh = [row for row in connection.execute(query.order_by(kept.id)) if row.id not in self._read]
        self._read.extend(row.id for row in fresh)
        self._last = max([self._last, *self._read])
        return [] if is_first else [(row.consult_id, row.body) for row in fresh if row.consult_id in consult_ids]

    def sweep(self) -> None:
        """Let go of what is old news, but for the last row: SQLite would give its number away again."""
        kept = consult_whispers.c
        old = delete(consult_whispers).where(kept.at < self.clock.now() - _KEPT)
        with self.index.write() as connection:
            last = connection.scalar(select(func.max(kept.id)))
            connection.execute(old.where(kept.id < (last or 0)))
