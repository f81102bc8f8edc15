"""A consult as its row tells it, and how its row is held while it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.engine import Connection, Row

from imaging.consult.states import ConsultState
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.exchange.telling.news import Urgency
from imaging.index.rows import values_of
from imaging.index.tables import consults
from imaging.problems import Problem

LONGEST_REASON: Final = 1000


@dataclass(frozen=True)
class Consult:
    """A consult as it is kept."""

    id: int
    # Stands in addresses, and opens nothing.
    code: str
    hospital_id: int
    study_id: int
    asked_by: int
    question: str = field(repr=False)
    urgency: Urgency
    is_referral: bool
    hides_identity: bool
    state: ConsultState
    revision: int
    # Why it was declined or withdrawn.
    reason: str = field(repr=False)
    asked_at: datetime
    due_at: datetime
    escalated_at: datetime | None
    scheduled_at: datetime | None
    scheduled_minutes: int | None
    live_at: datetime | None
    concluded_at: datetime | None
    closed_at: datetime | None

    @property
    def path(self) -> str:
        """Where the desk tells of it."""
        return f"/#/consults/{self.code}"

    def is_late(self, now: datetime) -> bool:
        """Whether nobody has accepted it in time."""
        return self.state is ConsultState.REQUESTED and self.due_at <= now


def consult_of(row: Row[Any]) -> Consult:
    """Return the consult that a row tells of."""
    return Consult(**values_of(row) | {"state": ConsultState(row.state), "urgency": Urgency(row.urgency)})


def found(connection: Connection, which: ColumnElement[bool]) -> Consult:
    """Return the consult that a condition names.

    Raises
    ------
    NotFoundError
        There is none.
    """
    row = connection.execute(select(consults).where(which)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such consult.")
    return consult_of(row)


def held(connection: Connection, code: str, revision: int | None = None) -> Consult:
    """Return a consult that nobody else changes until the transaction ends; SQLite has one writer anyway.

    Raises
    ------
    ConflictError
        It has changed since ``revision`` was seen.
    """
    row = connection.execute(select(consults).where(consults.c.code == code).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("There is no such consult.")
    consult = consult_of(row)
    if revision is not None and revision != consult.revision:
        raise ConflictError("Somebody has changed it meanwhile.", Problem.CONSULT_CHANGED)
    return consult


def changed(connection: Connection, consult: Consult, **values: object) -> Consult:
    """Write a change of a consult that is held, and return it as it is then."""
    query = update(consults).where(consults.c.id == consult.id)
    query = query.values(values | {"revision": consult.revision + 1})
    return consult_of(connection.execute(query.returning(consults)).one())


def written(text: str, name: str, longest: int = LONGEST_REASON) -> str:
    """Return what somebody wrote as it is kept: lines stay, what can't be shown does not.

    Raises
    ------
    MalformedError
        It is empty, or too long.
    """
    plain = displayable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not plain:
        raise MalformedError(f"{name} is missing.", Problem.FIELD_MISSING, name=name)
    if len(plain) > longest:
        raise MalformedError(f"{name} is too long.", Problem.FIELD_TOO_LONG, name=name, longest=longest)
    return plain
