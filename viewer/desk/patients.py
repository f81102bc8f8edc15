"""A patient's exams and reports on one line of time, from every hospital as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action, Denied, Scope, decide
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.orders.orders import Order
from imaging.orders.reports import Report, ReportState
from imaging.reading.listed_study import ListedStudy
from imaging.reading.papers import KeptPaper
from viewer.desk.asked import Asked
from viewer.desk.door import DeskPages
from viewer.desk.shown_pdf import page_routes
from viewer.desk.work_list import UNREAD_REPORT, study_json
from viewer.saved_pdf import saved_pdf


class PatientPages(DeskPages):
    """Patients, each named by one of their studies."""

    def routes(self) -> list[Route]:
        """Give the timeline, and the reports in it."""
        report = "/studies/{study_id:int}/reports/{report_id:int}"
        return [
            self.door.route("GET", "/patients/of/{study_id:int}", Action.SEE_IMAGES, self.show),
            self.door.route("GET", report, Action.SEE_REPORTS, self.report),
            *page_routes(self.door, report, lambda asked: partial(self.house.reports.pdf, self._report(asked))),
            self.door.route("GET", f"{report}.pdf", Action.SEE_REPORTS, self.pdf),
        ]

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with all exams of a patient; what reports say is read one by one."""
        study_id = asked.path["study_id"]
        scope = self.house.reach.scope(study_id)
        asked.reader.require(Action.SEE_IMAGES, scope, Subject(SubjectKind.STUDY, study_id))
        timeline = self.house.timelines.of(asked.person, study_id)
        asked.reader.lists(Action.SEARCH, "patient", len(timeline.exams), {"study": study_id})
        listed = (*timeline.exams, *timeline.perhaps, *timeline.contradicting)
        asked.reader.is_told_of(((each.id, each.hospital_id) for each in listed), "patient")
        exams = [self._exam(asked, study) for study in timeline.exams]
        bound = {study.order_id for study in timeline.exams}
        waiting = [each for each in timeline.order_ids if each not in bound]
        return {
            "study_id": study_id,
            "may_add": self._may(asked, Action.KEEP_PAPERS, scope),
            "exams": exams,
            "perhaps": [study_json(each, asked.hospital_id) for each in timeline.perhaps],
            "contradicting": [study_json(each, asked.hospital_id) for each in timeline.contradicting],
            "orders": self._orders(asked, waiting),
        }

    def report(self, asked: Asked) -> dict[str, Any]:
        """Answer with what a report says."""
        report = self._report(asked)
        return _described(report) | {"text": report.text}

    def pdf(self, asked: Asked) -> Response:
        """Answer with a report's PDF."""
        report = self._report(asked)
        return saved_pdf(self.house.reports.pdf(report), f"report-{report.order_id}-{report.version}")

    def _exam(self, asked: Asked, study: ListedStudy) -> dict[str, Any]:
        scope = self.house.reach.scope(study.id)
        reads = self._may(asked, Action.SEE_REPORTS, scope)
        is_own = study.hospital_id == asked.hospital_id
        reports = self._reports(study, is_own=is_own) if reads and study.order_id else ()
        papers = self.house.papers.of_studies([study.id]) if reads else ()
        shown = study_json(study, asked.hospital_id)
        if not reads:
            shown |= UNREAD_REPORT
        return shown | {
            "reports": [_described(report) for report in reports],
            "papers": [paper_json(paper, asked) for paper in papers],
        }

    def _reports(self, study: ListedStudy, *, is_own: bool) -> tuple[Report, ...]:
        """Return the versions of a study's report; drafts are for its own hospital."""
        reports = self.house.reports.of_order(study.order_id or 0)
        return tuple(report for report in reports if is_own or report.state is not ReportState.DRAFT)

    def _report(self, asked: Asked) -> Report:
        study_id = asked.path["study_id"]
        scope = self.house.reach.scope(study_id)
        subject = Subject(SubjectKind.STUDY, study_id)
        asked.reader.require(Action.SEE_REPORTS, scope, subject)
        study = self.house.work_list.one(asked.person, study_id)
        is_own = study.hospital_id == asked.hospital_id
        found = self._reports(study, is_own=is_own) if study.order_id else ()
        report = next((each for each in found if each.id == asked.path["report_id"]), None)
        if report is None:
            raise NotFoundError("There is no such report.")
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, report.order_id), scope)
        return report

    def _orders(self, asked: Asked, order_ids: Iterable[int]) -> list[dict[str, Any]]:
        """Return the orders of this hospital that have no images; they are opened as orders."""
        if not asked.reader.may(Action.SEE_ORDERS):
            return []
        orders = self.house.orders.by_ids(set(order_ids), asked.hospital_id)
        return [_order(order) for order in sorted(orders.values(), key=lambda order: order.id, reverse=True)]

    @staticmethod
    def _may(asked: Asked, action: Action, scope: Scope) -> bool:
        return not isinstance(decide(asked.person, action, scope), Denied)


def paper_json(paper: KeptPaper, asked: Asked) -> dict[str, Any]:
    """Return a paper as a timeline shows it."""
    is_withdrawn = paper.withdrawn_at is not None
    return {
        "id": paper.id,
        "study_id": paper.study_id,
        "kind": paper.kind,
        "title": "" if is_withdrawn else paper.title,
        "author": paper.author,
        "added_at": paper.added_at.isoformat(),
        "media_type": paper.media_type,
        "size_bytes": paper.size_bytes,
        "has_picture": bool(paper.picture_key) and not is_withdrawn,
        "withdrawn_at": paper.withdrawn_at.isoformat() if paper.withdrawn_at else None,
        "withdrawn_by": paper.withdrawn_by,
        "withdrawn_because": paper.withdrawn_because,
        "may_withdraw": not is_withdrawn and may_withdraw(paper, asked),
    }


def may_withdraw(paper: KeptPaper, asked: Asked) -> bool:
    """Whether they may take a paper back: who may not see papers, only what they have brought themselves."""
    knows = asked.reader.may(Action.SEE_REPORTS) or paper.author_id == asked.person.user_id
    return knows and paper.hospital_id == asked.hospital_id


def _described(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "version": report.version,
        "state": report.state,
        "author": report.author,
        "has_pdf": report.has_pdf,
        "is_dicom": report.instance_id is not None,
        "issued_at": report.issued_at.isoformat(),
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "accession_number": order.accession_number,
        "procedure_description": order.procedure_description,
        "modality": order.modality,
        "scheduled_at": order.scheduled_at.isoformat() if order.scheduled_at else None,
        "created_at": order.created_at.isoformat(),
    }
