"""``order``: what is to be examined."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one, print_rows, reader
from imaging.errors import FilmlessError, NotFoundError
from imaging.house import House
from imaging.orders.csv_orders import BadLine, OrderLine, read_orders
from imaging.orders.orders import NewOrder, Order
from imaging.orders.progress import progress_of
from imaging.orders.written import read_moment
from imaging.sharing.appointments import Booking, Correction, CorrectionReason
from imaging.sharing.qr import terminal

order = typer.Typer(help="Orders: what is to be examined, and the links made for them.", no_args_is_help=True)


@order.command("add")
def add_order(
    accession_number: str,
    patient_id: Annotated[str, typer.Option()],
    name: Annotated[str, typer.Option(help="The patient's name.")],
    birth_date: Annotated[str, typer.Option(help="1990-01-31")],
    exam: Annotated[str, typer.Option(help="What is examined.")],
    code: Code = "",
    sex: Annotated[str, typer.Option(help="M, F or O.")] = "",
    modality: Annotated[str, typer.Option()] = "",
    at: Annotated[str, typer.Option(help="2026-03-01 09:30")] = "",
    place: Annotated[str, typer.Option()] = "",
    preparation: Annotated[str, typer.Option(help="What to bring, how to prepare.")] = "",
    phone: Annotated[str, typer.Option(help="Its last four digits become the second factor.")] = "",
    id_number: Annotated[str, typer.Option(help="Likewise, where there is no phone.")] = "",
    another_exam: Annotated[
        bool, typer.Option("--another-exam", help="An order had this number until it was corrected; this is another.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take an order in and print its link; the same again changes nothing."""
    with opened_house() as house:
        scheduled_at = read_moment(at, "--at", house.settings.zone) if at else None
        new = NewOrder(
            accession_number, patient_id, name, birth_date, exam, sex, modality, scheduled_at, place, preparation
        )
        booking = house.appointments.book(
            operator(),
            hospital_id(house, code),
            new,
            phone=phone,
            id_number=id_number,
            is_another_exam=another_exam,
        )
        print_one(booking_row(house, booking), as_json=as_json)
        if booking.link is not None and not as_json and sys.stdout.isatty():
            typer.echo(terminal(booking.link.url(house.settings.base_url)))


@order.command("import")
def import_orders(path: Path, code: Code = "", as_json: AsJson = False) -> None:
    """Take the orders of a CSV file in; its first line names the columns, in English or Chinese."""
    with opened_house() as house:
        owner = hospital_id(house, code)
        # All is read before anything is booked: what a booking tells is told once.
        lines = list(read_orders(_content(path), house.settings.zone))
        rows = [_imported(house, owner, line) for line in lines]
        print_rows(rows, as_json=as_json)
    if any(row["error"] for row in rows):
        raise typer.Exit(1)


@order.command("list")
def list_orders(
    code: Code = "",
    text: Annotated[str, typer.Option(help="Beginning of a number, or part of a name.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List orders, the latest first."""
    with opened_house() as house:
        owner = hospital_id(house, code)
        found = house.orders.list(owner, text=text, limit=limit)
        reader(house, owner).lists(Action.SEE_ORDERS, "orders", len(found), {"text": text})
        progress = progress_of(house.index, [each.id for each in found])
        rows = [
            {
                "id": each.id,
                "accession_number": each.accession_number,
                "patient_name": each.patient_name,
                "exam": each.procedure_description,
                "scheduled_at": each.scheduled_at,
                "step": "cancelled" if each.cancelled_at else progress[each.id].step.value,
            }
            for each in found
        ]
        print_rows(rows, as_json=as_json)


@order.command("show")
def show_order(accession_number: str, code: Code = "", as_json: AsJson = False) -> None:
    """Show one order."""
    with opened_house() as house:
        found = found_order(house, accession_number, code)
        reader(house, found.hospital_id).sees(Action.SEE_ORDERS, Subject(SubjectKind.ORDER, found.id))
        print_one(asdict(found), as_json=as_json)


@order.command("correct")
def correct_order(
    accession_number: str,
    reason: Annotated[CorrectionReason, typer.Option(help="Why it was wrong.")],
    code: Code = "",
    right_number: Annotated[
        str | None, typer.Option("--accession-number", help="The number that the modality writes into the images.")
    ] = None,
    patient_id: Annotated[str | None, typer.Option()] = None,
    name: Annotated[str | None, typer.Option(help="The patient's name.")] = None,
    birth_date: Annotated[str | None, typer.Option(help="1990-01-31.")] = None,
    phone: Annotated[str, typer.Option(help="Goes along where the birth date changes.")] = "",
    id_number: Annotated[str, typer.Option(help="Likewise, where there is no phone.")] = "",
    as_json: AsJson = False,
) -> None:
    """Set right what an order says; the slip stays good, studies that disagree then are asked about."""
    said = {
        "accession_number": right_number,
        "patient_id": patient_id,
        "patient_name": name,
        "patient_birth_date": birth_date,
    }
    fields = {field: value for field, value in said.items() if value is not None}
    with opened_house() as house:
        found = found_order(house, accession_number, code)
        correction = Correction(reason, fields, phone, id_number)
        booking = house.appointments.correct(operator(), found.id, found.hospital_id, correction)
        print_one(booking_row(house, booking), as_json=as_json)


@order.command("cancel")
def cancel_order(accession_number: str, code: Code = "") -> None:
    """Cancel an order; its links open nothing any more."""
    with opened_house() as house:
        found = found_order(house, accession_number, code)
        house.appointments.cancel(operator(), found.id, found.hospital_id)


def found_order(house: House, accession_number: str, code: str) -> Order:
    """Return the order that a command names."""
    found = house.orders.by_accession_number(hospital_id(house, code), accession_number)
    if found is None:
        raise NotFoundError(f"There is no order {accession_number}: `filmless order list` names them.")
    return found


def booking_row(house: House, booking: Booking) -> dict[str, Any]:
    """Tell an order that was taken in, and its link if it is new."""
    link = booking.link
    return {
        "id": booking.order.id,
        "accession_number": booking.order.accession_number,
        "received": booking.received.value,
        "changed": " ".join(booking.changed),
        "url": link.url(house.settings.base_url) if link else None,
        "code": link.printed_code if link else None,
        "factor": link.factor.value if link else None,
        "factor_code": link.factor_code if link else None,
    }


def _imported(house: House, owner: int, line: OrderLine | BadLine) -> dict[str, Any]:
    nothing = dict.fromkeys(("id", "accession_number", "received", "changed", "url", "code", "factor", "factor_code"))
    if isinstance(line, BadLine):
        return {"line": line.number, "error": str(line.error), **nothing}
    try:
        booking = house.appointments.book(operator(), owner, line.order, phone=line.phone, id_number=line.id_number)
    except FilmlessError as error:
        return {"line": line.number, "error": str(error), **nothing}
    return {"line": line.number, "error": None, **booking_row(house, booking)}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(f"{path} can't be read: {error.strerror}.") from error
