"""How commands open the house and print: a table for people, JSON where ``--json`` is given."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from imaging.access.actors import Operator
from imaging.access.reader import Reader
from imaging.house import House, prepare
from imaging.served_address import recalled
from imaging.settings import read_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Code = Annotated[str, typer.Option("--hospital", help="The hospital's code; default: the default hospital.")]


@contextmanager
def opened_house() -> Iterator[House]:
    """Open the house that the settings describe; the first command on an empty directory makes it."""
    settings = read_settings()
    prepare(settings)
    with House.open(recalled(settings)) as house:
        yield house


def operator() -> Operator:
    """Return whoever runs the command, for the audit."""
    return Operator(getpass.getuser())


def reader(house: House, owner: int) -> Reader:
    """Return whoever runs the command before the records of a hospital."""
    return Reader(house.access_log, operator(), owner)


def hospital_id(house: House, code: str) -> int:
    """Return the hospital that a command names."""
    return house.hospitals.by_code(code or house.settings.default_hospital).id


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows, the columns in the order of the first one."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=_written))
        return
    if not rows:
        typer.echo("There is nothing to list.")
        return
    table = Table(*rows[0], box=None, header_style="bold")
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    Console(markup=False, highlight=False).print(table)


def print_one(row: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing, a line for each of its values."""
    if as_json:
        typer.echo(json.dumps(row, ensure_ascii=False, indent=2, default=_written))
        return
    width = max(map(len, row))
    for name, value in row.items():
        typer.echo(f"{name:<{width}}  {_shown(value)}")


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, str | None):
        # A name that a device sent could hold what moves the terminal's cursor.
        return "".join(each for each in value or "" if each.isprintable())
    return str(value)
