"""Reports: what the doctor wrote about the images, in versions that are never altered.

::

    draft ──> preliminary ──> final ──> amended ──> amended …

A later version replaces the former for the reader; an amended one is shown together with what it replaced. The patient
never sees a draft.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, insert, select
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.kept_files import KeptFiles
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import orders, reports
from imaging.orders.releases import note_release_within
from imaging.orders.visibility import is_released, report_counts
from imaging.problems import Problem

LONGEST_TEXT = 200_000


class ReportState(StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"


_AFTER: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.DRAFT, ReportState.PRELIMINARY, ReportState.FINAL}),
    ReportState.PRELIMINARY: frozenset({ReportState.PRELIMINARY, ReportState.FINAL}),
    ReportState.FINAL: frozenset({ReportState.AMENDED}),
    ReportState.AMENDED: frozenset({ReportState.AMENDED}),
}


@dataclass(frozen=True)
class NewReport:
    """A version as it is brought: plain text, a PDF, or both. Nothing in the text is markup."""

    state: ReportState
    text: str = field(default="", repr=False)
    pdf: bytes = field(default=b"", repr=False)
    author: str = ""
    # The DICOM instance that carried it, if one did.
    instance_id: int | None = None

    def __post_init__(self) -> None:
        text = self.text.replace("\r\n", "\n").replace("\r", "\n").strip()
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "author", self.author.strip())
        if not text and not self.pdf:
            raise MalformedError("A report needs a text or a PDF.", Problem.REPORT_EMPTY)
        if len(text) > LONGEST_TEXT or len(self.author) > 200:
            raise MalformedError(
                f"A report has at most {LONGEST_TEXT} characters, its author's name 200.",
                Problem.REPORT_TOO_LONG,
                longest=LONGEST_TEXT,
            )
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text + self.author):
            raise MalformedError(
                "A report is plain text without control characters.", Problem.REPORT_CONTROL_CHARACTERS
            )
        object.__setattr__(self, "text", displayable(text))
        object.__setattr__(self, "author", displayable(self.author))
        if self.pdf and not self.pdf[:1024].lstrip().startswith(b"%PDF-"):
            raise MalformedError("What was brought as a PDF is none.", Problem.REPORT_NO_PDF)


@dataclass(frozen=True)
class Report:
    """A version as it is kept."""

    id: int
    hospital_id: int
    order_id: int
    version: int
    state: ReportState
    author: str
    text: str = field(repr=False)
    pdf_key: str
    pdf_size_bytes: int | None
    pdf_sha256: bytes | None = field(repr=False)
    instance_id: int | None
    issued_at: datetime

    @property
    def has_pdf(self) -> bool:
        """Whether there is a PDF to fetch."""
        return bool(self.pdf_key)


@dataclass(frozen=True)
class Reports:
    """The reports of all orders."""

    index: Index
    clock: Clock
    audit: Audit
    files: KeptFiles

    def add(self, actor: Actor, order_id: int, hospital_id: int, new: NewReport, *, is_finished: bool = True) -> Report:
        """Keep a further version; bringing the same once more is no further version."""
        sha256 = hashlib.sha256(new.pdf).digest() if new.pdf else None
        # The file is durable before a row speaks of it; one that no row ever speaks of costs only its space.
        key = self.files.keep(new.pdf, "pdf", self.clock.now()) if sha256 else ""
        with self.index.write() as connection:
            self.lock_within(connection, order_id, hospital_id)
            latest = self.latest_within(connection, order_id)
            if latest is not None and _is_same(latest, new, sha256):
                return latest
            report = self.add_within(connection, order_id, hospital_id, new, key, is_finished=is_finished)
            self._append(connection, actor, report)
        return report

    def add_within(
        self,
        connection: Connection,
        order_id: int,
        hospital_id: int,
        new: NewReport,
        key: str = "",
        *,
        is_finished: bool = True,
    ) -> Report:
        """Keep a further version as part of a transaction that holds the order and tells the audit.

        ``key`` is that of its PDF; what is not finished waits for its writers, whatever the hospital's rule.
        """
        latest = self.latest_within(connection, order_id)
        if latest is not None and new.state not in _AFTER[latest.state]:
            raise ConflictError(
                f"A report that is {latest.state} can't become {new.state}.",
                Problem.REPORT_STATE,
                state=latest.state.value,
                next_state=new.state.value,
            )
        values = {
            "hospital_id": hospital_id,
            "order_id": order_id,
            "version": self.versions_within(connection, order_id) + 1,
            "state": new.state,
            "author": new.author,
            "text": new.text,
            "pdf_key": key,
            "pdf_size_bytes": len(new.pdf) or None,
            "pdf_sha256": hashlib.sha256(new.pdf).digest() if new.pdf else None,
            "instance_id": new.instance_id,
            "issued_at": self.clock.now(),
        }
        report = _report(connection.execute(insert(reports).values(values).returning(reports)).one())
        if report.state is not ReportState.DRAFT:
            note_release_within(connection, order_id, report.id, report.issued_at, is_finished=is_finished)
        return report

    def of_order(self, order_id: int) -> tuple[Report, ...]:
        """Return the versions that speak for this order now, the latest first.

        One that came as DICOM does so only while its study is bound to the order and nobody has a question about it.
        """
        return self._found(order_id, report_counts())

    def _found(self, order_id: int, which: ColumnElement[bool]) -> tuple[Report, ...]:
        query = select(reports).where(reports.c.order_id == order_id, which)
        with self.index.read() as connection:
            return tuple(_report(row) for row in connection.execute(query.order_by(reports.c.version.desc())))

    def final_state(self, order_id: int) -> ReportState:
        """Return what a final report is to this order: after a final one it amends it."""
        latest = next(iter(self.of_order(order_id)), None)
        was_final = latest is not None and latest.state in {ReportState.FINAL, ReportState.AMENDED}
        return ReportState.AMENDED if was_final else ReportState.FINAL

    def for_patient(self, order_id: int) -> tuple[Report, ...]:
        """Return what the patient sees, the latest first: what was released, and former versions of what was final.

        A draft is never shown.
        """
        released = self._found(order_id, report_counts() & is_released(self.clock.now()))
        shown = [report for report in released if report.state is not ReportState.DRAFT]
        if not shown or shown[0].state is not ReportState.AMENDED:
            return tuple(shown[:1])
        return tuple(report for report in shown if report.state is not ReportState.PRELIMINARY)

    def by_id(self, report_id: int) -> Report:
        """Return one version."""
        with self.index.read() as connection:
            row = connection.execute(select(reports).where(reports.c.id == report_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such report.")
        return _report(row)

    def pdf(self, report: Report) -> bytes:
        """Return a version's PDF."""
        if not report.has_pdf:
            raise NotFoundError("This report has no PDF.")
        return self.files.read(report.pdf_key)

    @staticmethod
    def lock_within(connection: Connection, order_id: int, hospital_id: int) -> None:
        """Let no other version be added until the transaction ends.

        Versions of one order are numbered one after the other: PostgreSQL waits here, SQLite did already.
        """
        query = select(orders.c.id).where(orders.c.id == order_id, orders.c.hospital_id == hospital_id)
        if connection.scalar(query.with_for_update()) is None:
            raise NotFoundError("There is no such order.")

    @staticmethod
    def latest_within(connection: Connection, order_id: int) -> Report | None:
        """Return the version that speaks for an order, as part of a transaction."""
        query = select(reports).where(reports.c.order_id == order_id, report_counts())
        row = connection.execute(query.order_by(reports.c.version.desc()).limit(1)).one_or_none()
        return None if row is None else _report(row)

    @staticmethod
    def versions_within(connection: Connection, order_id: int) -> int:
        """Return the last number that was given, to a version that counts or to one that does not any more."""
        return connection.scalar(select(func.max(reports.c.version)).where(reports.c.order_id == order_id)) or 0

    def _append(self, connection: Connection, actor: Actor, report: Report) -> None:
        subject = Subject(SubjectKind.REPORT, report.id)
        detail: dict[str, str | int] = {
            "order": report.order_id,
            "version": report.version,
            "state": report.state.value,
        }
        event = AuditEvent(actor, Action.WRITE_REPORTS, subject, hospital_id=report.hospital_id, detail=detail)
        self.audit.append(connection, event)


def _is_same(latest: Report, new: NewReport, sha256: bytes | None) -> bool:
    return (latest.state, latest.text, latest.author, latest.pdf_sha256) == (new.state, new.text, new.author, sha256)


def _report(row: Row[tuple[object, ...]]) -> Report:
    return Report(**values_of(row) | {"state": ReportState(row.state)})
