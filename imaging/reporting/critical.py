"""Critical results: findings that somebody must hear of now, until they have said that they did.

::

    marked ──> acknowledged            (who, when, how, who was told)
       │  └──> withdrawn               (with a reason, by whoever marked it or a senior of theirs)
       └─ nobody within the time of its kind ─> escalated ─> acknowledged | withdrawn

Nothing of this is ever shown to the patient.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, true, update
from sqlalchemy.engine import Row

from imaging.access.actors import WORKER, Action, Actor, Person, Role, actions_of
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.departments import department_ids_of
from imaging.access.people import People
from imaging.clock import Clock
from imaging.errors import ConflictError, ForbiddenError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import critical_results, users
from imaging.orders.report_rules import rules_within
from imaging.problems import Problem
from imaging.reporting.work import noted

WITHDRAW: Final = "withdraw-critical"


MOST_SETTLED: Final = 200


class How(StrEnum):
    """How somebody came to know."""

    READ = "read"
    PHONE = "phone"
    IN_PERSON = "in-person"


@dataclass(frozen=True)
class NewCritical:
    """What is critical, and who must know."""

    # Its place in the hospital's list.
    kind: int
    note: str = field(default="", repr=False)
    # None: every clinician of the hospital.
    recipient_id: int | None = None


@dataclass(frozen=True)
class Acknowledgement:
    """That somebody knows."""

    how: How
    # Who was told, where whoever acknowledges told somebody else.
    told_to: str = field(default="", repr=False)


@dataclass(frozen=True)
class Critical:
    """A critical result as it is kept."""

    id: int
    order_id: int
    kind_zh: str
    kind_en: str
    note: str = field(repr=False)
    marked_by: int
    marked_by_name: str
    marked_at: datetime
    recipient_id: int | None
    recipient: str
    escalate_at: datetime
    escalated_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    how: str
    told_to: str = field(repr=False)
    withdrawn_at: datetime | None
    withdrawn_because: str = field(repr=False)

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to hear of it."""
        return self.acknowledged_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class CriticalResults:
    """The critical results of all hospitals."""

    index: Index
    clock: Clock
    audit: Audit
    people: People

    def mark(self, person: Person, order_id: int, hospital_id: int, new: NewCritical) -> Critical:
        """Alert whoever must know."""
        note, now = noted(new.note, "note"), self.clock.now()
        with self.index.write() as connection:
            kinds = rules_within(connection, hospital_id).critical_kinds
            if not 0 <= new.kind < len(kinds):
                raise MalformedError("There is no such kind.", Problem.FIELD_WRONG, name="kind")
            kind = kinds[new.kind]
            self._require_recipient(connection, new.recipient_id, hospital_id)
            values = {
                "hospital_id": hospital_id,
                "order_id": order_id,
                "kind": str(new.kind),
                "kind_zh": kind.zh,
                "kind_en": kind.en,
                "note": note,
                "marked_by": person.user_id,
                "marked_at": now,
                "recipient_id": new.recipient_id,
                "escalate_at": now + timedelta(minutes=kind.minutes),
            }
            critical_id: int = connection.execute(
                insert(critical_results).values(values).returning(critical_results.c.id)
            ).scalar_one()
            self._note(connection, person, "mark-critical", order_id, hospital_id, critical_id)
        return self.by_id(critical_id, hospital_id)

    def acknowledge(self, person: Person, critical_id: int, hospital_id: int, said: Acknowledgement) -> Critical:
        """Note that somebody knows, and how."""
        told_to = noted(said.told_to, "told_to")[:200]
        if said.how is not How.READ and not told_to:
            raise MalformedError("Say who was told.", Problem.FIELD_MISSING, name="told_to")
        values = {
            "acknowledged_by": person.user_id,
            "acknowledged_at": self.clock.now(),
            "how": said.how,
            "told_to": told_to,
        }
        return self._settle(person, critical_id, hospital_id, values, Action.ACKNOWLEDGE)

    def withdraw(self, person: Person, critical_id: int, hospital_id: int, reason: str) -> Critical:
        """Take an alert back, with a reason: who marked it may, and who may sign in one of their departments."""
        reason = noted(reason, "reason")
        if not reason:
            raise MalformedError("Say why.", Problem.FIELD_MISSING, name="reason")
        alert = self.by_id(critical_id, hospital_id)
        if not self.may_withdraw(person, alert):
            self._refuse(person, alert, hospital_id)
        values = {"withdrawn_at": self.clock.now(), "withdrawn_because": reason}
        return self._settle(person, critical_id, hospital_id, values, WITHDRAW)

    def may_withdraw(self, person: Person, alert: Critical) -> bool:
        """Whether this is for them to take back: it is their own, or they stand for reports where it was marked.

        Where whoever marked it belongs to no department, that is the whole hospital.
        """
        if person.user_id == alert.marked_by:
            return True
        if Action.SIGN_REPORTS not in actions_of(person) or not self.people.is_licensed(person.user_id):
            return False
        with self.index.read() as connection:
            where = department_ids_of(connection, alert.marked_by)
            return not where or bool(where & department_ids_of(connection, person.user_id))

    def escalate(self) -> int:
        """Note what nobody acknowledged in time, and return how many those were."""
        now, late = self.clock.now(), critical_results.c
        query = select(late.id, late.order_id, late.hospital_id).where(
            _is_open(), late.escalated_at.is_(None), late.escalate_at <= now
        )
        with self.index.read() as connection:
            found = connection.execute(query.limit(100)).all()
        for row in found:
            with self.index.write() as connection:
                change = update(critical_results).where(late.id == row.id, _is_open(), late.escalated_at.is_(None))
                if connection.execute(change.values(escalated_at=now)).rowcount:
                    self._note(connection, WORKER, "escalate-critical", row.order_id, row.hospital_id, row.id)
        return len(found)

    def by_id(self, critical_id: int, hospital_id: int) -> Critical:
        """Return one of a hospital's."""
        found = self._found(_results().where(critical_results.c.id == critical_id, _of(hospital_id)))
        if not found:
            raise NotFoundError("There is no such critical result.")
        return found[0]

    def of_order(self, order_id: int) -> tuple[Critical, ...]:
        """Return those of an order, the latest first."""
        query = _results().where(critical_results.c.order_id == order_id)
        return self._found(query.order_by(critical_results.c.id.desc()))

    def open_for(self, person: Person) -> tuple[Critical, ...]:
        """Return what somebody has still to hear of, the longest waiting first.

        A clinician sees what was marked for them or for every clinician, and whatever was escalated; whoever writes
        reports sees all of the hospital, because it is for them to telephone.
        """
        query = _results().where(_of(person.hospital_id), _is_open(), _concerns(person))
        return self._found(query.order_by(critical_results.c.escalate_at))

    def settled_for(self, person: Person, since: datetime) -> tuple[Critical, ...]:
        """Return what somebody could hear of and what was acknowledged or withdrawn since, the latest first."""
        kept = critical_results.c
        settled_at = func.coalesce(kept.acknowledged_at, kept.withdrawn_at)
        query = _results().where(_of(person.hospital_id), ~_is_open(), _concerns(person), settled_at >= since)
        return self._found(query.order_by(settled_at.desc(), kept.id.desc()).limit(MOST_SETTLED))

    def overdue(self, hospital_id: int) -> tuple[Critical, ...]:
        """Return what was escalated and is still open, the longest waiting first."""
        kept = critical_results.c
        query = _results().where(_of(hospital_id), _is_open(), kept.escalate_at <= self.clock.now())
        return self._found(query.order_by(kept.escalate_at))

    def recipients(self, hospital_id: int) -> list[tuple[int, str]]:
        """Return the clinicians of a hospital, who can be alerted."""
        query = select(users.c.id, users.c.name, users.c.login).where(
            users.c.hospital_id == hospital_id, users.c.is_active, users.c.role == Role.CLINICIAN
        )
        with self.index.read() as connection:
            rows = connection.execute(query.order_by(users.c.name, users.c.login)).all()
        return [(row.id, row.name or row.login) for row in rows]

    def _settle(
        self, person: Person, critical_id: int, hospital_id: int, values: dict[str, object], action: Action | str
    ) -> Critical:
        with self.index.write() as connection:
            query = update(critical_results).where(critical_results.c.id == critical_id, _of(hospital_id), _is_open())
            order_id = connection.scalar(query.values(values).returning(critical_results.c.order_id))
            if order_id is not None:
                self._note(connection, person, action, order_id, hospital_id, critical_id)
        if order_id is None:
            self.by_id(critical_id, hospital_id)
            raise ConflictError("Somebody has acknowledged it already.", Problem.CRITICAL_SETTLED)
        return self.by_id(critical_id, hospital_id)

    def _refuse(self, person: Person, alert: Critical, hospital_id: int) -> None:
        subject, detail = Subject(SubjectKind.ORDER, alert.order_id), {"critical": alert.id}
        self.audit.record(AuditEvent(person, WITHDRAW, subject, Outcome.DENIED, hospital_id=hospital_id, detail=detail))
        raise ForbiddenError(
            f"{alert.marked_by_name} marked it: they take it back, or a senior of their department.",
            Problem.CRITICAL_OF_ANOTHER,
            who=alert.marked_by_name,
        )

    def _found(self, query: Select[tuple[object, ...]]) -> tuple[Critical, ...]:
        with self.index.read() as connection:
            return tuple(_critical(row) for row in connection.execute(query))

    @staticmethod
    def _require_recipient(connection: Connection, user_id: int | None, hospital_id: int) -> None:
        query = select(users.c.id).where(users.c.id == user_id, users.c.hospital_id == hospital_id, users.c.is_active)
        if user_id is not None and connection.scalar(query) is None:
            raise NotFoundError("There is no such person.")

    def _note(
        self,
        connection: Connection,
        actor: Actor,
        action: Action | str,
        order_id: int,
        hospital_id: int,
        critical_id: int,
    ) -> None:
        subject = Subject(SubjectKind.ORDER, order_id)
        detail = {"critical": critical_id}
        self.audit.append(connection, AuditEvent(actor, action, subject, hospital_id=hospital_id, detail=detail))


