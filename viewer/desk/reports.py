"""Reports of an order at the desk: brought there, and read as the file that somebody wrote."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import Base64Bytes, Field
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import MalformedError, NotFoundError
from imaging.orders.orders import of_order
from imaging.orders.reports import NewReport, ReportState
from imaging.problems import Problem
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.order_json import whole
from viewer.desk.reporting.exams import require_licence
from viewer.desk.shown_pdf import page_routes
from viewer.saved_pdf import saved_pdf

# A PDF of 20 MB, written in base64.
MAX_REPORT_BYTES = 28 * 1024 * 1024


class ReportForm(Body):
    """A version as it is brought."""

    state: ReportState
    text: str = Field("", repr=False)
    author: str = ""
    pdf: Base64Bytes = Field(b"", repr=False)
    # Shows, for a finished one, that it is they who bring it.
    password: str = Field("", max_length=1000, repr=False)

    @property
    def is_finished(self) -> bool:
        """Whether it is the last word."""
        return self.state in {ReportState.FINAL, ReportState.AMENDED}


class ReportPages(DeskPages):
    """Reports as the desk brings them."""

    def routes(self) -> list[Route]:
        """Give the way in, and a version's PDF."""
        path = "/orders/{order_id:int}/reports"
        return [
            self.door.route("POST", path, Action.WRITE_REPORTS, self.add, max_body_size=MAX_REPORT_BYTES),
            self.door.route("GET", f"{path}/{{version:int}}.pdf", Action.SEE_REPORTS, self.pdf),
            *page_routes(self.door, f"{path}/{{version:int}}", self._pdf),
        ]

    def add(self, asked: Asked) -> dict[str, Any]:
        """Keep a further version; the patient reads only what somebody with a licence has brought as the last word."""
        form = asked.form(ReportForm)
        if form.is_finished:
            self._require_signer(asked, form)
        new = NewReport(form.state, form.text, form.pdf, _author(form, asked.person.name or asked.person.login))
        order = self.house.orders.by_id(asked.path["order_id"], asked.hospital_id)
        self.house.reports.add(asked.person, order.id, asked.hospital_id, new, is_finished=form.is_finished)
        return whole(self.house, order, asked.reader)

    def _require_signer(self, asked: Asked, form: ReportForm) -> None:
        """Go on only if it was finished elsewhere, and whoever brings it may sign and shows that it is they."""
        require_licence(self.house, asked)
        if form.text.strip() or not form.pdf:
            raise MalformedError("A finished report is brought as a PDF alone.", Problem.REPORT_NEEDS_PDF)
        self.house.reporting.confirming.confirm(asked.person, form.password, asked.reader.address)

    def pdf(self, asked: Asked) -> Response:
        """Answer with a version's PDF, to be saved."""
        return saved_pdf(self._pdf(asked)(), f"report-{asked.path['order_id']}-{asked.path['version']}")

    def _pdf(self, asked: Asked) -> Callable[[], bytes]:
        """Return what reads a version's PDF, a draft's as well: who may see reports here may see these too."""
        order, version = self.house.orders.by_id(asked.path["order_id"], asked.hospital_id), asked.path["version"]
        report = next((each for each in self.house.reports.of_order(order.id) if each.version == version), None)
        if report is None:
            raise NotFoundError("There is no such report.")
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), of_order(order))
        return partial(self.house.reports.pdf, report)


def _author(form: ReportForm, brought_by: str) -> str:
    """Name the author, and with a finished report beside them whoever answers for having brought it."""
    author = form.author.strip()
    if not form.is_finished or author in {"", brought_by}:
        return author or brought_by
    return f"{author} / {brought_by}"
