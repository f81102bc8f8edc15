"""``link``: what opens an order for its patient."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from imaging.commands.orders import found_order
from imaging.commands.printing import AsJson, Code, opened_house, operator, print_one, print_rows
from imaging.house import House
from imaging.orders.orders import Order
from imaging.sharing.links import IssuedLink
from imaging.sharing.qr import terminal
from imaging.sharing.slips import Paper, Slip, slips_pdf

link = typer.Typer(help="Links for patients: make, print, look at, switch off.", no_args_is_help=True)


@link.command("create")
def create_link(
    accession_number: str,
    code: Code = "",
    slip: Annotated[Path | None, typer.Option(help="Write the slip to this PDF.")] = None,
    paper: Annotated[Paper, typer.Option("--format", help="What the slip is printed on.")] = Paper.A6,
    qr: Annotated[bool, typer.Option("--qr", help="Draw the QR code in the terminal.")] = False,
    phone: Annotated[str, typer.Option(help="Its last four digits open it from now on; default: what did so.")] = "",
    id_number: Annotated[str, typer.Option(help="Likewise, where there is no phone.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a new link for an order and print it; a slip that was printed before opens nothing any more."""
    with opened_house() as house:
        order = found_order(house, accession_number, code)
        issued = house.links.reprint(operator(), order, phone=phone, id_number=id_number)
        if slip is not None:
            slip.write_bytes(slips_pdf([_slip(house, order, issued)], paper))
        url = issued.url(house.settings.base_url)
        row = {
            "id": issued.id,
            "url": url,
            "code": issued.printed_code,
            "factor": issued.factor.value,
            "factor_code": issued.factor_code,
            "expires_at": issued.expires_at,
        }
        print_one(row, as_json=as_json)
        if qr and not as_json:
            typer.echo(terminal(url), color=True)


@link.command("show")
def show_links(accession_number: str, code: Code = "", as_json: AsJson = False) -> None:
    """Show the links of an order, the latest first; what opens them is not known any more."""
    with opened_house() as house:
        order = found_order(house, accession_number, code)
        print_rows([asdict(each) for each in house.links.of_order(order.id)], as_json=as_json)


@link.command("revoke")
def revoke_link(accession_number: str, code: Code = "") -> None:
    """Switch all links of an order off; open pages close within five seconds."""
    with opened_house() as house:
        order = found_order(house, accession_number, code)
        for each in house.links.of_order(order.id):
            if each.revoked_at is None:
                house.links.revoke(operator(), each.id)


def _slip(house: House, order: Order, issued: IssuedLink) -> Slip:
    hospital = house.hospitals.by_id(order.hospital_id)
    return Slip(hospital.name, order, issued, house.settings.base_url, house.settings.zone)
