"""The exam that somebody reports: whether they may, and everything its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from imaging.access.actors import Action, Allowed, Scope, decide
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import ForbiddenError
from imaging.house import House
from imaging.orders.orders import Order
from imaging.orders.reports import Report
from imaging.orders.visibility import visible_study_ids
from imaging.problems import Problem
from imaging.reporting.critical import Critical
from imaging.reporting.differences import section_differences
from imaging.reporting.rich_text import clean
from imaging.reporting.signing import Written
from imaging.reporting.work import Step, StepKind, Work
from viewer.desk.asked import Asked
from viewer.desk.order_json import plain, studies_of
from viewer.moments import written as moment


@dataclass(frozen=True)
class Exams:
    """Exams before somebody who is signed in."""

    house: House

    def order(self, asked: Asked, action: Action = Action.SEE_REPORTS) -> Order:
        """Return the order that is asked for, if they may do this with it."""
        order = self.house.orders.by_id(asked.path["order_id"])
        asked.reader.require(action, self.scope(asked, order, action), Subject(SubjectKind.ORDER, order.id))
        return order

    def scope(self, asked: Asked, order: Order, action: Action) -> Scope:
        """Return what is to be decided about: the order, or the study of it that was opened to them.

        Another hospital opens studies, and with a study the report that speaks of it.
        """
        own = Scope(order.hospital_id, order_id=order.id)
        if isinstance(decide(asked.person, action, own), Allowed):
            return own
        opened = (scope for _, scope in self._opened(asked, order.id, action))
        return next(opened, own)

    def _opened(self, asked: Asked, order_id: int, action: Action) -> Iterator[tuple[int, Scope]]:
        with self.house.index.read() as connection:
            study_ids = visible_study_ids(connection, order_id)
        for study_id in sorted(study_ids):
            scope = self.house.reach.scope(study_id)
            if isinstance(decide(asked.person, action, scope), Allowed):
                yield study_id, scope

    def work(self, asked: Asked) -> Work:
        """Return what is being written and asked for."""
        return self.house.reporting.works.by_id(asked.path["work_id"], asked.hospital_id)

    def whole(self, asked: Asked, order: Order) -> dict[str, Any]:
        """Return everything that the page of an exam's report shows, which the audit has noted that they see."""
        desk = self.house.reporting
        scope = self.scope(asked, order, Action.SEE_REPORTS)
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), scope)
        # A colleague of another hospital reads the report, and nothing of how it comes about.
        is_own = order.hospital_id == asked.hospital_id and scope.order_id is not None
        written, releases = desk.signing.written(order.id), desk.releases.of_order(order.id)
        hold, now = desk.releases.hold_of(order.id), self.house.clock.now()
        shown = {report.id for report in self.house.reports.for_patient(order.id)}
        work = desk.works.of_order(order.id)
        is_writer = is_own and asked.reader.may(Action.WRITE_REPORTS)
        versions = []
        for report in self.house.reports.of_order(order.id):
            release = releases.get(report.id)
            is_due = release is None or (release.due_at is not None and release.due_at <= now)
            versions.append(
                version(report, written.get(report.id))
                | {
                    "is_released": report.id in shown,
                    "waits": release.waits if release is not None and not is_due else None,
                    "due_at": moment(release.due_at) if release is not None else None,
                }
            )
        return {
            "order": plain(order),
            "is_made_of_study": desk.unordered.is_made(order.id),
            "studies": self._studies(asked, order),
            "is_own": is_own,
            "versions": versions,
            "work": self.work_json(asked, work) if work is not None and is_writer else None,
            # Who only reads is told that something is on its way, and not what.
            "is_being_written": work is not None,
            "hold": {"reason": hold.reason, "by": hold.held_by, "at": moment(hold.held_at)}
            if hold and is_own
            else None,
            "critical": self.alerts(asked, desk.critical.of_order(order.id)) if is_own else [],
            "is_licensed": is_licensed(self.house, asked),
        }

    def alerts(self, asked: Asked, alerts: Iterable[Critical]) -> list[dict[str, Any]]:
        """Return critical results, and whether this person may take each back."""
        of_house = self.house.reporting.critical
        return [
            critical(each) | {"may_withdraw": each.is_open and of_house.may_withdraw(asked.person, each)}
            for each in alerts
        ]

    def _studies(self, asked: Asked, order: Order) -> list[dict[str, Any]]:
        """Return the studies whose pictures they may see."""
        may_see = {study_id for study_id, _ in self._opened(asked, order.id, Action.SEE_IMAGES)}
        return [each for each in studies_of(self.house, order.id) if each["id"] in may_see]

    def work_json(self, asked: Asked, work: Work) -> dict[str, Any]:
        """Return what is being written."""
        desk = self.house.reporting
        former = desk.signing.former(work)
        changes = (
            {}
            if former is None
            else section_differences(former.plain_sections(), desk.signing.resulting(work).plain_sections())
        )
        return {
            "id": work.id,
            "kind": work.kind,
            "stage": work.stage,
            "language": work.content.language,
            "reason": work.reason,
            "sections": sections(work.content.sections),
            "revision": work.revision,
            "author": work.author,
            "is_author": work.author_id == asked.person.user_id,
            "holder": work.holder,
            "is_mine": work.holder_id == asked.person.user_id,
            "held_since": moment(work.held_since),
            "saved_at": moment(work.saved_at),
            "steps": [_step(each) for each in desk.works.steps(work.id)],
            "changes": changes_json(changes),
            "arrived": self._arrived(work),
        }

    def _arrived(self, work: Work) -> int | None:
        """Return the version that came while this was written, and that its writer has not taken note of."""
        latest = next(iter(self.house.reports.of_order(work.order_id)), None)
        return latest.version if latest is not None and latest.version != work.base_version else None


