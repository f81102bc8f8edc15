"""When the patient may read a report: at once, after some hours, or when a person has said so.

The rule of the moment at which a version came is written beside it, so that a rule that changes later changes nothing
about it. A version without such a note was never held back. A hold keeps everything of an order back, with a reason.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, MalformedError
from imaging.index.engine import Index
from imaging.index.tables import orders, report_holds, report_releases, reports
from imaging.orders.report_rules import ReleaseRule, rules_within
from imaging.orders.visibility import is_released, report_counts
from imaging.problems import Problem

LONGEST_REASON = 1000


class Waits(StrEnum):
    """What a version waits, or waited, for."""

    HOURS = "hours"
    PERSON = "person"
    CLINICIAN = "clinician"
    # It is no final word yet: whoever wrote it is still to be heard, or reviewed.
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Release:
    """Whether the patient reads a version, and if not, what it waits for."""

    report_id: int
    waits: Waits | None
    due_at: datetime | None
    released_by: str = ""


@dataclass(frozen=True)
class Hold:
    """That an order's report is kept back."""

    reason: str
    held_by: str
    held_at: datetime


@dataclass(frozen=True)
class Releases:
    """The releases of all orders."""

    index: Index
    clock: Clock
    audit: Audit

    def of_order(self, order_id: int) -> dict[int, Release]:
        """Return what was noted beside the versions of an order, by their numbers of rows."""
        query = (
            select(report_releases)
            .join(reports, reports.c.id == report_releases.c.report_id)
            .where(reports.c.order_id == order_id)
        )
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        return {row.report_id: Release(row.report_id, Waits(row.rule), row.due_at, row.released_by) for row in rows}

    def hold_of(self, order_id: int) -> Hold | None:
        """Return the hold that an order is under."""
        query = select(report_holds).where(report_holds.c.order_id == order_id, report_holds.c.lifted_at.is_(None))
        with self.index.read() as connection:
            row = connection.execute(query.limit(1)).one_or_none()
        return None if row is None else Hold(row.reason, row.held_by, row.held_at)

    def release(self, actor: Actor, order_id: int, hospital_id: int) -> None:
        """Let the patient read what is finished, from now on."""
        now = self.clock.now()
        of_order = select(reports.c.id).where(reports.c.order_id == order_id, report_counts())
        waiting = (report_releases.c.due_at.is_(None)) | (report_releases.c.due_at > now)
        query = (
            update(report_releases)
            .where(report_releases.c.report_id.in_(of_order), waiting, report_releases.c.rule != Waits.UNFINISHED)
            .values(due_at=now, released_by=actor.label[:64])
        )
        with self.index.write() as connection:
            if connection.execute(query).rowcount == 0:
                raise ConflictError("Nothing waits to be released.", Problem.NOTHING_TO_RELEASE)
            self._note(connection, actor, Action.RELEASE_REPORTS, order_id, hospital_id)

    def hold(self, actor: Actor, order_id: int, hospital_id: int, reason: str) -> None:
        """Keep everything of an order from the patient."""
        reason = displayable(reason).strip()
        if not reason:
            raise MalformedError("Say why.", Problem.FIELD_MISSING, name="reason")
        if len(reason) > LONGEST_REASON:
            raise MalformedError(
                "The reason is too long.", Problem.FIELD_TOO_LONG, name="reason", longest=LONGEST_REASON
            )
        values = {"reason": reason, "held_by": actor.label[:64], "held_at": self.clock.now()}
        with self.index.write() as connection:
            self._lift_within(connection, actor, order_id)
            connection.execute(insert(report_holds).values(order_id=order_id, **values))
            self._note(connection, actor, "hold-report", order_id, hospital_id)

    def lift(self, actor: Actor, order_id: int, hospital_id: int) -> None:
        """Let the rule decide again."""
        with self.index.write() as connection:
            if self._lift_within(connection, actor, order_id):
                self._note(connection, actor, "lift-hold", order_id, hospital_id)

    def _lift_within(self, connection: Connection, actor: Actor, order_id: int) -> int:
        query = update(report_holds).where(report_holds.c.order_id == order_id, report_holds.c.lifted_at.is_(None))
        values = {"lifted_by": actor.label[:64], "lifted_at": self.clock.now()}
        return connection.execute(query.values(values)).rowcount

    def _note(
        self, connection: Connection, actor: Actor, action: Action | str, order_id: int, hospital_id: int
    ) -> None:
        subject = Subject(SubjectKind.ORDER, order_id)
        self.audit.append(connection, AuditEvent(actor, action, subject, hospital_id=hospital_id))


def note_release_within(
    connection: Connection, order_id: int, report_id: int, at: datetime, *, is_finished: bool = True
) -> None:
    """Write beside a new version when the patient may read it; nothing where that is at once.

    What sets right or adds to a version that the patient reads already is read at once as well: nobody should go on
    believing what has been corrected.
    """
    order = connection.execute(
        select(orders.c.hospital_id, orders.c.procedure_description).where(orders.c.id == order_id)
    ).one()
    if not is_finished:
        _write(connection, report_id, Waits.UNFINISHED, None)
        return
    rules = rules_within(connection, order.hospital_id)
    if _is_read_already(connection, order_id, report_id, at):
        return
    if rules.is_sensitive(order.procedure_description):
        _write(connection, report_id, Waits.CLINICIAN, None)
    elif rules.release is ReleaseRule.BY_PERSON:
        _write(connection, report_id, Waits.PERSON, None)
    elif rules.release is ReleaseRule.AFTER_HOURS:
        _write(connection, report_id, Waits.HOURS, _due_within(connection, order_id, at, rules.release_hours))


def _due_within(connection: Connection, order_id: int, at: datetime, hours: int) -> datetime:
    """Return when a version falls due: no later than the one that it replaces would have."""
    due = report_releases.c.due_at
    waiting = (
        select(due)
        .join(reports, reports.c.id == report_releases.c.report_id)
        .where(reports.c.order_id == order_id, report_releases.c.rule == Waits.HOURS, due > at, report_counts())
    )
    earlier = connection.execute(waiting).scalars()
    falling_due: list[datetime] = [at + timedelta(hours=hours), *(each for each in earlier if each is not None)]
    return min(falling_due)


def _is_read_already(connection: Connection, order_id: int, report_id: int, at: datetime) -> bool:
    earlier = select(reports.c.id).where(
        reports.c.order_id == order_id,
        reports.c.id != report_id,
        reports.c.state.in_(FINISHED),
        report_counts(),
        is_released(at),
    )
    return connection.scalar(earlier.limit(1)) is not None


def _write(connection: Connection, report_id: int, waits: Waits, due_at: datetime | None) -> None:
    connection.execute(insert(report_releases).values(report_id=report_id, rule=waits, due_at=due_at))


# Words of ``ReportState``, which is told of above this.
FINISHED: Collection[str] = ("final", "amended")
