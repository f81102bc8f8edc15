"""Reports that are brought to an order at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import Base64Bytes, Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.house import House
from imaging.orders.reports import NewReport, ReportState
from viewer.desk.asked import Asked, Body
from viewer.desk.door import Door
from viewer.desk.order_json import whole

# A PDF of 20 MB, written in base64.
MAX_REPORT_BYTES = 28 * 1024 * 1024


class ReportForm(Body):
    """A version as it is brought."""

    state: ReportState
    text: str = Field("", repr=False)
    author: str = ""
    pdf: Base64Bytes = Field(b"", repr=False)


@dataclass(frozen=True)
class ReportPages:
    """Reports as the desk brings them."""

    door: Door

    @property
    def house(self) -> House:
        """Whose reports they are."""
        return self.door.house

    def routes(self) -> list[Route]:
        """Give the way in."""
        path = "/orders/{order_id:int}/reports"
        return [self.door.route("POST", path, Action.WRITE_REPORTS, self.add, max_body_size=MAX_REPORT_BYTES)]

    def add(self, asked: Asked) -> dict[str, Any]:
        """Keep a further version."""
        form = asked.form(ReportForm)
        new = NewReport(form.state, form.text, form.pdf, form.author or asked.person.name)
        order = self.house.orders.by_id(asked.path["order_id"], asked.hospital_id)
        self.house.reports.add(asked.person, order.id, asked.hospital_id, new)
        return whole(self.house, order, asked.reader)