def _of(hospital_id: int) -> ColumnElement[bool]:
    return critical_results.c.hospital_id == hospital_id


def _concerns(person: Person) -> ColumnElement[bool]:
    """Return which of their hospital somebody is told of."""
    kept = critical_results.c
    if person.role is not Role.CLINICIAN:
        return true()
    return or_(kept.recipient_id.is_(None), kept.recipient_id == person.user_id, kept.escalated_at.is_not(None))


def _is_open() -> ColumnElement[bool]:
    return critical_results.c.acknowledged_at.is_(None) & critical_results.c.withdrawn_at.is_(None)


def _results() -> Select[tuple[object, ...]]:
    marker, recipient, knower = users.alias("marker"), users.alias("recipient"), users.alias("knower")
    names = [
        column.label(f"{alias}_{name}")
        for alias, table in (("marker", marker), ("recipient", recipient), ("knower", knower))
        for name, column in (("name", table.c.name), ("login", table.c.login))
    ]
    return (
        select(critical_results, *names)
        .join(marker, marker.c.id == critical_results.c.marked_by)
        .outerjoin(recipient, recipient.c.id == critical_results.c.recipient_id)
        .outerjoin(knower, knower.c.id == critical_results.c.acknowledged_by)
    )


def _critical(row: Row[tuple[object, ...]]) -> Critical:
    return Critical(
        row.id,
        row.order_id,
        row.kind_zh,
        row.kind_en,
        row.note,
        row.marked_by,
        row.marker_name or row.marker_login,
        row.marked_at,
        row.recipient_id,
        row.recipient_name or row.recipient_login or "",
        row.escalate_at,
        row.escalated_at,
        row.knower_name or row.knower_login or "",
        row.acknowledged_at,
        row.how,
        row.told_to,
        row.withdrawn_at,
        row.withdrawn_because,
    )
