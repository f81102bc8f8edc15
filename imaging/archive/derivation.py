"""Derives the metadata of series that went quiet, before somebody asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import select

from imaging.archive.metadata import QUIET, Metadata
from imaging.archive.retrieve import Retrieve
from imaging.clock import Clock
from imaging.errors import FilmlessError
from imaging.index.engine import Index
from imaging.index.tables import series

_BATCH: Final = 20
# What went quiet before the worker started is derived when it is asked for.
_LOOKED_BACK: Final = timedelta(hours=1)
log = structlog.get_logger("archive")


class Derivation:
    """One of them runs in the worker."""

    def __init__(self, index: Index, retrieve: Retrieve, metadata: Metadata, clock: Clock) -> None:
        self._index, self._retrieve, self._metadata, self._clock = index, retrieve, metadata, clock
        self._seen = clock.now() - _LOOKED_BACK

    def run(self) -> int:
        """Derive what is missing, one batch; return how many series it looked at."""
        quiet = (
            select(series.c.id, series.c.changed_at)
            .where(series.c.changed_at > self._seen, series.c.changed_at <= self._clock.now() - QUIET)
            .order_by(series.c.changed_at)
            .limit(_BATCH)
        )
        with self._index.read() as connection:
            batch = connection.execute(quiet).all()
        for row in batch:
            self._derive(row.id)
            self._seen = row.changed_at
        return len(batch)

    def _derive(self, series_id: int) -> None:
        try:
            self._metadata.derive(self._retrieve.instances_of_series(series_id))
        except FilmlessError as error:
            # It will be tried again when somebody asks.
            log.warning("metadata not derived", series=series_id, reason=str(error))
