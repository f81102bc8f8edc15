"""Slips and QR codes over HTTP.

A secret is not kept, so it can be printed in two ways only: by whoever was just told it and sends it back, or as a new
one that voids the slip before. That is why printing is a POST. A code that was handed out beside the slip stays good.
"""

from __future__ import annotations

from starlette.responses import Response

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import MalformedError
from imaging.orders.orders import Order
from imaging.problems import Problem
from imaging.sharing import qr
from imaging.sharing.links import IssuedLink
from imaging.sharing.slips import Paper, Slip, slips_pdf
from viewer.api.call import Call
from viewer.api.shapes import PrintedLinkIn, SlipIn, SlipQuery, SlipsIn

PRIVATE = {"Cache-Control": "no-store"}


def print_slip(call: Call) -> Response:
    """Print the slip of one order."""
    order, link = _link_to_print(call)
    return _pdf(slips_pdf([_slip(call, order, link)], call.read_query(SlipQuery).format))


def print_slips(call: Call) -> Response:
    """Print the slips of many orders, four on a sheet unless told otherwise."""
    call.require(Action.MAKE_LINKS)
    paper = call.read_query(SlipQuery).format if call.query else Paper.SHEET
    wanted = call.read(SlipsIn).slips
    if len({each.order_id for each in wanted}) < len(wanted):
        raise MalformedError("An order stands there twice.", Problem.FIELD_WRONG, name="slips")
    orders = {each.order_id: call.house.orders.by_id(each.order_id, call.hospital_id) for each in wanted}
    links = {
        each.order_id: _link(call, orders[each.order_id], each.secret, each.code) for each in wanted if _is_told(each)
    }
    anew = [orders[each.order_id] for each in wanted if not _is_told(each)]
    # The former slips of these are void then, only where the caller says that this is meant.
    voiding = {each.order_id for each in wanted if each.is_reprint}
    links |= {link.order_id: link for link in call.house.links.reprint_together(call.actor, anew, voiding)}
    return _pdf(slips_pdf([_slip(call, orders[each.order_id], links[each.order_id]) for each in wanted], paper))


def qr_png(call: Call) -> Response:
    """Draw the QR code as a PNG."""
    _, link = _link_to_print(call)
    return Response(qr.png(link.url(call.house.settings.base_url)), media_type="image/png", headers=PRIVATE)


def qr_svg(call: Call) -> Response:
    """Draw the QR code as an SVG."""
    _, link = _link_to_print(call)
    return Response(qr.svg(link.url(call.house.settings.base_url)), media_type="image/svg+xml", headers=PRIVATE)


def _is_told(wanted: SlipIn) -> bool:
    return bool(wanted.secret or wanted.code)


def _link_to_print(call: Call) -> tuple[Order, IssuedLink]:
    call.require(Action.MAKE_LINKS)
    order = call.house.orders.by_id(call.path["order"], call.hospital_id)
    if not call.body:
        return order, _link(call, order, "", "")
    printed = call.read(PrintedLinkIn)
    return order, _link(call, order, printed.secret, printed.code)


def _link(call: Call, order: Order, secret: str, code: str) -> IssuedLink:
    if secret or code:
        known = call.house.links.recognised(order, secret, code)
        call.reader.sees(Action.MAKE_LINKS, Subject(SubjectKind.LINK, known.id))
        return known
    # Only the slip is answered: a code drawn anew would be known to nobody.
    return call.house.links.reprint(call.actor, order, tells_code=False)


def _slip(call: Call, order: Order, link: IssuedLink) -> Slip:
    settings = call.house.settings
    hospital = call.house.hospitals.by_id(order.hospital_id)
    return Slip(hospital.name, order, link, settings.base_url, settings.zone)


def _pdf(content: bytes) -> Response:
    return Response(content, media_type="application/pdf", headers={**PRIVATE, "Content-Disposition": "inline"})
