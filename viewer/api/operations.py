"""Every operation of the API as a value: routes and OpenAPI document are both made of this one list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel
from starlette.responses import Response

from viewer.api import orders, queues, reports, shapes, slips
from viewer.api.call import FORM, Call
from viewer.saved_pdf import PDF

JSON = "application/json"
Forms = Mapping[str, type[BaseModel] | None]


@dataclass(frozen=True)
class Operation:
    """What is done under a path by a method."""

    method: str
    path: str
    answer: Callable[[Call], Response]
    # Media types with their shapes; None: bytes.
    gives: Forms = field(default_factory=dict)
    takes: Forms = field(default_factory=dict)
    query: type[BaseModel] | None = None
    statuses: tuple[int, ...] = (200,)
    body_is_required: bool = True
    max_body_bytes: int | None = None

    @property
    def name(self) -> str:
        """The name it goes by in clients that are made from the document."""
        return self.answer.__name__

    @property
    def summary(self) -> str:
        """What it does."""
        return (self.answer.__doc__ or "").split("\n", 1)[0]

    @property
    def shapes(self) -> set[type[BaseModel]]:
        """Every shape it takes or gives."""
        return {shape for forms in (self.takes, self.gives) for shape in forms.values() if shape is not None}


_ORDER = "/orders/{order:int}"
_PRINTS: Forms = {JSON: shapes.PrintedLinkIn}
_REPORT: Forms = {JSON: shapes.ReportIn, FORM: shapes.ReportIn, PDF: None}
_WITH_LINKS: Forms = {JSON: shapes.OrderWithLinksOut}
_PDF: Forms = {PDF: None}

OPERATIONS = (
    Operation(
        "POST", "/orders", orders.bring_order, {JSON: shapes.BookingOut}, {JSON: shapes.OrderIn}, statuses=(200, 201)
    ),
    Operation("GET", "/orders", orders.list_orders, {JSON: shapes.OrdersOut}, query=shapes.OrderFilter),
    Operation("POST", "/orders/search", orders.search_orders, {JSON: shapes.OrdersOut}, {JSON: shapes.OrderSearchIn}),
    Operation("POST", "/orders/csv", orders.bring_csv, {JSON: shapes.LinesOut}, {orders.CSV: None}),
    Operation("GET", _ORDER, orders.see_order, _WITH_LINKS),
    Operation("DELETE", _ORDER, orders.cancel_order, _WITH_LINKS),
    Operation(
        "POST", f"{_ORDER}/correct", orders.correct_order, {JSON: shapes.BookingOut}, {JSON: shapes.CorrectionIn}
    ),
    Operation(
        "POST",
        f"{_ORDER}/link",
        orders.reprint_link,
        {JSON: shapes.IssuedLinkOut},
        {JSON: shapes.ReprintIn},
        statuses=(201,),
        body_is_required=False,
    ),
    Operation("DELETE", f"{_ORDER}/link", orders.revoke_link, _WITH_LINKS),
    Operation("POST", f"{_ORDER}/slip.pdf", slips.print_slip, _PDF, _PRINTS, shapes.SlipQuery, body_is_required=False),
    Operation("POST", f"{_ORDER}/qr.png", slips.qr_png, {"image/png": None}, _PRINTS, body_is_required=False),
    Operation("POST", f"{_ORDER}/qr.svg", slips.qr_svg, {"image/svg+xml": None}, _PRINTS, body_is_required=False),
    Operation("POST", "/slips.pdf", slips.print_slips, _PDF, {JSON: shapes.SlipsIn}, shapes.SlipQuery),
    Operation(
        "POST",
        f"{_ORDER}/report",
        reports.bring_report,
        {JSON: shapes.ReportOut},
        _REPORT,
        shapes.ReportQuery,
        statuses=(201,),
        max_body_bytes=reports.MAX_REPORT_BYTES,
    ),
    Operation("GET", f"{_ORDER}/report", reports.list_reports, {JSON: shapes.ReportsOut}),
    Operation("GET", f"{_ORDER}/report.pdf", reports.report_pdf, _PDF, query=shapes.VersionQuery),
    Operation("GET", "/questions", queues.list_questions, {JSON: shapes.QuestionsOut}, query=shapes.PageQuery),
    Operation("POST", "/questions/{study:int}", queues.settle_question, {}, {JSON: shapes.DecisionIn}, statuses=(204,)),
    Operation("GET", "/quarantine", queues.list_quarantine, {JSON: shapes.QuarantineOut}, query=shapes.PageQuery),
)
