"""``hospital`` and ``ae``: hospitals and their DICOM machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from imaging.access.actors import Action
from imaging.access.ae_titles import ANY_HOST
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one, print_rows
from imaging.errors import MalformedError

hospital = typer.Typer(help="Hospitals: everything that is kept belongs to one of them.", no_args_is_help=True)
ae = typer.Typer(
    help="DICOM machines: which hospital a sender belongs to, and where it can be called.", no_args_is_help=True
)


@hospital.command("add")
def add_hospital(code: str, name: str, as_json: AsJson = False) -> None:
    """Add a hospital, or give the one that the first start made its name."""
    with opened_house() as house:
        added = house.hospitals.add(code, name)
        subject = Subject(SubjectKind.HOSPITAL, added.id)
        house.audit.record(AuditEvent(operator(), Action.ADMINISTER, subject, hospital_id=added.id))
        print_one(asdict(added), as_json=as_json)


@hospital.command("list")
def list_hospitals(as_json: AsJson = False) -> None:
    """List the hospitals."""
    with opened_house() as house:
        print_rows([asdict(each) for each in house.hospitals.list()], as_json=as_json)


@ae.command("add")
def add_ae(
    title: str,
    code: Code = "",
    host: Annotated[str, typer.Option(help="Address or network it calls from; without it, it may send only.")] = "",
    port: Annotated[int | None, typer.Option(help="Where it listens, if it is called.")] = None,
    any_host: Annotated[bool, typer.Option("--any-host", help="Let it query and retrieve from any address.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register a machine."""
    if any_host and host:
        raise MalformedError("Say --host or --any-host, not both.")
    with opened_house() as house:
        added = house.ae_titles.add(title, hospital_id(house, code), ANY_HOST if any_host else host, port)
        subject = Subject(SubjectKind.DEVICE, added.id)
        house.audit.record(AuditEvent(operator(), Action.ADMINISTER, subject, hospital_id=added.hospital_id))
        print_one(asdict(added), as_json=as_json)
    if not added.host:
        typer.echo(f"{title} may send. To query and retrieve, it must be registered with its --host.", err=True)


@ae.command("list")
def list_aes(as_json: AsJson = False) -> None:
    """List the machines of all hospitals."""
    with opened_house() as house:
        codes = {each.id: each.code for each in house.hospitals.list()}
        rows = [
            {
                "id": each.id,
                "hospital": codes[each.hospital_id],
                "title": each.title,
                "host": each.host,
                "port": each.port,
            }
            for each in house.ae_titles.list()
        ]
        print_rows(rows, as_json=as_json)


@ae.command("remove")
def remove_ae(title: str, code: Code = "") -> None:
    """Forget a machine, at all its addresses."""
    with opened_house() as house:
        owner = hospital_id(house, code)
        for each in house.ae_titles.list(owner):
            if each.title == title:
                house.ae_titles.remove(each.id, owner)
                subject = Subject(SubjectKind.DEVICE, each.id)
                house.audit.record(AuditEvent(operator(), Action.ADMINISTER, subject, hospital_id=owner))
