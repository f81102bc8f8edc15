"""Orders over HTTP: bring, list, look at, cancel; one by one or as a CSV file."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import FilmlessError
from imaging.orders.csv_orders import BadLine, OrderLine, read_orders
from imaging.orders.orders import Received
from imaging.orders.progress import Progress, progress_of
from imaging.sharing.appointments import Booking
from imaging.sharing.links import Because
from viewer.api.call import Call, answer_json
from viewer.api.shapes import (
    BookingOut,
    CorrectionIn,
    IssuedLinkOut,
    LineOut,
    LinesOut,
    LinkOut,
    OrderFilter,
    OrderIn,
    OrderOut,
    OrderSearchIn,
    OrdersOut,
    OrderWithLinksOut,
    ReprintIn,
)

CSV = "text/csv"


def bring_order(call: Call) -> Response:
    """Take an order in and tell its link; of one that is here, take over what is said anew."""
    call.require(Action.KEEP_ORDERS)
    shape = call.read(OrderIn)
    booking = call.house.appointments.book(
        call.actor,
        call.hospital_id,
        shape.order(),
        phone=shape.phone,
        id_number=shape.id_number,
        not_before=shape.not_before,
        max_openings=shape.max_openings,
        is_another_exam=shape.is_another_exam,
    )
    if booking.received is Received.UNCHANGED:
        # Nothing was kept, but how far the order is will be told.
        call.reader.sees(Action.KEEP_ORDERS, Subject(SubjectKind.ORDER, booking.order.id))
    status = HTTPStatus.CREATED if booking.received is Received.CREATED else HTTPStatus.OK
    return answer_json(_booking(call, booking), status)


def bring_csv(call: Call) -> Response:
    """Take the orders of a CSV file in; a line that can't be used keeps no other from it."""
    call.require(Action.KEEP_ORDERS)
    if call.content_type != CSV:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the file as text/csv.")
    # All is read before anything is booked: what a booking tells is told once, so no later line may take it away.
    found = list(read_orders(call.body, call.house.settings.zone))
    lines = [_line(call, line) for line in found]
    received = [line.booking.received for line in lines if line.booking is not None]
    call.reader.lists(Action.KEEP_ORDERS, "csv", len(received))
    return answer_json(
        LinesOut(
            created=received.count(Received.CREATED),
            updated=received.count(Received.UPDATED),
            unchanged=received.count(Received.UNCHANGED),
            failed=len(lines) - len(received),
            lines=lines,
        )
    )


def list_orders(call: Call) -> Response:
    """List orders."""
    call.require(Action.SEE_ORDERS)
    return _listed(call, call.read_query(OrderFilter))


def search_orders(call: Call) -> Response:
    """Search orders by a text; it stands in the body, for addresses are written into logs."""
    call.require(Action.SEE_ORDERS)
    return _listed(call, call.read(OrderSearchIn))


def see_order(call: Call) -> Response:
    """Tell an order with its links."""
    call.require(Action.SEE_ORDERS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    call.reader.sees(Action.SEE_ORDERS, Subject(SubjectKind.ORDER, order.id))
    return _with_links(call, order.id)


def correct_order(call: Call) -> Response:
    """Set right what an order says; its link stays good, and studies that disagree then are asked about."""
    call.require(Action.KEEP_ORDERS)
    correction = call.read(CorrectionIn).correction()
    booking = call.house.appointments.correct(call.actor, call.path["order"], call.hospital_id, correction)
    if booking.received is Received.UNCHANGED:
        call.reader.sees(Action.KEEP_ORDERS, Subject(SubjectKind.ORDER, booking.order.id))
    return answer_json(_booking(call, booking))


def cancel_order(call: Call) -> Response:
    """Cancel an order; its links open nothing any more."""
    call.require(Action.KEEP_ORDERS)
    order = call.house.appointments.cancel(call.actor, call.path["order"], call.hospital_id)
    return _with_links(call, order.id)


def reprint_link(call: Call) -> Response:
    """Make a new link for a new slip; the former slip opens nothing any more."""
    call.require(Action.MAKE_LINKS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    known = call.read(ReprintIn) if call.body else ReprintIn(phone="", id_number="")
    issued = call.house.links.reprint(call.actor, order, phone=known.phone, id_number=known.id_number)
    return answer_json(IssuedLinkOut.of(issued, call.house.settings.base_url), HTTPStatus.CREATED)


def revoke_link(call: Call) -> Response:
    """Switch the links of an order off."""
    call.require(Action.SWITCH_OFF_LINKS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    for link in call.house.links.of_order(order.id):
        if link.revoked_at is None:
            call.house.links.revoke(call.actor, link.id, Because.REVOKED)
    return _with_links(call, order.id)


def _listed(call: Call, wanted: OrderFilter) -> Response:
    found = call.house.orders.list(call.hospital_id, **wanted.model_dump())
    progress = progress_of(call.house.index, [order.id for order in found])
    criteria = wanted.model_dump(exclude={"limit", "offset"})
    call.reader.lists(Action.SEE_ORDERS, "orders", len(found), criteria)
    return answer_json(OrdersOut(orders=[OrderOut.of(order, progress[order.id]) for order in found]))


def _line(call: Call, line: OrderLine | BadLine) -> LineOut:
    if isinstance(line, BadLine):
        return _refused(line.number, line.error)
    try:
        booking = call.house.appointments.book(
            call.actor, call.hospital_id, line.order, phone=line.phone, id_number=line.id_number
        )
        return LineOut(line=line.number, error=None, problem=None, told={}, booking=_booking(call, booking))
    except FilmlessError as error:
        return _refused(line.number, error)


def _refused(number: int, error: FilmlessError) -> LineOut:
    return LineOut(line=number, error=str(error), problem=error.problem, told=error.told, booking=None)


def _booking(call: Call, booking: Booking) -> BookingOut:
    # Nothing has happened to a new order, so its link's only telling does not hang on one more question to the index.
    is_new = booking.received is Received.CREATED
    progress = Progress() if is_new else progress_of(call.house.index, [booking.order.id])[booking.order.id]
    link = None if booking.link is None else IssuedLinkOut.of(booking.link, call.house.settings.base_url)
    order = OrderOut.of(booking.order, progress)
    return BookingOut(received=booking.received, order=order, link=link, changed=list(booking.changed))


def _with_links(call: Call, order_id: int) -> Response:
    order = call.house.orders.by_id(order_id, call.hospital_id)
    progress = progress_of(call.house.index, [order.id])[order.id]
    links = [LinkOut.of(link) for link in call.house.links.of_order(order.id)]
    return answer_json(OrderWithLinksOut(order=OrderOut.of(order, progress), links=links))
