"""``directory``: a hospital's own directory (OpenID Connect), by which its people sign in."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from imaging.access.actors import Role
from imaging.access.directory.directories import DEFAULT_SCOPES, Directory
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one
from imaging.errors import MalformedError, NotFoundError
from imaging.house import House
from imaging.problems import Problem

directory = typer.Typer(
    help="A hospital's own directory (OpenID Connect), by which its people sign in.", no_args_is_help=True
)


@directory.command("set")
def set_directory(
    issuer: str,
    client_id: Annotated[str, typer.Option(help="How Filmless is called there.")],
    code: Code = "",
    scopes: Annotated[str, typer.Option(help="What is asked for.")] = DEFAULT_SCOPES,
    number_claim: Annotated[
        str, typer.Option(help="Which claim is a person's number; never an e-mail address.")
    ] = "sub",
    second_factor: Annotated[
        list[str] | None, typer.Option(help="A value of acr or amr that counts as second factor; may be repeated.")
    ] = None,
    role_claim: Annotated[str, typer.Option(help="Which claim says what somebody does.")] = "",
    role: Annotated[list[str] | None, typer.Option(help="value=role, such as doctors=radiologist; repeatable.")] = None,
    single_sign_on: Annotated[
        bool, typer.Option("--single-sign-on", help="Let the directory decide whether it asks for the password.")
    ] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Keep it, but do not offer it at the sign-in.")] = False,
) -> None:
    """Keep a directory; the client's secret comes from standard input (an empty line: there is none)."""
    with opened_house() as house:
        kept = Directory(
            hospital_id(house, code),
            issuer,
            client_id,
            _secret(),
            scopes,
            number_claim,
            frozenset(second_factor or ()),
            role_claim,
            dict(map(_role, role or ())),
            asks_each_time=not single_sign_on,
            is_open=not closed,
        )
        house.directories.set(operator(), kept)
        typer.echo(
            f"Tell the directory this address: {house.arriving.provider.redirect_uri(kept.hospital_id)}", err=True
        )


@directory.command("show")
def show_directory(code: Code = "", as_json: AsJson = False) -> None:
    """Show what is kept, without the secret."""
    with opened_house() as house:
        kept = _of(house, code)
        redirect_uri = house.arriving.provider.redirect_uri(kept.hospital_id)
        print_one({**_shown(kept), "redirect_uri": redirect_uri}, as_json=as_json)


@directory.command("test")
def ask_directory(code: Code = "") -> None:
    """Ask the directory for all that a sign-in needs of it."""
    with opened_house() as house:
        house.arriving.provider.look_anew(_of(house, code))
        typer.echo("It answers as it should.")


@directory.command("remove")
def remove_directory(code: Code = "") -> None:
    """Forget a directory, and whom it knows under which number."""
    with opened_house() as house:
        house.directories.remove(operator(), hospital_id(house, code))


@directory.command("bind")
def bind_person(login: str, number: str) -> None:
    """Know somebody by their number in the hospital's directory."""
    with opened_house() as house:
        person = house.people.by_login(login)
        house.arriving.known.bind(operator(), _directory(house, person.hospital_id), person, number)


@directory.command("unbind")
def unbind_person(login: str) -> None:
    """Let somebody sign in by the directory no more, and sign them out."""
    with opened_house() as house:
        house.arriving.known.forget(operator(), house.people.by_login(login))


def _of(house: House, code: str) -> Directory:
    return _directory(house, hospital_id(house, code))


def _directory(house: House, owner: int) -> Directory:
    kept = house.directories.of(owner)
    if kept is None:
        raise NotFoundError("This hospital has no directory.", Problem.DIRECTORY_NONE)
    return kept


def _secret() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Client secret", default="", show_default=False, hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")


def _role(text: str) -> tuple[str, Role]:
    value, _, role = text.rpartition("=")
    try:
        return value, Role(role)
    except ValueError as error:
        raise MalformedError("A role is given as value=role, such as doctors=radiologist.") from error


def _shown(kept: Directory) -> dict[str, Any]:
    return {
        "issuer": kept.issuer,
        "client_id": kept.client_id,
        "has_secret": bool(kept.client_secret),
        "scopes": kept.scopes,
        "number_claim": kept.number_claim,
        "second_factors": " ".join(sorted(kept.second_factors)),
        "role_claim": kept.role_claim,
        "roles": " ".join(f"{value}={role}" for value, role in sorted(kept.roles.items())),
        "asks_each_time": kept.asks_each_time,
        "is_open": kept.is_open,
    }
