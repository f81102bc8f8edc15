"""The report as the doctor issued it: text, and the PDF as a file to save."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imaging.access.actors import Action
from imaging.errors import NotFoundError
from viewer.patient.documents import report_document
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import visit_of
from viewer.saved_pdf import saved_pdf


class Reports:
    """``report`` and ``report/{version}.pdf`` of a link."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def report(self, request: Request) -> Response:
        """Answer the text of the report, and of those it has replaced."""
        house = self._rooms.house
        visit = visit_of(house, request)
        reports = house.reports.for_patient(visit.link.order_id)
        if not reports:
            raise NotFoundError("There is no report yet.")
        visit.reads(house, Action.SEE_REPORTS)
        return JSONResponse(report_document(reports, house.settings.zone))

    def pdf(self, request: Request) -> Response:
        """Answer a version's PDF: saved, never shown within the page, and unable to do anything if it is."""
        house = self._rooms.house
        visit = visit_of(house, request)
        version = request.path_params["version"]
        reports = house.reports.for_patient(visit.link.order_id)
        report = next((each for each in reports if each.version == version), None)
        if report is None:
            raise NotFoundError("There is no such report.")
        visit.reads(house, Action.SEE_REPORTS)
        return saved_pdf(house.reports.pdf(report), f"report-{version}")
