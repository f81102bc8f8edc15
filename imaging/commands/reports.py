"""``report``: what the doctor wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.commands.orders import found_order
from imaging.commands.printing import AsJson, Code, opened_house, operator, print_one, print_rows, reader
from imaging.errors import NotFoundError
from imaging.orders.reports import NewReport, Report, ReportState

report = typer.Typer(help="Reports: bring them as text or PDF, and list their versions.", no_args_is_help=True)


@report.command("add")
def add_report(
    accession_number: str,
    state: Annotated[ReportState, typer.Option(help="How far it is.")],
    code: Code = "",
    pdf: Annotated[Path | None, typer.Option(help="The PDF; without one the text comes from standard input.")] = None,
    author: Annotated[str, typer.Option()] = "",
    as_json: AsJson = False,
) -> None:
    """Add a version to the report of an order."""
    with opened_house() as house:
        order = found_order(house, accession_number, code)
        new = NewReport(state, author=author, **_content(pdf))
        print_one(_row(house.reports.add(operator(), order.id, order.hospital_id, new)), as_json=as_json)


@report.command("list")
def list_reports(accession_number: str, code: Code = "", as_json: AsJson = False) -> None:
    """List the versions of a report, the latest first."""
    with opened_house() as house:
        order = found_order(house, accession_number, code)
        found = house.reports.of_order(order.id)
        reader(house, order.hospital_id).sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, order.id))
        print_rows([_row(each) for each in found], as_json=as_json)


def _content(pdf: Path | None) -> dict[str, Any]:
    if pdf is None:
        return {"text": sys.stdin.read()}
    try:
        return {"pdf": pdf.read_bytes()}
    except OSError as error:
        raise NotFoundError(f"{pdf} can't be read: {error.strerror}.") from error


def _row(each: Report) -> dict[str, Any]:
    return {
        "version": each.version,
        "state": each.state.value,
        "author": each.author,
        "characters": len(each.text),
        "pdf_bytes": each.pdf_size_bytes,
        "issued_at": each.issued_at,
    }
