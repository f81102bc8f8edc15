"""``audit``: who did what, and whether the chain that says so is whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from imaging.access.audit import RecordedEvent, Subject, SubjectKind
from imaging.commands.printing import AsJson, opened_house, print_one, print_rows

audit = typer.Typer(help="The audit: who did what, and whether the chain is whole.", no_args_is_help=True)


@audit.command("list")
def list_events(
    study: Annotated[int | None, typer.Option(help="Only of the study with this number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List events, the latest first."""
    with opened_house() as house:
        subject = None if study is None else Subject(SubjectKind.STUDY, study)
        events = house.audit.list(subject=subject, limit=limit)
        print_rows([_row(event) for event in events], as_json=as_json)


@audit.command("verify")
def verify(
    head: Annotated[str, typer.Option(help="The head noted at an earlier time; it must still be in the chain.")] = "",
    as_json: AsJson = False,
) -> None:
    """Go through the whole chain; fails if anything was altered, taken out or put in."""
    with opened_house() as house:
        found = house.audit.verify(noted_head=head)
        print_one(asdict(found) | {"is_sound": found.is_sound}, as_json=as_json)
    if not found.is_sound:
        raise typer.Exit(1)


def _row(event: RecordedEvent) -> dict[str, object]:
    return {
        "sequence": event.sequence,
        "at": event.at,
        "who": f"{event.actor_kind} {event.actor}".strip(),
        "address": event.address,
        "action": event.action,
        "subject": f"{event.subject_kind} {event.subject_id or ''}".strip(),
        "outcome": event.outcome,
        "detail": event.detail,
    }