def is_licensed(house: House, asked: Asked) -> bool:
    """Whether they may sign: the role says so, and an administrator has confirmed their licence."""
    return asked.reader.may(Action.SIGN_REPORTS) and house.people.is_licensed(asked.person.user_id)


def require_licence(house: House, asked: Asked) -> None:
    """Go on only if they may stand for a finished report; a role that does not say so is refused, and that is kept."""
    asked.reader.require(Action.SIGN_REPORTS)
    if not is_licensed(house, asked):
        raise ForbiddenError("Your licence is not confirmed yet.", Problem.NOT_LICENSED)


def version(report: Report, written: Written | None) -> dict[str, Any]:
    """Return a version, wherever it was written."""
    return {
        "id": report.id,
        "version": report.version,
        "state": report.state,
        "author": report.author,
        "text": report.text,
        "has_pdf": report.has_pdf,
        "is_dicom": report.instance_id is not None,
        "issued_at": moment(report.issued_at),
        "written": written
        and {
            "kind": written.kind,
            "language": written.content.language,
            "reason": written.reason,
            "sections": sections(written.content.sections),
            "signatures": [
                {"name": each.name, "meaning": each.meaning, "proof": each.proof, "at": moment(each.signed_at)}
                for each in written.signatures
            ],
        },
    }


def sections(kept: Any) -> dict[str, str]:
    """Return sections to be shown: what is kept is cleaned once more."""
    return {key.value: clean(markup) for key, markup in kept.items()}


def changes_json(changes: Any) -> dict[str, Any]:
    """Return what sections say differently."""
    return {
        key.value: [{"change": piece.change, "text": piece.text} for piece in pieces] for key, pieces in changes.items()
    }


def critical(each: Critical) -> dict[str, Any]:
    """Return a critical result."""
    return {
        "id": each.id,
        "order_id": each.order_id,
        "kind_zh": each.kind_zh,
        "kind_en": each.kind_en,
        "note": each.note,
        "marked_by": each.marked_by_name,
        "marked_at": moment(each.marked_at),
        "recipient": each.recipient,
        "escalate_at": moment(each.escalate_at),
        "escalated_at": moment(each.escalated_at),
        "acknowledged_by": each.acknowledged_by,
        "acknowledged_at": moment(each.acknowledged_at),
        "how": each.how,
        "told_to": each.told_to,
        "withdrawn_at": moment(each.withdrawn_at),
        "withdrawn_because": each.withdrawn_because,
        "is_open": each.is_open,
    }


def _step(step: Step) -> dict[str, Any]:
    """Return a step; a text that was set aside comes with it, for whoever wants it back."""
    aside = ""
    if step.kind is StepKind.SET_ASIDE:
        aside = step.sections
    return {
        "id": step.id,
        "kind": step.kind,
        "name": step.name,
        "note": step.note,
        "at": moment(step.at),
        "aside": aside,
    }
