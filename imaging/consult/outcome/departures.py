"""Where the objects of a conclusion are on their way to the asking hospital's systems, as the outbox knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from imaging.index.engine import Index
from imaging.index.tables import consults, deliveries, destinations, parcels


@dataclass(frozen=True)
class Departure:
    """How far everything of a conclusion is that goes to one system: the worst of it."""

    destination: str
    kind: str
    state: str
    count: int
    problem: str
    # When the last of it arrived, or was tried.
    at: datetime | None
    next_try_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Return what a page is told."""
        return {
            "destination": self.destination,
            "kind": self.kind,
            "state": self.state,
            "count": self.count,
            "problem": self.problem,
            "at": None if self.at is None else self.at.isoformat(),
            "next_try_at": None if self.next_try_at is None else self.next_try_at.isoformat(),
        }


def line_of(consult_id: int) -> str:
    """Return the line of the outbox in which stands what is said of a consult; its objects stand in none."""
    return f"consult {consult_id}"


def key_of(consult_id: int, version: int, what: str) -> str:
    """Return how the outbox names a part of a conclusion, for ever."""
    return f"consult {consult_id} v{version} {what}"


@dataclass(frozen=True)
class Departures:
    """Reads them."""

    index: Index

    def of(self, consult_id: int, version: int) -> tuple[Departure, ...]:
        """Return how far each system's part is, by destination and state."""
        sent, parcel = deliveries.c, parcels.c
        whose = select(consults.c.hospital_id).where(consults.c.id == consult_id).scalar_subquery()
        query = (
            select(
                destinations.c.name,
                destinations.c.kind,
                sent.state,
                func.count().label("number"),
                func.max(sent.problem).label("problem"),
                func.max(func.coalesce(sent.ended_at, sent.tried_at)).label("at"),
                func.min(sent.next_try_at).label("next_try_at"),
            )
            .join(parcels, parcel.id == sent.parcel_id)
            .join(destinations, destinations.c.id == sent.destination_id)
            .where(parcel.hospital_id == whose, parcel.key.startswith(key_of(consult_id, version, "")))
            .group_by(destinations.c.id, destinations.c.name, destinations.c.kind, sent.state)
            .order_by(destinations.c.name, sent.state)
        )
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Departure(row.name, row.kind, row.state, row.number, row.problem, row.at, row.next_try_at) for row in rows
        )
