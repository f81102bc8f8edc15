"""Moves landed objects to the blob store: copied, known to be whole there, noted in the index, only then freed here."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import Table, bindparam, select, update

from imaging.archive.blobs import BlobStore
from imaging.archive.keys import ObjectKey
from imaging.archive.landing import Landing
from imaging.clock import Clock, SystemClock
from imaging.errors import MalformedError
from imaging.index.engine import Index
from imaging.index.tables import instances, quarantine

_BATCH: Final = 200
_AT_ONCE: Final = 8
log = structlog.get_logger("archive")


class Transfer:
    """One of them runs in the worker."""

    def __init__(
        self,
        index: Index,
        landing: Landing,
        blobs: BlobStore,
        clock: Clock | None = None,
        rest: timedelta = timedelta(0),
    ) -> None:
        """Compose it; ``rest`` is how long an object lies before it is moved, so that receiving has the disk first."""
        self._index, self._landing, self._blobs = index, landing, blobs
        self._clock, self._rest = clock or SystemClock(), rest
        # Where the last batch ended, so that an object which can't be moved does not keep the others waiting.
        self._after = dict.fromkeys((instances, quarantine), 0)
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="transfer")

    def run(self) -> int:
        """Move what has landed, one batch; return how many objects it moved.

        Raises
        ------
        UnavailableError
            When the blob store does not answer; what was moved until then is noted.
        """
        batches = [self._move_batch(table) for table in (instances, quarantine)]
        failures = [failure for _, failed in batches for failure in failed]
        if failures:
            raise failures[0]
        return sum(moved for moved, _ in batches)

    def _move_batch(self, table: Table) -> tuple[int, list[BaseException]]:
        # What landed on another machine is moved by the worker there.
        batch = [(row, path) for row, path in self._placed(table) if path.exists()]
        moving = [(row, path, self._pool.submit(self._put, row, path)) for row, path in batch]
        outcomes = [(row, path, future.exception()) for row, path, future in moving]
        moved = [(row, path) for row, path, failure in outcomes if failure is None]
        self._note(table, [row for row, _ in moved])
        for _, path in moved:
            path.unlink(missing_ok=True)
        # A file that went away meanwhile was moved by another, or is found missing by a verification.
        return len(moved), [failure for _, path, failure in outcomes if failure is not None and path.exists()]

    def _placed(self, table: Table) -> list[tuple[Any, Path]]:
        """Tell where the next ones lie; a name that is none keeps no other waiting."""
        placed = []
        for row in self._next(table):
            try:
                placed.append((row, self._landing.path(ObjectKey.parse(row.object_key))))
            except MalformedError:
                log.warning("not moved", key=row.object_key)
        return placed

    def _next(self, table: Table) -> list[Any]:
        waiting = select(table.c.id, table.c.object_key, table.c.sha256).where(~table.c.is_stored)
        with self._index.read() as connection:
            rested = table.c.received_at <= self._clock.now() - self._rest
            page = waiting.where(table.c.id > self._after[table], rested).order_by(table.c.id).limit(_BATCH)
            batch = list(connection.execute(page))
        self._after[table] = batch[-1].id if len(batch) == _BATCH else 0
        return batch

    def _put(self, row: Any, path: Path) -> None:
        self._blobs.put(row.object_key, path, row.sha256)

    def _note(self, table: Table, moved: Sequence[Any]) -> None:
        if moved:
            # A row that was pointed to another copy meanwhile speaks of that one.
            same = (table.c.id == bindparam("row")) & (table.c.object_key == bindparam("key"))
            noted = update(table).where(same).values(is_stored=True)
            with self._index.write() as connection:
                connection.execute(noted, [{"row": row.id, "key": row.object_key} for row in moved])
