"""Submitting, reviewing, signing; and looking whether a version is still what was signed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import Field
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.orders.orders import Order
from imaging.orders.reports import Report
from imaging.reporting.signing import Assent
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.reporting.exams import Exams, require_licence
from viewer.desk.reporting.writing import NoteForm
from viewer.desk.shown_pdf import page_routes
from viewer.saved_pdf import saved_pdf


class ProofForm(Body):
    """What shows that it is they who sign."""

    password: str = Field(max_length=1000, repr=False)
    note: str = Field("", max_length=4000, repr=False)
    # The state of the text that stands on their screen.
    revision: int


class SigningPages(DeskPages):
    """The end of writing."""

    @property
    def exams(self) -> Exams:
        """The exams they are about."""
        return Exams(self.house)

    def routes(self) -> list[Route]:
        """Give what ends the writing."""
        route, work = self.door.route, "/reporting/works/{work_id:int}"
        version = "/reporting/orders/{order_id:int}/versions/{version:int}"
        return [
            route("POST", f"{work}/submit", Action.WRITE_REPORTS, self.submit),
            route("POST", f"{work}/send-back", Action.SIGN_REPORTS, self.send_back),
            route("POST", f"{work}/sign", Action.SIGN_REPORTS, self.sign),
            route("GET", f"{version}.pdf", Action.SEE_REPORTS, self.pdf),
            *page_routes(self.door, version, self._pdf),
            route("GET", f"{version}/intact", Action.SEE_REPORTS, self.verify),
        ]

    def submit(self, asked: Asked) -> dict[str, Any]:
        """Hand in for review."""
        form, work = asked.form(ProofForm), self.exams.work(asked)
        desk = self.house.reporting
        proof = desk.confirming.confirm(asked.person, form.password, asked.reader.address)
        desk.signing.submit(asked.person, work.id, asked.hospital_id, Assent(proof, form.revision), form.note)
        return self._whole(asked, work.order_id)

    def send_back(self, asked: Asked) -> dict[str, Any]:
        """Have the author change something."""
        work = self.exams.work(asked)
        self.house.reporting.works.send_back(asked.person, work.id, asked.hospital_id, asked.form(NoteForm).note)
        return self._whole(asked, work.order_id)

    def sign(self, asked: Asked) -> dict[str, Any]:
        """Make it final."""
        form, work = asked.form(ProofForm), self.exams.work(asked)
        desk = self.house.reporting
        require_licence(self.house, asked)
        proof = desk.confirming.confirm(asked.person, form.password, asked.reader.address)
        desk.signing.sign(asked.person, work.id, asked.hospital_id, Assent(proof, form.revision))
        return self._whole(asked, work.order_id)

    def verify(self, asked: Asked) -> dict[str, Any]:
        """Say whether a version is what was signed."""
        found = self.house.reporting.verifying.verify(self._version(asked, self.exams.order(asked)))
        return {"is_intact": found.is_intact, "faults": found.faults, "sha256": found.sha256}

    def pdf(self, asked: Asked) -> Response:
        """Answer with a version's PDF, to be saved."""
        return saved_pdf(self._pdf(asked)(), f"report-{asked.path['order_id']}-{asked.path['version']}")

    def _pdf(self, asked: Asked) -> Callable[[], bytes]:
        order = self.exams.order(asked)
        report = self._version(asked, order)
        scope = self.exams.scope(asked, order, Action.SEE_REPORTS)
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), scope)
        return partial(self.house.reports.pdf, report)

    def _version(self, asked: Asked, order: Order) -> Report:
        found = (each for each in self.house.reports.of_order(order.id) if each.version == asked.path["version"])
        report = next(found, None)
        if report is None:
            raise NotFoundError("There is no such report.")
        return report

    def _whole(self, asked: Asked, order_id: int) -> dict[str, Any]:
        return self.exams.whole(asked, self.house.orders.by_id(order_id, asked.hospital_id))
