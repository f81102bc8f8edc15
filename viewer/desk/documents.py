"""Documents that came with the images: whoever writes reports says whether one is the report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.orders.orders import Order, of_order
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages
from viewer.desk.order_json import document, plain, whole
from viewer.desk.reporting.exams import require_licence
from viewer.desk.shown_pdf import page_routes
from viewer.saved_pdf import saved_pdf


class DocumentDecision(Body):
    """What a document is."""

    is_report: bool


class DocumentPages(DeskPages):
    """The documents that wait, and what is decided about them."""

    def routes(self) -> list[Route]:
        """Give the queue, a document to look at, and the decision."""
        path = "/orders/{order_id:int}/documents/{instance_id:int}"
        return [
            self.door.route("GET", "/documents", Action.WRITE_REPORTS, self.list),
            self.door.route("GET", f"{path}.pdf", Action.SEE_REPORTS, self.show),
            *page_routes(self.door, path, self._pdf),
            self.door.route("GET", f"{path}/text", Action.SEE_REPORTS, self.read),
            self.door.route("POST", path, Action.WRITE_REPORTS, self.settle),
        ]

    def list(self, asked: Asked) -> dict[str, Any]:
        """Answer with what waits, the oldest first, each with its order."""
        found = self.house.documents.of_hospital(asked.hospital_id)
        orders = self.house.orders.by_ids({each.order_id for each in found}, asked.hospital_id)
        asked.reader.lists(Action.SEE_QUESTIONS, "documents", len(found))
        waiting = [
            document(each) | {"order": plain(orders[each.order_id])} for each in found if each.order_id in orders
        ]
        return {"documents": waiting}

    def show(self, asked: Asked) -> Response:
        """Answer with the PDF."""
        return saved_pdf(self._pdf(asked)(), f"document-{asked.path['order_id']}-{asked.path['instance_id']}")

    def read(self, asked: Asked) -> dict[str, Any]:
        """Answer with what a structured report says."""
        order = self._order(asked)
        text = self.house.documents.text(order.id, asked.path["instance_id"])
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), of_order(order))
        return {"text": text}

    def settle(self, asked: Asked) -> dict[str, Any]:
        """Note a person's decision."""
        order, decision = self._order(asked), asked.form(DocumentDecision)
        if decision.is_report:
            # It becomes a final report, which the patient reads.
            require_licence(self.house, asked)
        decide = self.house.documents.take if decision.is_report else self.house.documents.leave
        decide(asked.person, order.id, asked.hospital_id, asked.path["instance_id"])
        return whole(self.house, order, asked.reader)

    def _pdf(self, asked: Asked) -> Callable[[], bytes]:
        order = self._order(asked)
        asked.reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id), of_order(order))
        return partial(self.house.documents.pdf, order.id, asked.path["instance_id"])

    def _order(self, asked: Asked) -> Order:
        return self.house.orders.by_id(asked.path["order_id"], asked.hospital_id)
