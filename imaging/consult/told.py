"""A consult as everybody who takes part is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from imaging.consult.states import ConsultState
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import consults, hospitals, users


@dataclass(frozen=True)
class ToldConsult:
    """What was asked, by whom, how urgently, and how far it is."""

    id: int
    code: str
    state: ConsultState
    question: str = field(repr=False)
    urgency: str
    is_referral: bool
    hides_identity: bool
    hospital: str
    asked_by: str
    asked_at: datetime
    due_at: datetime
    scheduled_at: datetime | None


def told_consult(index: Index, consult_id: int) -> ToldConsult:
    """Return what is told of a consult.

    Raises
    ------
    NotFoundError
        There is none.
    """
    kept = consults.c
    columns = (
        kept.id,
        kept.code,
        kept.state,
        kept.question,
        kept.urgency,
        kept.is_referral,
        kept.hides_identity,
        hospitals.c.name.label("hospital"),
        func.coalesce(func.nullif(users.c.name, ""), users.c.login).label("asked_by"),
        kept.asked_at,
        kept.due_at,
        kept.scheduled_at,
    )
    query = (
        select(*columns)
        .join(hospitals, hospitals.c.id == kept.hospital_id)
        .join(users, users.c.id == kept.asked_by)
        .where(kept.id == consult_id)
    )
    with index.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such consult.")
    code, state = row.code, ConsultState(row.state)
    return ToldConsult(row.id, code, state, *tuple(row)[3:])
