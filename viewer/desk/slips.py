"""What the page is given to print and to show, once, when a link was made."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from imaging.house import House
from imaging.orders.orders import Order
from imaging.sharing.links import IssuedLink
from imaging.sharing.qr import svg
from imaging.sharing.slips import Paper, Slip, slips_pdf


def slip_of(house: House, order: Order, link: IssuedLink) -> Slip:
    """Put together what stands on a slip."""
    hospital = house.hospitals.by_id(order.hospital_id)
    return Slip(hospital.name, order, link, house.settings.base_url, house.settings.zone)


def described(slip: Slip, paper: Paper) -> dict[str, Any]:
    """Return a slip as the page needs it; the secret is in it and can't be had a second time."""
    return {
        "url": slip.url,
        "code": slip.link.printed_code,
        "factor": slip.link.factor,
        "factor_code": slip.link.factor_code,
        "expires_at": slip.link.expires_at.isoformat(),
        "qr": svg(slip.url),
        "pdf": pdf_text([slip], paper),
        "file_name": file_name([slip]),
    }


def file_name(slips: Sequence[Slip]) -> str:
    """Return a name that no other slips are saved under, and that names no patient: of orders and of links."""
    first, last = slips[0].link, slips[-1].link
    return f"slip-{first.order_id}-{first.id}.pdf" if len(slips) == 1 else f"slips-{first.id}-{last.id}.pdf"


def pdf_text(slips: Sequence[Slip], paper: Paper) -> str:
    """Return slips as a PDF that fits into JSON."""
    return base64.b64encode(slips_pdf(slips, paper)).decode("ascii")
