"""Who is told when nobody answers, and how soon: what an administrator says for a hospital and its departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, or_, select

from imaging.access.actors import MAY, Action, Actor, Role
from imaging.access.audit import Audit, AuditEvent
from imaging.clock import Clock
from imaging.errors import MalformedError, NotFoundError
from imaging.exchange.telling.news import Urgency
from imaging.index.engine import Index
from imaging.index.tables import department_members, departments, news_deputies, news_rules, users
from imaging.problems import Problem

LONGEST_MINUTES: Final = 7 * 24 * 60
USUAL_MINUTES: Final[Mapping[Urgency, int]] = {Urgency.ROUTINE: 240, Urgency.URGENT: 30, Urgency.EMERGENCY: 5}


@dataclass(frozen=True)
class Deputy:
    """Somebody who is told when nobody answers: the head of a department, or whoever the hospital names."""

    user_id: int
    # None: for everybody of the hospital who belongs to no department that has one.
    department_id: int | None = None


@dataclass(frozen=True)
class EscalationRules:
    """What happens in a hospital when nobody answers in time."""

    # How long a reminder has, until a deputy is told.
    minutes: Mapping[Urgency, int] = field(default_factory=lambda: USUAL_MINUTES)
    deputies: Sequence[Deputy] = ()

    def __post_init__(self) -> None:
        if any(not 1 <= self.minutes[each] <= LONGEST_MINUTES for each in Urgency):
            raise MalformedError("That many minutes can't be waited.", Problem.FIELD_WRONG, name="minutes")


@dataclass(frozen=True)
class Deputies:
    """The rules of all hospitals."""

    index: Index
    clock: Clock
    audit: Audit

    def of_hospital(self, hospital_id: int) -> EscalationRules:
        """Return the rules of a hospital, or what is usual."""
        with self.index.read() as connection:
            return rules_of(connection, hospital_id)

    def set(self, by: Actor, hospital_id: int, rules: EscalationRules) -> None:
        """Keep the rules of a hospital in place of the former ones."""
        minutes = {f"{each}_minutes": rules.minutes[each] for each in Urgency}
        kept = self.index.insert(news_rules).values(hospital_id=hospital_id, **minutes)
        with self.index.write() as connection:
            _check_own(connection, hospital_id, rules.deputies)
            connection.execute(kept.on_conflict_do_update(index_elements=["hospital_id"], set_=minutes))
            connection.execute(delete(news_deputies).where(news_deputies.c.hospital_id == hospital_id))
            rows = {(each.department_id, each.user_id) for each in rules.deputies}
            if rows:
                values = [{"hospital_id": hospital_id, "department_id": d, "user_id": u} for d, u in rows]
                connection.execute(insert(news_deputies), values)
            self.audit.append(connection, AuditEvent(by, "set-escalation", hospital_id=hospital_id))


def rules_of(connection: Connection, hospital_id: int) -> EscalationRules:
    """Return the rules of a hospital, or what is usual."""
    row = connection.execute(select(news_rules).where(news_rules.c.hospital_id == hospital_id)).one_or_none()
    found = select(news_deputies).where(news_deputies.c.hospital_id == hospital_id).order_by(news_deputies.c.id)
    deputies = tuple(Deputy(each.user_id, each.department_id) for each in connection.execute(found))
    if row is None:
        return EscalationRules(deputies=deputies)
    minutes = {
        Urgency.ROUTINE: row.routine_minutes,
        Urgency.URGENT: row.urgent_minutes,
        Urgency.EMERGENCY: row.emergency_minutes,
    }
    return EscalationRules(minutes, deputies)


def deputies_of(connection: Connection, user_id: int, *, may_speak: bool = False) -> frozenset[int]:
    """Return who is told when somebody does not answer: of their departments, else of their hospital; never they.

    With ``may_speak`` these are those alone who could answer a consult, whoever was named before.
    """
    roles = [each for each in Role if may_stand_in(each) or not may_speak]
    deputy = news_deputies.c
    active = (
        select(deputy.user_id, deputy.department_id)
        .join(users, users.c.id == deputy.user_id)
        .where(users.c.is_active, users.c.role.in_(roles), deputy.user_id != user_id, stands_in_for(user_id))
    )
    rows = connection.execute(active).all()
    of_departments = frozenset(row.user_id for row in rows if row.department_id is not None)
    return of_departments or frozenset(row.user_id for row in rows)


def stands_in_for(user_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row of ``news_deputies`` names somebody who stands in for this person.

    Whoever is told is so by this, and whoever may answer in their place is so by this too.
    """
    deputy, asked, own = news_deputies.c, users.alias("stood_in_for").c, department_members.alias("own").c
    is_of_department = exists().where(own.department_id == deputy.department_id, own.user_id == user_id)
    is_of_hospital = exists().where(asked.id == user_id, asked.hospital_id == deputy.hospital_id)
    return and_(is_of_hospital, or_(deputy.department_id.is_(None), is_of_department))


def may_stand_in(role: Role) -> bool:
    """Whether somebody of this role can do what they would be told of: answer, and speak."""
    return Action.SPEAK in MAY[role]


def _check_own(connection: Connection, hospital_id: int, deputies: Sequence[Deputy]) -> None:
    """Go on only if all are of this hospital; who was named before may stay."""
    rows = connection.execute(select(users.c.id, users.c.role).where(users.c.hospital_id == hospital_id))
    people = {row.id for row in rows if may_stand_in(Role(row.role))}
    people.update(each.user_id for each in rules_of(connection, hospital_id).deputies)
    places = set(connection.scalars(select(departments.c.id).where(departments.c.hospital_id == hospital_id)))
    if any(each.user_id not in people or each.department_id not in {*places, None} for each in deputies):
        raise NotFoundError("There is no such person or department.")
