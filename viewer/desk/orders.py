"""The front desk's list of orders, the ways in, and what is done with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import AwareDatetime, Field
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.errors import FilmlessError, MalformedError
from imaging.orders.csv_orders import BadLine, OrderLine, read_orders
from imaging.orders.orders import NewOrder, Order
from imaging.orders.progress import progress_of
from imaging.problems import Problem
from imaging.sharing.appointments import Correction, CorrectionReason
from imaging.sharing.slips import Paper, Slip
from viewer.desk.asked import Asked, Body, Wanted
from viewer.desk.door import DeskPages
from viewer.desk.order_json import in_list, whole
from viewer.desk.slips import described, file_name, pdf_text, slip_of

MOST_IN_A_LIST = 1000
MAX_CSV_BYTES = 4 * 1024 * 1024


class OrderForm(Body):
    """An order as it is typed."""

    accession_number: str
    patient_id: str
    patient_name: str
    patient_birth_date: str
    procedure_description: str
    patient_sex: str = ""
    modality: str = ""
    scheduled_at: AwareDatetime | None = None
    place: str = ""
    preparation: str = ""
    phone: str = Field("", max_length=40, repr=False)
    id_number: str = Field("", max_length=40, repr=False)
    paper: Paper = Paper.A6
    # The number is one that an order had until it was corrected, and this is not that order.
    is_another_exam: bool = False

    def order(self) -> NewOrder:
        """Return the order without what belongs to the link."""
        return NewOrder(**self.model_dump(exclude={"phone", "id_number", "paper", "is_another_exam"}))


class PrintForm(Body):
    """A slip that is wanted, and what opens it if that is to be said anew."""

    paper: Paper = Paper.A6
    phone: str = Field("", max_length=40, repr=False)
    id_number: str = Field("", max_length=40, repr=False)


class CorrectionForm(Body):
    """What is right, as far as something was wrong: only what the person changed, so that nothing else is set back."""

    reason: CorrectionReason
    accession_number: str | None = None
    patient_id: str | None = Field(None, repr=False)
    patient_name: str | None = Field(None, repr=False)
    patient_birth_date: str | None = Field(None, repr=False)
    patient_sex: str | None = Field(None, repr=False)
    procedure_description: str | None = None
    modality: str | None = None
    scheduled_at: AwareDatetime | None = None
    place: str | None = None
    preparation: str | None = None
    phone: str = Field("", max_length=40, repr=False)
    id_number: str = Field("", max_length=40, repr=False)

    def correction(self) -> Correction:
        """Return what was said; an appointment without a moment can be said as well."""
        said = self.model_dump(exclude={"reason", "phone", "id_number"}, exclude_unset=True)
        fields = {name: value for name, value in said.items() if value is not None or name == "scheduled_at"}
        return Correction(self.reason, fields, self.phone, self.id_number)


class OrderPages(DeskPages):
    """Orders as the front desk sees them."""

    def routes(self) -> list[Route]:
        """Give the list, the ways in, and what is done with one."""
        route, one = self.door.route, "/orders/{order_id:int}"
        return [
            route("GET", "/orders", Action.SEE_ORDERS, self.of_day),
            route("POST", "/orders/search", Action.SEE_ORDERS, self.search),
            route("POST", "/orders", Action.KEEP_ORDERS, self.create),
            route("POST", "/orders/csv", Action.KEEP_ORDERS, self.upload, max_body_size=MAX_CSV_BYTES),
            route("GET", one, Action.SEE_ORDERS, self.show),
            route("POST", f"{one}/correct", Action.KEEP_ORDERS, self.correct),
            route("POST", f"{one}/cancel", Action.KEEP_ORDERS, self.cancel),
            route("POST", f"{one}/slip", Action.MAKE_LINKS, self.reprint),
            route("POST", f"{one}/switch-off", Action.SWITCH_OFF_LINKS, self.switch_off),
        ]

    def of_day(self, asked: Asked) -> dict[str, Any]:
        """Answer with the orders of a day."""
        found = self.house.orders.list(
            asked.hospital_id,
            scheduled_from=asked.moment("from"),
            scheduled_before=asked.moment("before"),
            limit=MOST_IN_A_LIST + 1,
        )
        return self._listed(asked, found, {name: asked.query.get(name) for name in ("from", "before")})

    def search(self, asked: Asked) -> dict[str, Any]:
        """Answer with the orders that a text is found in."""
        text = asked.form(Wanted).text
        found = self.house.orders.list(asked.hospital_id, text=text, limit=MOST_IN_A_LIST + 1)
        return self._listed(asked, found, {"text": text})

    def create(self, asked: Asked) -> dict[str, Any]:
        """Take an order in; the answer holds its slip if it is new."""
        form = asked.form(OrderForm)
        booking = self.house.appointments.book(
            asked.person,
            asked.hospital_id,
            form.order(),
            phone=form.phone,
            id_number=form.id_number,
            is_another_exam=form.is_another_exam,
        )
        slip = None
        if booking.link is not None:
            slip = described(slip_of(self.house, booking.order, booking.link), form.paper)
        order = whole(self.house, booking.order, asked.reader)
        return {"order": order, "received": booking.received, "changed": booking.changed, "slip": slip}

    def upload(self, asked: Asked) -> dict[str, Any]:
        """Take a file of orders in, line by line; the answer holds a sheet of the new slips."""
        paper = asked.query.get("paper", Paper.SHEET)
        if paper not in set(Paper):
            raise MalformedError(f"paper is one of {', '.join(Paper)}.", Problem.FIELD_WRONG, name="paper")
        slips: list[Slip] = []
        # All is read before anything is booked: a slip is told once, so no later line may take it away.
        found = list(read_orders(asked.body, self.house.settings.zone))
        lines = [self._take(asked, line, slips) for line in found]
        asked.reader.lists(Action.KEEP_ORDERS, "csv", len(lines))
        if not slips:
            return {"lines": lines, "pdf": "", "file_name": ""}
        return {"lines": lines, "pdf": pdf_text(slips, Paper(paper)), "file_name": file_name(slips)}

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with one order: its links, its studies, its reports."""
        return whole(self.house, self.house.orders.by_id(asked.path["order_id"], asked.hospital_id), asked.reader)

    def correct(self, asked: Asked) -> dict[str, Any]:
        """Set right what an order says; its slip stays good."""
        correction = asked.form(CorrectionForm).correction()
        booking = self.house.appointments.correct(asked.person, asked.path["order_id"], asked.hospital_id, correction)
        return {"order": whole(self.house, booking.order, asked.reader), "changed": booking.changed}

    def cancel(self, asked: Asked) -> dict[str, Any]:
        """Cancel an order."""
        cancelled = self.house.appointments.cancel(asked.person, asked.path["order_id"], asked.hospital_id)
        return whole(self.house, cancelled, asked.reader)

    def reprint(self, asked: Asked) -> dict[str, Any]:
        """Make a new slip; the former one opens nothing any more."""
        form = asked.form(PrintForm)
        order = self.house.orders.by_id(asked.path["order_id"], asked.hospital_id)
        link = self.house.links.reprint(asked.person, order, phone=form.phone, id_number=form.id_number)
        slip = described(slip_of(self.house, order, link), form.paper)
        return {"slip": slip, "order": whole(self.house, order, asked.reader)}

    def switch_off(self, asked: Asked) -> dict[str, Any]:
        """Switch every link of an order off."""
        order = self.house.orders.by_id(asked.path["order_id"], asked.hospital_id)
        for link in self.house.links.of_order(order.id):
            if link.revoked_at is None:
                self.house.links.revoke(asked.person, link.id)
        return whole(self.house, order, asked.reader)

    def _listed(self, asked: Asked, found: Sequence[Order], criteria: Mapping[str, str | None]) -> dict[str, Any]:
        shown = found[:MOST_IN_A_LIST]
        progress = progress_of(self.house.index, [order.id for order in shown])
        asked.reader.lists(Action.SEE_ORDERS, "orders", len(shown), criteria)
        return {
            "orders": [in_list(order, progress[order.id]) for order in shown],
            "is_whole": len(found) == len(shown),
        }

    def _take(self, asked: Asked, line: OrderLine | BadLine, slips: list[Slip]) -> dict[str, Any]:
        """Take one line in, add its slip to ``slips``, and say what became of it."""
        if isinstance(line, BadLine):
            return {"line": line.number} | _refused(line.error)
        told = {"line": line.number, "accession_number": line.order.accession_number}
        try:
            booking = self.house.appointments.book(
                asked.person, asked.hospital_id, line.order, phone=line.phone, id_number=line.id_number
            )
        except FilmlessError as error:
            # One line that contradicts what is here must not keep the others from being taken.
            return told | _refused(error)
        if booking.link is not None:
            slips.append(slip_of(self.house, booking.order, booking.link))
        code = booking.link.factor_code if booking.link else None
        return told | {"outcome": booking.received, "factor_code": code}


def _refused(error: FilmlessError) -> dict[str, Any]:
    return {"outcome": "refused", "message": str(error), "problem": error.problem, "told": error.told}
