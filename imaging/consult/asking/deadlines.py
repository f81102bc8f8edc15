"""Until when somebody should have accepted, by how urgent it is; each hospital may say otherwise for what it asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.errors import MalformedError
from imaging.exchange.telling.news import Urgency
from imaging.index.engine import Index
from imaging.index.tables import consult_deadlines
from imaging.problems import Problem

LONGEST_MINUTES: Final = 30 * 24 * 60
SHORTEST_MINUTES: Final = 5


@dataclass(frozen=True)
class Minutes:
    """The time for an answer, by urgency."""

    routine_minutes: int = 24 * 60
    urgent_minutes: int = 4 * 60
    emergency_minutes: int = 30

    def __post_init__(self) -> None:
        each = (self.emergency_minutes, self.urgent_minutes, self.routine_minutes)
        if not SHORTEST_MINUTES <= each[0] <= each[1] <= each[2] <= LONGEST_MINUTES:
            raise MalformedError(
                "The more urgent, the shorter; from five minutes to thirty days.",
                Problem.CONSULT_DEADLINES,
            )

    def of(self, urgency: Urgency) -> timedelta:
        """Return the time for an answer."""
        match urgency:
            case Urgency.EMERGENCY:
                return timedelta(minutes=self.emergency_minutes)
            case Urgency.URGENT:
                return timedelta(minutes=self.urgent_minutes)
        return timedelta(minutes=self.routine_minutes)


@dataclass(frozen=True)
class Deadlines:
    """The times of all hospitals."""

    index: Index
    audit: Audit

    def of(self, hospital_id: int) -> Minutes:
        """Return what a hospital goes by."""
        with self.index.read() as connection:
            return minutes_of(connection, hospital_id)

    def set(self, person: Person, minutes: Minutes) -> None:
        """Say by what somebody's hospital goes from now on; what was asked before keeps its time."""
        values = asdict(minutes)
        query = self.index.insert(consult_deadlines).values({"hospital_id": person.hospital_id, **values})
        with self.index.write() as connection:
            connection.execute(query.on_conflict_do_update(index_elements=["hospital_id"], set_=values))
            subject = Subject(SubjectKind.HOSPITAL, person.hospital_id)
            event = AuditEvent(person, "set-consult-deadlines", subject, hospital_id=person.hospital_id, detail=values)
            self.audit.append(connection, event)


def minutes_of(connection: Connection, hospital_id: int) -> Minutes:
    """Return what a hospital goes by, within a transaction."""
    kept = consult_deadlines.c
    query = select(kept.routine_minutes, kept.urgent_minutes, kept.emergency_minutes)
    row = connection.execute(query.where(kept.hospital_id == hospital_id)).one_or_none()
    return Minutes() if row is None else Minutes(*row)
