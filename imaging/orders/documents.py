"""Documents that came with the images and do not say what they are.

Scanners and archives send PDFs that are no report: dose sheets, consent forms, questionnaires; and structured reports
of every kind. Shown to the patient as the doctor's word, one misleads; left aside in silence, the report of a system
that writes no title codes never arrives.
So nobody but a person who may write reports says which it is, and until then the patient sees nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, exists, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.objects import Objects
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.documents import pdf_of
from imaging.dicom.report_text import structured_report_text
from imaging.dicom.uids import ENCAPSULATED_PDF
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import bindings, document_questions, instances, reports, series
from imaging.orders.reports import NewReport, Report, Reports, ReportState
from imaging.orders.visibility import is_undoubted
from imaging.problems import Problem


@dataclass(frozen=True)
class Document:
    """A document of which it is asked whether it is the report."""

    instance_id: int
    order_id: int
    title: str = field(repr=False)
    asked_at: datetime
    # Otherwise it is a structured report, which is read as text.
    is_pdf: bool


@dataclass(frozen=True)
class Documents:
    """The documents of all orders that wait for a person."""

    index: Index
    clock: Clock
    audit: Audit
    reports: Reports
    retrieve: Retrieve
    objects: Objects

    def ask(self, instance_id: int, order_id: int, title: str) -> None:
        """Have a person say what this is; asking again changes nothing."""
        values = {"instance_id": instance_id, "order_id": order_id, "title": title[:200], "asked_at": self.clock.now()}
        with self.index.write() as connection:
            connection.execute(self.index.insert(document_questions).values(values).on_conflict_do_nothing())

    def of_order(self, order_id: int) -> tuple[Document, ...]:
        """Return what waits, the first to come first."""
        with self.index.read() as connection:
            rows = connection.execute(waiting(document_questions.c.order_id == order_id)).all()
        return tuple(_document(row) for row in rows)

    def of_hospital(self, hospital_id: int, *, limit: int = 100) -> tuple[Document, ...]:
        """Return what waits in a hospital, the first to come first."""
        with self.index.read() as connection:
            rows = connection.execute(waiting(instances.c.hospital_id == hospital_id).limit(limit)).all()
        return tuple(_document(row) for row in rows)

    def pdf(self, order_id: int, instance_id: int) -> bytes:
        """Return a PDF that waits."""
        with self.index.read() as connection:
            self._require(connection, order_id, instance_id)
        return self._pdf(self.retrieve.by_id(instance_id))

    def text(self, order_id: int, instance_id: int) -> str:
        """Return what a structured report that waits says."""
        with self.index.read() as connection:
            self._require(connection, order_id, instance_id)
        return self._text(self.retrieve.by_id(instance_id))

    def report(self, instance_id: int, state: ReportState) -> NewReport:
        """Return the report that an instance holds: a PDF, or a text."""
        instance = self.retrieve.by_id(instance_id)
        if instance.sop_class_uid == ENCAPSULATED_PDF:
            return NewReport(state, pdf=self._pdf(instance), instance_id=instance_id)
        return NewReport(state, self._text(instance), instance_id=instance_id)

    def take(self, actor: Actor, order_id: int, hospital_id: int, instance_id: int) -> Report:
        """Note that it is the report, and that it is final; after a final one it amends it."""
        with self.index.read() as connection:
            self._require(connection, order_id, instance_id)
        new = self.report(instance_id, self.reports.final_state(order_id))
        report = self.reports.add(actor, order_id, hospital_id, new)
        with self.index.write() as connection:
            self._settle(connection, actor, order_id, instance_id)
        return report

    def leave(self, actor: Actor, order_id: int, hospital_id: int, instance_id: int) -> None:
        """Note that it is no report; it stays among the objects of its study."""
        with self.index.write() as connection:
            self._require(connection, order_id, instance_id)
            self._settle(connection, actor, order_id, instance_id)
            subject = Subject(SubjectKind.INSTANCE, instance_id)
            event = AuditEvent(actor, Action.SETTLE, subject, hospital_id=hospital_id, detail={"order": order_id})
            self.audit.append(connection, event)

    def _pdf(self, instance: StoredInstance) -> bytes:
        header = self.retrieve.header(instance)
        with self.objects.open(instance.object_key, instance.size_bytes, is_stored=instance.is_stored) as source:
            return pdf_of(header, source)

    def _text(self, instance: StoredInstance) -> str:
        return structured_report_text(self.retrieve.header(instance))

    @staticmethod
    def _require(connection: Connection, order_id: int, instance_id: int) -> None:
        asked = document_questions.c
        if connection.execute(waiting((asked.order_id == order_id) & (asked.instance_id == instance_id))).one_or_none():
            return
        raise NotFoundError("Nothing is asked about this document any more.", Problem.DOCUMENT_DECIDED)

    def _settle(self, connection: Connection, actor: Actor, order_id: int, instance_id: int) -> None:
        asked = document_questions.c
        query = update(document_questions).where(asked.order_id == order_id, asked.instance_id == instance_id)
        connection.execute(query.values(settled_at=self.clock.now(), settled_by=actor.label[:64]))


def _document(row: Row[tuple[object, ...]]) -> Document:
    is_pdf = row.sop_class_uid == ENCAPSULATED_PDF
    return Document(row.instance_id, row.order_id, row.title, row.asked_at, is_pdf)


def waiting(which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Find the documents that wait: their study belongs to the order without a doubt, and they are no report yet."""
    asked = document_questions.c
    is_taken = exists().where(reports.c.instance_id == asked.instance_id, reports.c.order_id == asked.order_id)
    return (
        select(document_questions, instances.c.sop_class_uid)
        .join(instances, instances.c.id == asked.instance_id)
        .join(series, series.c.id == instances.c.series_id)
        .join(bindings, (bindings.c.study_id == series.c.study_id) & (bindings.c.order_id == asked.order_id))
        .where(which, asked.settled_at.is_(None), is_undoubted(), ~is_taken)
        .order_by(asked.asked_at, asked.instance_id)
    )
