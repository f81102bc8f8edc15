"""Putting what a consult came to into the outbox: when it is built, and again for systems that came since.

What nobody received was kept nowhere. So it is put anew, under the same keys: a system that has something already, or
for which it waits, is not sent it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.retrieve import Retrieve
from imaging.consult.outcome.conclusions import Conclusion, conclusions_within
from imaging.consult.outcome.departures import key_of, line_of
from imaging.consult.outcome.objects import ObjectKind, subject_of
from imaging.consult.outcome.own_studies import own_studies_within
from imaging.consult.outcome.papers import Papers
from imaging.consult.outcome.result import Told, notice, observation_report
from imaging.consult.outcome.verifying import require_intact
from imaging.consult.participants import Gathering
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError
from imaging.exchange.condition import Condition
from imaging.exchange.content import Content
from imaging.exchange.delivery import Delivery, Message, Payload, StoredObject
from imaging.exchange.observation_report import KeptPdf, ObservationReport
from imaging.exchange.outbox import Outbox
from imaging.index.engine import Index
from imaging.index.tables import consult_objects, consults, deliveries, parcels
from imaging.orders.whose import Whose, whose_of_all_within
from imaging.problems import Problem

SEND: Final = "send-outcome-of-consult"
_RESULT: Final = "result"


@dataclass(frozen=True)
class Leaving:
    """An object that is stored and leaves."""

    kind: str
    number: int
    sop_instance_uid: str
    instance_id: int


@dataclass(frozen=True)
class Departing:
    """Puts everything of a conclusion into the outbox."""

    index: Index
    audit: Audit
    retrieve: Retrieve
    papers: Papers
    outbox: Outbox
    base_url: str
    # None: the machine's own.
    zone: tzinfo | None

    def put(
        self, connection: Connection, here: Gathering, objects: Sequence[Leaving], told: Told, pdf: KeptPdf
    ) -> None:
        """Put it there, as part of the transaction that says so."""
        named = [(each.kind, each.sop_instance_uid) for each in objects]
        own_line = line_of(here.id)
        # No object replaces another: none waits for one that a system does not take now.
        said: list[tuple[str, Payload, str]] = [
            *((f"{each.kind} {each.number}", StoredObject(each.instance_id), "") for each in objects),
            (_RESULT, observation_report(told, pdf, here.code, self.zone), own_line),
            ("notice", Message(notice(told, here.code, named, self.base_url)), own_line),
        ]
        for what, new, line in said:
            key = key_of(here.id, told.conclusion.version, what)
            payload = _as_kept(self.outbox.kept(connection, here.hospital_id, key), new)
            what_for = (here.hospital_id, Content.CONSULT_OUTCOME)
            self.outbox.put(connection, Delivery(*what_for, key, payload, line, told.condition))

    def again(self, here: Gathering, actor: Actor, address: str = "") -> int:
        """Have it go to the systems that came since, and return how much goes there.

        Raises
        ------
        ConflictError
            It was not made yet, it is in doubt whose it is, or it is not what was signed any more.
        """
        with self.index.read() as connection:
            conclusion, objects = self._built(connection, here)
            require_intact(connection, conclusion)
            own = own_studies_within(connection, here)
            whose = whose_of_all_within(connection, own)
            closed_at = connection.execute(select(consults.c.closed_at).where(consults.c.id == here.id)).scalar_one()
            key = key_of(here.id, conclusion.version, _RESULT)
            kept = self.outbox.kept(connection, here.hospital_id, key)
        document = next(each for each in objects if each.kind == ObjectKind.DOCUMENT)
        subject = subject_of(self.retrieve.header(self.retrieve.by_id(document.instance_id)).dataset)
        pdf = self._pdf(here, conclusion, whose[0], kept)
        with self.index.write() as connection:
            whose = whose_of_all_within(connection, own)
            told = Told(conclusion, subject, whose[0], Condition.of(own, whose), closed_at)
            before = _count(connection, here, conclusion)
            self.put(connection, here, objects, told, pdf)
            added = _count(connection, here, conclusion) - before
            detail: dict[str, str | int] = {"version": conclusion.version, "deliveries": added}
            consult = Subject(SubjectKind.CONSULT, here.id)
            event = AuditEvent(actor, SEND, consult, hospital_id=here.hospital_id, address=address, detail=detail)
            self.audit.append(connection, event)
        return added

    def _built(self, connection: Connection, here: Gathering) -> tuple[Conclusion, tuple[Leaving, ...]]:
        frozen = [each for each in conclusions_within(connection, here.id) if each.is_frozen]
        if here.state is not ConsultState.CLOSED or not frozen or frozen[-1].built_at is None:
            raise ConflictError("It was not made yet.", Problem.CONCLUSION_STATE)
        kept = consult_objects.c
        query = select(kept.kind, kept.number, kept.sop_instance_uid, kept.instance_id)
        rows = connection.execute(query.where(kept.conclusion_id == frozen[-1].id).order_by(kept.id))
        return frozen[-1], tuple(Leaving(*row) for row in rows)

    def _pdf(self, here: Gathering, conclusion: Conclusion, whose: Whose, kept: Payload | None) -> KeptPdf:
        if isinstance(kept, ObservationReport) and isinstance(kept.pdf, KeptPdf):
            return kept.pdf
        return self.outbox.keep_pdf(self.papers.pdf(conclusion, here.hospital_id, here.study_id, whose))


def _as_kept(kept: Payload | None, new: Payload) -> Payload:
    """Return what was put before, word for word, unless it was about somebody else than by now."""
    if isinstance(kept, ObservationReport) and isinstance(new, ObservationReport):
        one, other = ((each.patient.patient_id, each.exam.accession_number) for each in (kept, new))
        if one != other:
            raise ConflictError("Its result has gone out under another number.", Problem.STUDY_IN_QUESTION)
    return new if kept is None else kept


def _count(connection: Connection, here: Gathering, conclusion: Conclusion) -> int:
    """Tell how much of a conclusion was ever on its way to somebody."""
    own = parcels.c.key.startswith(key_of(here.id, conclusion.version, ""))
    query = select(func.count()).select_from(deliveries).join(parcels, parcels.c.id == deliveries.c.parcel_id)
    return connection.scalar(query.where(parcels.c.hospital_id == here.hospital_id, own)) or 0
