"""The shapes of what the API takes and gives; the OpenAPI document is made of them, so that it is true."""

from viewer.api.shapes.links import IssuedLinkOut, LinkOut, PrintedLinkIn, ReprintIn, SlipIn, SlipQuery, SlipsIn
from viewer.api.shapes.orders import (
    BookingOut,
    CorrectionIn,
    LineOut,
    LinesOut,
    OrderFilter,
    OrderIn,
    OrderOut,
    OrderSearchIn,
    OrdersOut,
    OrderWithLinksOut,
)
from viewer.api.shapes.problems import ProblemOut
from viewer.api.shapes.queues import (
    DecisionIn,
    PageQuery,
    QuarantinedOut,
    QuarantineOut,
    QuestionOut,
    QuestionsOut,
    SaidOut,
)
from viewer.api.shapes.reports import ReportIn, ReportOut, ReportQuery, ReportsOut, VersionQuery

__all__ = [
    "BookingOut",
    "CorrectionIn",
    "DecisionIn",
    "IssuedLinkOut",
    "LineOut",
    "LinesOut",
    "LinkOut",
    "OrderFilter",
    "OrderIn",
    "OrderOut",
    "OrderSearchIn",
    "OrderWithLinksOut",
    "OrdersOut",
    "PageQuery",
    "PrintedLinkIn",
    "ProblemOut",
    "QuarantineOut",
    "QuarantinedOut",
    "QuestionOut",
    "QuestionsOut",
    "ReportIn",
    "ReportOut",
    "ReportQuery",
    "ReportsOut",
    "ReprintIn",
    "SaidOut",
    "SlipIn",
    "SlipQuery",
    "SlipsIn",
    "VersionQuery",
]
