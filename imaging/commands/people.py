"""``user`` and ``token``: who may sign in, and what machines show."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from imaging.access.actors import Action, Person, Role, TokenScope
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.invitations import PATH, Invited
from imaging.access.people import generate_password
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one, print_rows
from imaging.errors import MalformedError
from imaging.house import House

user = typer.Typer(help="People who sign in.", no_args_is_help=True)
token = typer.Typer(help="Tokens that machines show: Authorization: Bearer …", no_args_is_help=True)
Generate = Annotated[bool, typer.Option("--generate", help="Draw a password and print it.")]


@user.command("add")
def add_user(
    login: str,
    role: Annotated[Role, typer.Option(help="What the person does.")],
    code: Code = "",
    name: Annotated[str, typer.Option(help="The name that others see.")] = "",
    generate: Generate = False,
    as_json: AsJson = False,
) -> None:
    """Add somebody; the password comes from standard input."""
    with opened_house() as house:
        password = _password(generate=generate)
        person = house.people.add(login, password, hospital_id(house, code), role, name)
        _record(house, person)
        drawn = {"password": password} if generate else {}
        print_one(_row(house, person) | drawn, as_json=as_json)


@user.command("invite")
def invite_user(
    login: str,
    role: Annotated[Role, typer.Option(help="What the person does.")],
    code: Code = "",
    name: Annotated[str, typer.Option(help="The name that others see.")] = "",
) -> None:
    """Print a link, and nothing else, by which somebody chooses a password within a week; it can't be shown again."""
    with opened_house() as house:
        secret = house.invitations.make(operator(), hospital_id(house, code), Invited(login, role, name))
        typer.echo(f"{house.settings.base_url}{PATH}{secret}")


@user.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List who may sign in."""
    with opened_house() as house:
        print_rows([_row(house, person) for person in house.people.list()], as_json=as_json)


@user.command("password")
def change_password(login: str, generate: Generate = False, as_json: AsJson = False) -> None:
    """Change a password; whoever was signed in with the former one is no more."""
    with opened_house() as house:
        person, password = house.people.by_login(login), _password(generate=generate)
        house.people.set_password(person.user_id, password)
        _record(house, person)
        if generate:
            print_one({"login": login, "password": password}, as_json=as_json)


@user.command("disable")
def disable_user(login: str) -> None:
    """Let somebody in no more."""
    with opened_house() as house:
        person = house.people.by_login(login)
        house.people.disable(person.user_id)
        _record(house, person)


@token.command("create")
def create_token(
    code: Code = "",
    scope: Annotated[str, typer.Option(help="read, write or read,write.")] = "read",
    name: Annotated[str, typer.Option(help="What the audit calls it.")] = "",
    days: Annotated[int | None, typer.Option(min=1, help="How long it is good; default: until it is revoked.")] = None,
) -> None:
    """Make a token and print it, and nothing else; it can't be shown again."""
    with opened_house() as house:
        expires_at = None if days is None else house.clock.now() + timedelta(days=days)
        owner = hospital_id(house, code)
        text = house.tokens.create(owner, _scopes(scope), name, expires_at)
        made = house.tokens.list(owner)[0]
        subject = Subject(SubjectKind.TOKEN, made.id)
        house.audit.record(AuditEvent(operator(), Action.ADMINISTER, subject, hospital_id=owner))
        typer.echo(text)


@token.command("list")
def list_tokens(as_json: AsJson = False) -> None:
    """List the tokens, not what they are."""
    with opened_house() as house:
        codes = {each.id: each.code for each in house.hospitals.list()}
        rows = [
            {
                **asdict(each),
                "hospital_id": codes[each.hospital_id],
                "scopes": ",".join(sorted(each.scopes)),
            }
            for each in house.tokens.list()
        ]
        print_rows(rows, as_json=as_json)


@token.command("revoke")
def revoke_token(number: int) -> None:
    """End a token, by the number that `token list` shows."""
    with opened_house() as house:
        house.tokens.revoke(number)
        house.audit.record(AuditEvent(operator(), Action.ADMINISTER, Subject(SubjectKind.TOKEN, number)))


def _password(*, generate: bool) -> str:
    if generate:
        return generate_password()
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _scopes(text: str) -> set[TokenScope]:
    try:
        return {TokenScope(part.strip()) for part in text.split(",")}
    except ValueError as error:
        raise MalformedError("A scope is read, write or read,write.") from error


def _row(house: House, person: Person) -> dict[str, str]:
    hospital = house.hospitals.by_id(person.hospital_id)
    return {"login": person.login, "hospital": hospital.code, "role": person.role.value, "name": person.name}


def _record(house: House, person: Person) -> None:
    subject = Subject(SubjectKind.PERSON, person.user_id)
    house.audit.record(AuditEvent(operator(), Action.ADMINISTER, subject, hospital_id=person.hospital_id))
