"""``import``, ``reindex``, ``verify``, ``status``: what is kept, and whether it is whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from imaging.access.actors import Action
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.audit import Outcome as HowItEnded
from imaging.archive.candidates import Candidate, candidates
from imaging.archive.condition import Condition
from imaging.archive.importing import Imported, Importer
from imaging.archive.ingest import Outcome
from imaging.archive.reindex import Reindex
from imaging.archive.sweep import Sweep
from imaging.archive.twins import Twins
from imaging.archive.verification import Verification
from imaging.commands.printing import AsJson, Code, hospital_id, opened_house, operator, print_one, print_rows
from imaging.errors import UnavailableError
from imaging.events.event import Event, Kind
from imaging.house import House

Paths = Annotated[list[Path], typer.Argument(help="Files, folders, ZIP archives, DICOMDIRs.", show_default=False)]
_REFUSED = "refused"


def import_files(paths: Paths, code: Code = "", as_json: AsJson = False) -> None:
    """Import DICOM files; what is here already is not doubled. Fails if anything was refused or set aside."""
    refused: list[Imported] = []
    counted: Counter[str] = Counter()
    with opened_house() as house, _progress("importing") as (progress, task):
        hospital = hospital_id(house, code)
        importer = Importer(house.archive.landing, house.archive.ingest, hospital)
        with _audited(house, hospital, counted):
            for candidate in _found(paths, progress, task):
                imported = importer.take(candidate)
                counted[imported.outcome or _REFUSED] += 1
                if imported.outcome is None:
                    refused.append(imported)
                progress.advance(task)
    summary: dict[str, object] = {name: counted[name] for name in (*Outcome, _REFUSED)}
    if as_json:
        summary["refusals"] = [{"name": each.name, "reason": each.reason} for each in refused]
    print_one(summary, as_json=as_json)
    if refused and not as_json:
        print_rows([{"refused": each.name, "why": each.reason} for each in refused], as_json=False)
    if refused or counted[Outcome.QUARANTINED]:
        raise typer.Exit(1)


def reindex(as_json: AsJson = False) -> None:
    """Build the index again from the objects alone; adds what is missing, changes nothing else."""
    with opened_house() as house, _progress("reading objects") as (progress, task):
        archive = house.archive
        work = Reindex(house.index, archive.blobs, Twins(house.index, archive.objects))
        counted = work.run(lambda: progress.advance(task))
        # What still lies in the landing directory came after what was moved on, or was never told of.
        Sweep(house.index, archive.landing, archive.ingest).run()
    print_one({each.value: number for each, number in counted.items()} or {"added": 0}, as_json=as_json)


def verify(as_json: AsJson = False) -> None:
    """Read objects, index, audit chain, reports and conclusions again; fails if anything is missing or altered."""
    with opened_house() as house, _progress("verifying") as (progress, task):
        # A damaged index ends it here: what it says of objects would be worth nothing.
        house.index.check()
        work = Verification(house.index, house.archive.objects)
        count = work.count()
        progress.update(task, total=count)
        findings = list(work.run(lambda: progress.advance(task)))
        is_chain_sound = house.audit.verify().is_sound
        altered = list(_altered(house))
    summary = {
        "objects": count,
        "faults": len(findings) + len(altered),
        "index": "sound",
        "audit_chain": "sound" if is_chain_sound else "broken",
    }
    rows = [{"fault": each.fault.value, "object": each.object_key} for each in findings]
    rows += [{"fault": f"signed: {', '.join(faults)}", "object": what} for what, faults in altered]
    print_one(summary | ({"findings": rows} if as_json else {}), as_json=as_json)
    if rows and not as_json:
        print_rows(rows, as_json=False)
    if rows or not is_chain_sound:
        raise typer.Exit(1)


def _altered(house: House) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name what was signed here and is not as it was signed, and what is not."""
    for number, report in house.reporting.verifying.all():
        if not report.is_intact:
            yield f"report {number}", report.faults
    for number, conclusion in house.outcomes.verifying.all():
        if not conclusion.is_intact:
            yield f"conclusion {number}", conclusion.faults


def status(as_json: AsJson = False) -> None:
    """Tell how much is kept, what waits, and how much room there is."""
    with opened_house() as house:
        condition = asdict(Condition.read(house.index, house.archive.landing))
        outbox = house.dead_letters.count_all()
        sent = {"waiting_to_be_sent": outbox.waiting, "given_up": outbox.given_up}
        print_one(condition | sent | {"events": _condition_of(house)}, as_json=as_json)


@contextmanager
def _audited(house: House, hospital: int, counted: Counter[str]) -> Iterator[None]:
    """Leave one event in the audit and tell the other processes, however far an import comes."""
    outcome = HowItEnded.FAILED
    try:
        yield
        outcome = HowItEnded.SUCCESS
    finally:
        house.events.publish(Event(Kind.OBJECTS, hospital))
        subject = Subject(SubjectKind.HOSPITAL, hospital)
        event = AuditEvent(operator(), Action.STORE, subject, outcome, hospital, detail={**counted})
        house.audit.record(event)


def _condition_of(house: House) -> str:
    """Tell whether processes hear of what arrives, or look for it."""
    if not house.settings.events_url:
        return "none set: processes look for what arrives"
    try:
        house.events.check()
    except UnavailableError as error:
        return str(error)
    return "ok"


def _found(paths: list[Path], progress: Progress, task: TaskID) -> Iterator[Candidate]:
    """Go through everything under the paths; the count is made first, so that the bar knows where it ends."""
    progress.update(task, total=sum(1 for path in paths for _ in candidates(path)))
    for path in paths:
        yield from candidates(path)


@contextmanager
def _progress(words: str) -> Iterator[tuple[Progress, TaskID]]:
    """Show a bar on the terminal; where none is, nothing."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task(words, total=None)
