"""``destination``: the systems of a hospital to which outcomes go."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one, print_rows
from imaging.exchange.dead_letters import Counts
from imaging.exchange.destination import Address, Destination, DestinationKind
from imaging.exchange.destinations import State, Wanted

destination = typer.Typer(
    help="Systems of a hospital that receive outcomes: a PACS, a HIS, a web hook.", no_args_is_help=True
)


@destination.command("add")
def add_destination(
    name: str,
    kind: DestinationKind,
    code: Code = "",
    host: Annotated[str, typer.Option(help="Address of a DICOM machine or of a listener for HL7.")] = "",
    port: Annotated[int | None, typer.Option(help="Its port.")] = None,
    ae_title: Annotated[str, typer.Option(help="AE title, for c-store.")] = "",
    application: Annotated[str, typer.Option(help="Receiving application (MSH-5), for hl7-mllp.")] = "",
    facility: Annotated[str, typer.Option(help="Receiving facility (MSH-6), for hl7-mllp.")] = "",
    url: Annotated[str, typer.Option(help="Address, for stow (up to /studies) and web-hook.")] = "",
    login: Annotated[str, typer.Option(help="Login, for stow; without one the secret is a bearer token.")] = "",
    with_secret: Annotated[
        bool, typer.Option("--secret", help="Read a password, token or signing key from standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a destination; a web hook's key always comes from standard input."""
    secret = _secret() if with_secret or kind is DestinationKind.WEB_HOOK else ""
    address = Address(host, port, ae_title, application, facility, url, login, secret)
    with opened_house() as house:
        added = house.destinations.add(operator(), hospital_id(house, code), Wanted(name, kind, address))
        print_one(_shown(added, State(0, None, None), Counts()), as_json=as_json)


@destination.command("list")
def list_destinations(code: Code = "", as_json: AsJson = False) -> None:
    """List the destinations of a hospital, and what waits for each."""
    with opened_house() as house:
        owner = hospital_id(house, code)
        counts = house.dead_letters.counts(owner)
        kept = house.destinations.list(owner)
        print_rows([_shown(each, state, counts.get(each.id, Counts())) for each, state in kept], as_json=as_json)


@destination.command("test")
def call_destination(number: int, code: Code = "", as_json: AsJson = False) -> None:
    """Look whether a destination answers, by its number in the list; fails if it does not."""
    with opened_house() as house:
        reached = house.reaching.test(operator(), number, hospital_id(house, code))
        answer = reached.trouble.value if reached.trouble else "it answers"
        print_one({"answer": answer, "code": reached.code, "milliseconds": reached.milliseconds}, as_json=as_json)
    if reached.trouble:
        raise typer.Exit(1)


@destination.command("resend")
def resend_given_up(number: int, code: Code = "") -> None:
    """Have everything sent again that was given up for a destination."""
    with opened_house() as house:
        count = house.dead_letters.resend_all(operator(), number, hospital_id(house, code))
        typer.echo(f"{count} sent again.")


@destination.command("remove")
def remove_destination(number: int, code: Code = "") -> None:
    """Forget a destination; what was for it is discarded."""
    with opened_house() as house:
        house.destinations.remove(operator(), number, hospital_id(house, code))


def _secret() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Secret", hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")


def _shown(destination: Destination, state: State, counts: Counts) -> dict[str, Any]:
    address = destination.address
    where = address.url if destination.kind.has_url else f"{address.host}:{address.port}"
    return {
        "number": destination.id,
        "name": destination.name,
        "kind": destination.kind.value,
        "where": where,
        "is_active": destination.is_active,
        "waiting": counts.waiting,
        "given_up": counts.given_up,
        "failures": state.failures,
        "answered_at": state.answered_at,
    }
