"""Signing: a report that was written here becomes a version of its order's report, and nothing alters it any more.

Whoever may sign makes it final at once. Whoever may only write submits it: that is a preliminary version, which the
patient does not see, and a colleague who may sign reviews it. What a signature stands for is digested in one canonical
form; the digest stands beside the version and in the audit chain, so that ``verify`` notices whatever is changed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.confirming import Proof
from imaging.clock import Clock
from imaging.errors import ConflictError, FilmlessError
from imaging.index.engine import Index
from imaging.index.tables import report_contents, report_signatures
from imaging.orders.reports import NewReport, Report, Reports, ReportState
from imaging.problems import Problem
from imaging.reporting.content import Content, SectionKey, seal_of
from imaging.reporting.rich_text import Paragraph, Run, write
from imaging.reporting.work import StepKind, Work, WorkKind
from imaging.reporting.works import Works, content_within


class Meaning(StrEnum):
    """What a name under a report means."""

    AUTHOR = "author"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Signature:
    """Who stands for a version, and for what exactly."""

    report_id: int
    user_id: int
    name: str
    meaning: Meaning
    proof: str
    sha256: bytes = field(repr=False)
    signed_at: datetime


@dataclass(frozen=True)
class Written:
    """What a version that was written here holds beside its text."""

    report_id: int
    work_id: int
    kind: WorkKind
    reason: str = field(repr=False)
    content: Content = field(repr=False)
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class ToBeSigned:
    """A version on its way: everything that its PDF says."""

    order_id: int
    version: int
    state: ReportState
    kind: WorkKind
    reason: str = field(repr=False)
    content: Content = field(repr=False)
    # Names and what they mean, the author first.
    names: tuple[tuple[str, Meaning], ...]
    at: datetime


@dataclass(frozen=True)
class Intactness:
    """What a look at a version found."""

    is_intact: bool
    # Words for what is not as it was signed.
    faults: tuple[str, ...]
    sha256: str


# Sets a version as a PDF.
Typesetter = Callable[[ToBeSigned], bytes]


@dataclass(frozen=True)
class Signing:
    """Makes versions of what was written."""

    index: Index
    clock: Clock
    audit: Audit
    reports: Reports
    works: Works
    typeset: Typesetter

    def submit(self, person: Person, work_id: int, hospital_id: int, proof: Proof, note: str = "") -> None:
        """Hand in for review; a first report becomes a preliminary version by it."""
        work = self.works.by_id(work_id, hospital_id)
        is_first = work.kind is WorkKind.REPORT
        new = self._to_be_signed(work, person, ReportState.PRELIMINARY)
        pdf = self.typeset(new) if is_first else b""
        key = self._keep(pdf, new.at)
        with self.index.write() as connection:
            held = self._held(connection, person, work)
            version, report_id, digest = work.base_version, None, b""
            if is_first:
                report = self._add(connection, new, pdf, key, hospital_id)
                digest = self._seal(connection, report, new, work.id, [(person, Meaning.AUTHOR, proof)])
                version, report_id = report.version, report.id
            self.works.submit_within(connection, person, held, note, version)
            self._note(connection, person, "submit-report", work, report_id, version, digest)

    def sign(self, person: Person, work_id: int, hospital_id: int, proof: Proof) -> Report:
        """Make it final; what was final before is amended."""
        work = self.works.by_id(work_id, hospital_id)
        new = self._to_be_signed(work, person, self.reports.final_state(work.order_id))
        pdf = self.typeset(new)
        key = self._keep(pdf, new.at)
        with self.index.write() as connection:
            held = self._held(connection, person, work)
            report = self._add(connection, new, pdf, key, hospital_id)
            meaning = Meaning.AUTHOR if person.user_id == work.author_id else Meaning.REVIEWER
            digest = self._seal(connection, report, new, work.id, [(person, meaning, proof)])
            self.works.close_within(connection, person, held)
            self._note(connection, person, Action.SIGN_REPORTS, work, report.id, report.version, digest)
        return report

    def written(self, order_id: int) -> dict[int, Written]:
        """Return what was written here of an order's versions, by their numbers of rows."""
        report_ids = [report.id for report in self.reports.of_order(order_id)]
        signed = select(report_signatures).where(report_signatures.c.report_id.in_(report_ids))
        held = select(report_contents).where(report_contents.c.report_id.in_(report_ids))
        with self.index.read() as connection:
            signatures = [_signature(row) for row in connection.execute(signed.order_by(report_signatures.c.id))]
            rows = connection.execute(held).all()
        return {
            row.report_id: Written(
                row.report_id,
                row.work_id,
                WorkKind(row.kind),
                row.reason,
                Content.read(row.language, row.sections),
                tuple(each for each in signatures if each.report_id == row.report_id),
            )
            for row in rows
        }

    def verify(self, report: Report) -> Intactness:
        """Compare a version with what was signed: its words, its PDF, and what the audit chain holds of it."""
        written = self.written(report.order_id).get(report.id)
        if written is None or not written.signatures:
            return Intactness(is_intact=False, faults=("not-signed-here",), sha256="")
        faults = []
        signed = written.signatures[-1].sha256
        digest = seal_of(_values(report, written.kind, written.reason), written.content, report.pdf_sha256 or b"")
        if not hmac.compare_digest(digest, signed):
            faults.append("content")
        if not self._has_its_pdf(report):
            faults.append("pdf")
        if signed.hex() not in self._audited(report):
            faults.append("audit")
        return Intactness(not faults, tuple(faults), signed.hex())

    def resulting(self, work: Work) -> Content:
        """Return what a version of this work says: an addendum stands below what it is added to."""
        return self._resulting(work, work.content)

    def former(self, work: Work) -> Content | None:
        """Return what it is compared with: what its author submitted, or else the version before it."""
        submitted = [step for step in self.works.steps(work.id) if step.kind is StepKind.SUBMITTED]
        if submitted:
            return self._resulting(work, Content.read(work.content.language, submitted[-1].sections))
        return self._base(work) if work.kind is not WorkKind.REPORT else None

    def _resulting(self, work: Work, content: Content) -> Content:
        base = self._base(work)
        if work.kind is not WorkKind.ADDENDUM or base is None:
            return content
        earlier, added = base.paragraphs.get(SectionKey.ADDENDUM, ()), content.paragraphs.get(SectionKey.ADDENDUM, ())
        return Content(
            base.language, {**base.sections, SectionKey.ADDENDUM: write((*earlier, *_dated(added, earlier)))}
        )

    def _base(self, work: Work) -> Content | None:
        found = (each for each in self.reports.of_order(work.order_id) if each.version == work.base_version)
        report = next(found, None)
        if report is None:
            return None
        with self.index.read() as connection:
            return content_within(connection, report.id)

    def _to_be_signed(self, work: Work, person: Person, state: ReportState) -> ToBeSigned:
        content = self.resulting(work)
        if work.content.is_empty:
            raise ConflictError("Nothing is written yet.", Problem.REPORT_UNWRITTEN)
        names: tuple[tuple[str, Meaning], ...] = ((work.author, Meaning.AUTHOR),)
        if person.user_id != work.author_id:
            names += ((person.name or person.login, Meaning.REVIEWER),)
        with self.index.read() as connection:
            version = self.reports.versions_within(connection, work.order_id) + 1
        return ToBeSigned(work.order_id, version, state, work.kind, work.reason, content, names, self.clock.now())

    def _keep(self, pdf: bytes, at: datetime) -> str:
        return self.reports.files.keep(pdf, hashlib.sha256(pdf).digest(), at) if pdf else ""

    def _held(self, connection: Connection, person: Person, work: Work) -> Work:
        """Go on only if it is still what was set as a PDF, and no version came that its writer has not seen."""
        self.reports.lock_within(connection, work.order_id, work.hospital_id)
        held = self.works.held_within(connection, person, work.id, work.hospital_id)
        if held.revision != work.revision:
            raise ConflictError("The report was changed in another window.", Problem.REPORT_EDITED)
        latest = self.reports.latest_within(connection, work.order_id)
        version = 0 if latest is None else latest.version
        if version != held.base_version:
            raise ConflictError(
                f"Version {version} came while this was written: look at it first.",
                Problem.REPORT_ARRIVED,
                version=version,
            )
        return held

    def _add(self, connection: Connection, new: ToBeSigned, pdf: bytes, key: str, hospital_id: int) -> Report:
        author = " / ".join(name for name, _ in new.names)[:200]
        brought = NewReport(new.state, new.content.plain(), pdf, author)
        is_finished = new.state is not ReportState.PRELIMINARY
        report = self.reports.add_within(connection, new.order_id, hospital_id, brought, key, is_finished=is_finished)
        if report.version != new.version:
            raise ConflictError("Another version came at this moment: try again.", Problem.CONFLICT)
        return report

    def _seal(
        self,
        connection: Connection,
        report: Report,
        new: ToBeSigned,
        work_id: int,
        signing: list[tuple[Person, Meaning, Proof]],
    ) -> bytes:
        digest = seal_of(_values(report, new.kind, new.reason), new.content, report.pdf_sha256 or b"")
        held = {
            "report_id": report.id,
            "work_id": work_id,
            "kind": new.kind,
            "language": new.content.language,
            "reason": new.reason,
            "sections": new.content.written(),
        }
        connection.execute(insert(report_contents).values(held))
        for person, meaning, proof in signing:
            values = {
                "report_id": report.id,
                "user_id": person.user_id,
                "name": person.name or person.login,
                "meaning": meaning,
                "proof": proof,
                "sha256": digest,
                "signed_at": new.at,
            }
            connection.execute(insert(report_signatures).values(values))
        return digest

    def _has_its_pdf(self, report: Report) -> bool:
        if not report.has_pdf:
            return True
        try:
            content = self.reports.files.read(report.pdf_key)
        except FilmlessError:
            return False
        return hashlib.sha256(content).digest() == report.pdf_sha256

    def _audited(self, report: Report) -> set[str]:
        """Return the digests that the audit chain holds of a version."""
        events = self.audit.list(subject=Subject(SubjectKind.REPORT, report.id))
        details = [json.loads(event.detail or "{}") for event in events]
        return {str(detail["sha256"]) for detail in details if "sha256" in detail}

    def _note(
        self,
        connection: Connection,
        person: Person,
        action: Action | str,
        work: Work,
        report_id: int | None,
        version: int,
        digest: bytes,
    ) -> None:
        subject = (
            Subject(SubjectKind.ORDER, work.order_id) if report_id is None else Subject(SubjectKind.REPORT, report_id)
        )
        detail: dict[str, str | int] = {"order": work.order_id, "version": version}
        if digest:
            detail["sha256"] = digest.hex()
        self.audit.append(connection, AuditEvent(person, action, subject, hospital_id=work.hospital_id, detail=detail))


def _dated(added: tuple[Paragraph, ...], earlier: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Set a further addendum apart from those before it."""
    return (Paragraph((Run("—"),)), *added) if earlier and added else added


def _values(report: Report, kind: WorkKind, reason: str) -> dict[str, str | int]:
    return {
        "order": report.order_id,
        "version": report.version,
        "state": report.state.value,
        "author": report.author,
        "text": report.text,
        "kind": kind.value,
        "reason": reason,
    }


def _signature(row: Row[tuple[object, ...]]) -> Signature:
    return Signature(row.report_id, row.user_id, row.name, Meaning(row.meaning), row.proof, row.sha256, row.signed_at)
