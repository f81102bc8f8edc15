"""How the archive is: how much it holds, what waits, how much room there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, func, select

from imaging.archive.landing import Landing
from imaging.index.engine import Index
from imaging.index.tables import hospitals, instances, quarantine, series, studies


@dataclass(frozen=True)
class Condition:
    """Numbers that an administrator looks at."""

    hospitals: int
    studies: int
    series: int
    instances: int
    bytes: int
    waiting_for_the_blob_store: int
    in_quarantine: int
    free_bytes: int
    is_space_low: bool

    @classmethod
    def read(cls, index: Index, landing: Landing) -> Self:
        """Count everything."""
        space = landing.space()
        waiting = ~instances.c.is_stored
        unsettled = quarantine.c.settled_at.is_(None)
        with index.read() as connection:

            def count(column: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
                return connection.scalar(select(func.count(column)).where(*conditions)) or 0

            return cls(
                hospitals=count(hospitals.c.id),
                studies=count(studies.c.id),
                series=count(series.c.id),
                instances=count(instances.c.id),
                bytes=int(connection.scalar(select(func.coalesce(func.sum(instances.c.size_bytes), 0))) or 0),
                waiting_for_the_blob_store=count(instances.c.id, waiting),
                in_quarantine=count(quarantine.c.id, unsettled),
                free_bytes=space.free_bytes,
                is_space_low=space.is_low,
            )
