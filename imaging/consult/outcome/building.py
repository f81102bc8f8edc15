"""The worker's part: of every consult that was closed, its objects are made, stored, and put into the outbox, once.

::

    closed ──► make each object ──► store it by the one way in ──► note which it is ──┐
                    ▲                                                                 │ all of them
                    └──── ended in the middle: the same is made again ◄──┐            ▼
                                                                         └── one transaction: outbox + "built"

An object's name is derived from consult, version and kind: what was stored before a process ended is found by it and
is not stored again. Deliveries and the note that all is done stand in one transaction, and a delivery's key is its
name too: so nothing is sent twice, and nothing is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Select, func, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import WORKER, Action
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.composition import Archive
from imaging.archive.ingest import Expected, Origin, Outcome
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.leaving import Departing, Leaving
from imaging.consult.outcome.objects import Made, Making, ObjectKind, Objects, subject_of
from imaging.consult.outcome.own_studies import own_studies_within
from imaging.consult.outcome.papers import Papers
from imaging.consult.outcome.result import Told
from imaging.consult.outcome.verifying import require_intact
from imaging.consult.participants import Gathering, Part, gathering
from imaging.consult.states import ConsultState
from imaging.dicom.documents import DocumentSubject
from imaging.errors import ConflictError, FilmlessError
from imaging.events.bus import EventBus
from imaging.events.event import Event, Kind
from imaging.exchange.condition import Condition
from imaging.exchange.outbox import Outbox
from imaging.exporting.documents import Observer
from imaging.index.engine import Index
from imaging.index.tables import consult_conclusions, consult_objects, consults
from imaging.isolated import Isolated
from imaging.orders.whose import Whose, whose_of_all_within, whose_within
from imaging.problems import Problem

# Whom the archive notes as the one who brought these objects.
SOURCE: Final = "consult"
_FIRST_REST: Final = timedelta(seconds=30)
_LONGEST_REST: Final = timedelta(hours=1)
_LONGEST_HELD: Final = timedelta(minutes=2)
_DOUBLINGS: Final = 7
log = structlog.get_logger("consults")


@dataclass
class _Failed:
    """How often it came to nothing, and when it is tried again."""

    times: int
    again_at: datetime


@dataclass(frozen=True)
class Building:
    """Builds what waits; for one thread."""

    index: Index
    clock: Clock
    audit: Audit
    archive: Archive
    objects: Objects
    papers: Papers
    outbox: Outbox
    departing: Departing
    events: EventBus
    # Tests end it at each of these moments.
    on_step: Callable[[str], None] = lambda step: None
    _failed: dict[int, _Failed] = field(default_factory=dict, repr=False)

    def run(self) -> int:
        """Build everything that waits, and return how much that was."""
        now = self.clock.now()
        resting = {number for number, failed in self._failed.items() if failed.again_at > now}
        with self.index.read() as connection:
            waiting = connection.execute(_waiting(resting)).all()
        return sum(self._attempt(row.consult_id, row.id) for row in waiting)

    def _attempt(self, consult_id: int, conclusion_id: int) -> bool:
        with Isolated(log, "outcome not built yet", consult=consult_id, conclusion=conclusion_id) as turn:
            self.build(consult_id)
        if turn.failure is not None:
            self._note_failure(conclusion_id, turn.failure)
            return False
        self._failed.pop(conclusion_id, None)
        return True

    def build(self, consult_id: int) -> None:
        """Make, store and put on its way what a closed consult came to; done twice it is done once.

        Raises
        ------
        ConflictError
            A person must decide first whose studies these are, or it is not what was signed any more.
        FilmlessError
            Something can't be read or stored now.
        """
        here, asked, conclusion = self._closed(consult_id)
        with self.index.read() as connection:
            require_intact(connection, conclusion)
            # Asked before anything is made, for what waits for a person is tried many times.
            own = own_studies_within(connection, here)
            whose = whose_of_all_within(connection, own)
        known = [each.said for each in whose]
        making = self._making(here, asked, conclusion, whose[0])
        stored = []
        for made in self.objects.of(making):
            instance = self._store(made, here.hospital_id)
            self._keep(conclusion, made, instance)
            stored.append((made, instance))
            self.on_step(made.kind)
        subject = self._subject(stored)
        pdf = self.outbox.keep_pdf(making.pdf)
        kept = consult_conclusions.c
        built = update(consult_conclusions).where(kept.id == conclusion.id, kept.built_at.is_(None))
        with self.index.write() as connection:
            # A question may have come meanwhile, and another worker may have been as fast.
            by_now = whose_of_all_within(connection, own, known)
            if by_now[0].names != whose[0].names:
                # The paper names whose it was a moment ago.
                raise ConflictError("It was decided otherwise meanwhile.", Problem.STUDY_IN_QUESTION)
            told = Told(conclusion, subject, by_now[0], Condition.of(own, by_now), asked.closed_at)
            if connection.execute(built.values(built_at=self.clock.now(), build_problem="")).rowcount:
                self.departing.put(connection, here, [_leaving(*each) for each in stored], told, pdf)
                self._note(connection, here, conclusion, len(stored))
        self.events.publish(Event(Kind.OBJECTS, here.hospital_id))

    def made(self, consult_id: int) -> Iterator[Made]:
        """Make the objects of a closed consult, and store none of them."""
        here, asked, conclusion = self._closed(consult_id)
        with self.index.read() as connection:
            whose = whose_within(connection, here.study_id)
        return self.objects.of(self._making(here, asked, conclusion, whose))

    def _closed(self, consult_id: int) -> tuple[Gathering, Row[Any], Conclusion]:
        with self.index.read() as connection:
            here = gathering(connection, consults.c.id == consult_id)
            asked = connection.execute(select(consults).where(consults.c.id == consult_id)).one()
            frozen = (each for each in reversed(conclusions_within(connection, consult_id)) if each.is_frozen)
            return here, asked, next(frozen)

    def _making(self, here: Gathering, asked: Row[Any], conclusion: Conclusion, whose: Whose) -> Making:
        asker = next(each for each in here.participants if each.part is Part.ASKS)
        with self.index.read() as connection:
            own = own_studies_within(connection, here)
        return Making(
            conclusion,
            here.code,
            own,
            Observer(asker.name, asker.hospital, asker.id),
            asked.closed_at,
            None if whose.order is None else whose.order.id,
            self.papers.pdf(conclusion, here.hospital_id, here.study_id, whose),
        )

    def _store(self, made: Made, hospital_id: int) -> StoredInstance:
        """Have the archive receive an object as if a device had sent it, unless it has it already."""
        known = self._stored(made, hospital_id)
        if known is not None:
            return known
        with self.archive.landing.begin() as file:
            file.write(made.content)
            accepted = self.archive.ingest.accept(file, Origin(hospital_id, SOURCE), Expected())
        found = self._stored(made, hospital_id)
        if accepted.outcome is Outcome.QUARANTINED or found is None:
            raise ConflictError("Another object has this name already.")
        return found

    def _stored(self, made: Made, hospital_id: int) -> StoredInstance | None:
        found = self.archive.retrieve.instances_of(
            frozenset({hospital_id}), sop_instance_uid=made.sop_instance_uid, study_ids=frozenset({made.study_id})
        )
        return found[0] if found else None

    def _keep(self, conclusion: Conclusion, made: Made, instance: StoredInstance) -> None:
        values = {
            "conclusion_id": conclusion.id,
            "kind": made.kind.value,
            "number": made.number,
            "instance_id": instance.id,
            "sop_instance_uid": made.sop_instance_uid,
        }
        own = ["conclusion_id", "kind", "number"]
        new = self.index.insert(consult_objects).values(values)
        with self.index.write() as connection:
            connection.execute(new.on_conflict_do_update(index_elements=own, set_=values))

    def _subject(self, stored: list[tuple[Made, StoredInstance]]) -> DocumentSubject:
        document = next(instance for made, instance in stored if made.kind is ObjectKind.DOCUMENT)
        return subject_of(self.archive.retrieve.header(document).dataset)

    def _note(self, connection: Connection, here: Gathering, conclusion: Conclusion, count: int) -> None:
        detail: dict[str, str | int] = {"version": conclusion.version, "objects": count}
        subject = Subject(SubjectKind.CONSULT, here.id)
        self.audit.append(
            connection, AuditEvent(WORKER, Action.STORE, subject, hospital_id=here.hospital_id, detail=detail)
        )

    def _note_failure(self, conclusion_id: int, error: FilmlessError) -> None:
        times = self._failed[conclusion_id].times + 1 if conclusion_id in self._failed else 1
        # A person decides at any moment, and to ask whether they have costs nothing.
        longest = _LONGEST_HELD if error.problem is Problem.STUDY_IN_QUESTION else _LONGEST_REST
        rest = min(_FIRST_REST * 2 ** min(times - 1, _DOUBLINGS), longest)
        self._failed[conclusion_id] = _Failed(times, self.clock.now() + rest)
        failed = update(consult_conclusions).where(consult_conclusions.c.id == conclusion_id)
        with self.index.write() as connection:
            connection.execute(failed.values(build_problem=error.problem.value[:32]))


def _leaving(made: Made, instance: StoredInstance) -> Leaving:
    return Leaving(made.kind.value, made.number, made.sop_instance_uid, instance.id)


def _waiting(resting: Collection[int]) -> Select[Any]:
    """Select what was concluded last of each closed consult, and is not built; what rests stands before nobody."""
    kept = consult_conclusions.c
    latest = select(func.max(kept.id)).where(kept.frozen_at.is_not(None)).group_by(kept.consult_id)
    return (
        select(kept.id, kept.consult_id)
        .join(consults, consults.c.id == kept.consult_id)
        .where(consults.c.state == ConsultState.CLOSED, kept.id.in_(latest), kept.built_at.is_(None))
        .where(kept.id.not_in(resting))
        .order_by(kept.id)
        .limit(20)
    )
