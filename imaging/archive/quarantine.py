"""What was kept aside because it contradicts what is here already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from imaging.index.engine import Index
from imaging.index.tables import quarantine


@dataclass(frozen=True)
class Quarantined:
    """An object that was kept aside."""

    id: int
    hospital_id: int
    sop_instance_uid: str
    reason: str
    detail: str
    size_bytes: int
    received_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Quarantine:
    """The objects kept aside, by hospital."""

    index: Index

    def list(self, hospital_id: int, *, limit: int = 100, offset: int = 0) -> tuple[Quarantined, ...]:
        """Return them, the latest first."""
        columns = [quarantine.c[name] for name in Quarantined.__dataclass_fields__]
        query = select(*columns).where(quarantine.c.hospital_id == hospital_id).order_by(quarantine.c.id.desc())
        with self.index.read() as connection:
            return tuple(Quarantined(*row) for row in connection.execute(query.limit(limit).offset(offset)))
