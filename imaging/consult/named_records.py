"""The records that a consult names beside series."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.index.tables import consult_records


class RecordKind(StrEnum):
    """What a record is."""

    REPORT = "report"
    PAPER = "paper"
    # An instance that is no image, such as a PDF or a structured report.
    OBJECT = "object"


@dataclass(frozen=True)
class Record:
    """A record by its row."""

    kind: RecordKind
    id: int


def records_of(connection: Connection, consult_id: int) -> frozenset[Record]:
    """Return what a consult names."""
    kept = consult_records.c
    rows = connection.execute(select(kept.kind, kept.record_id).where(kept.consult_id == consult_id))
    return frozenset(Record(RecordKind(row.kind), row.record_id) for row in rows)
