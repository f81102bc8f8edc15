"""What a consult opens, as it was chosen."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.named_records import Record, records_of
from imaging.index.tables import consult_series


def opened_by(connection: Connection, consult_id: int) -> tuple[frozenset[int], frozenset[Record]]:
    """Return the series and the records that a consult opens."""
    series = select(consult_series.c.series_id).where(consult_series.c.consult_id == consult_id)
    return frozenset(connection.scalars(series)), records_of(connection, consult_id)
