"""Reports over HTTP: plain text as JSON, a PDF as it is, or both as a form."""

from __future__ import annotations

from http import HTTPStatus

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.orders.orders import of_order
from imaging.orders.reports import NewReport, Report
from viewer.api.call import FORM, Call, answer_json
from viewer.api.shapes import ReportIn, ReportOut, ReportQuery, ReportsOut, VersionQuery
from viewer.saved_pdf import PDF, saved_pdf
from viewer.wrong_field import wrong_field

# The largest body that a report may have; scanned reports are large.
MAX_REPORT_BYTES = 64 * 1024 * 1024
_PARTS = ("state", "text", "author")


def bring_report(call: Call) -> Response:
    """Keep a further version; bringing the same once more is no further version."""
    call.require(Action.WRITE_REPORTS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    report = call.house.reports.add(call.actor, order.id, call.hospital_id, _new_report(call))
    return answer_json(ReportOut.of(report), HTTPStatus.CREATED)


def list_reports(call: Call) -> Response:
    """Tell all versions."""
    return answer_json(ReportsOut(reports=[ReportOut.of(report) for report in _reports(call)]))


def report_pdf(call: Call) -> Response:
    """Give a version's PDF, to be saved rather than shown: it comes from elsewhere."""
    version = call.read_query(VersionQuery).version
    for report in _reports(call):
        if version in {None, report.version}:
            return saved_pdf(call.house.reports.pdf(report), f"report-{report.order_id}-{report.version}")
    raise NotFoundError("There is no such report.")


def _reports(call: Call) -> tuple[Report, ...]:
    call.require(Action.SEE_REPORTS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    call.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), of_order(order))
    return call.house.reports.of_order(order.id)


def _new_report(call: Call) -> NewReport:
    match call.content_type:
        case "application/json":
            shape = call.read(ReportIn)
            return NewReport(shape.state, shape.text, author=shape.author)
        case "multipart/form-data":
            said = {name: call.form[name].decode("utf-8", "replace") for name in _PARTS if name in call.form}
            return _of_form(said, call.form.get("pdf", b""))
        case "application/pdf":
            return NewReport(call.read_query(ReportQuery).state, pdf=call.body)
    raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send application/json, {PDF} or {FORM}; no HTML.")


def _of_form(said: dict[str, str], pdf: bytes) -> NewReport:
    try:
        shape = ReportIn.model_validate(said)
    except ValidationError as error:
        raise wrong_field(error) from error
    return NewReport(shape.state, shape.text, pdf, shape.author)
