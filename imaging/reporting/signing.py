"""Signing: a report that was written here becomes a version of its order's report, and nothing alters it any more.

Whoever may sign makes it final at once. Whoever may only write submits it: that is a preliminary version, which the
patient does not see, and a colleague who may sign reviews it. What a signature stands for is digested in one canonical
form; the digest stands beside the version and, with that of the signature itself, in the audit chain, so that
``verifying`` notices whatever is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select

from imaging.access.actors import Action, Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.signing_in import Proof
from imaging.clock import Clock
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.tables import report_contents, report_signatures
from imaging.orders.reports import NewReport, Report, Reports, ReportState
from imaging.problems import Problem
from imaging.reporting.authorship import Named, authorship
from imaging.reporting.content import Content, SectionKey, seal_of
from imaging.reporting.rich_text import Paragraph, Run, write
from imaging.reporting.signatures import Meaning, Signature
from imaging.reporting.work import StepKind, Work, WorkKind
from imaging.reporting.works import Works, content_within

SUBMIT: Final = "submit-report"
# Under which the audit keeps the digest of the signature itself.
SIGNATURE: Final = "signature"


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
    # Names and what they mean, the author's first.
    names: tuple[Named, ...]
    at: datetime

    def signature_of(self, person: Person, proof: Proof) -> tuple[Named, Proof]:
        """Return as what somebody signs this."""
        return next(each for each in self.names if each.user_id == person.user_id), proof


@dataclass(frozen=True)
class Assent:
    """That somebody stands for a text: how they showed that it is they, and the state of it that they have seen."""

    proof: Proof
    revision: int


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

    def submit(self, person: Person, work_id: int, hospital_id: int, assent: Assent, note: str = "") -> None:
        """Hand in for review; a first report becomes a preliminary version by it."""
        work = self._seen(work_id, hospital_id, assent)
        is_first = work.kind is WorkKind.REPORT
        new = self._to_be_signed(work, person, ReportState.PRELIMINARY)
        pdf = self.typeset(new) if is_first else b""
        key = self._keep(pdf, new.at)
        with self.index.write() as connection:
            held = self._held(connection, person, work)
            version, report, signature = work.base_version, None, None
            if is_first:
                report = self._add(connection, new, pdf, key, hospital_id)
                signature = self._seal(connection, report, new, work.id, new.signature_of(person, assent.proof))
                version = report.version
            self.works.submit_within(connection, person, held, note, version)
            self._note(connection, person, SUBMIT, work, new, report, signature)

    def sign(self, person: Person, work_id: int, hospital_id: int, assent: Assent) -> Report:
        """Make it final; what was final before is amended."""
        work = self._seen(work_id, hospital_id, assent)
        new = self._to_be_signed(work, person, self.reports.final_state(work.order_id))
        pdf = self.typeset(new)
        key = self._keep(pdf, new.at)
        with self.index.write() as connection:
            held = self._held(connection, person, work)
            report = self._add(connection, new, pdf, key, hospital_id)
            signature = self._seal(connection, report, new, work.id, new.signature_of(person, assent.proof))
            self.works.close_within(connection, person, held)
            self._note(connection, person, Action.SIGN_REPORTS, work, new, report, signature)
        return report

    def written(self, order_id: int) -> dict[int, Written]:
        """Return what was written here of an order's versions, by their numbers of rows."""
        report_ids = [report.id for report in self.reports.of_order(order_id)]
        signed = select(report_signatures).where(report_signatures.c.report_id.in_(report_ids))
        held = select(report_contents).where(report_contents.c.report_id.in_(report_ids))
        with self.index.read() as connection:
            signatures = [Signature.of_row(row) for row in connection.execute(signed.order_by(report_signatures.c.id))]
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
        names = authorship(work, self.works.steps(work.id), person)
        with self.index.read() as connection:
            version = self.reports.versions_within(connection, work.order_id) + 1
        return ToBeSigned(work.order_id, version, state, work.kind, work.reason, content, names, self.clock.now())

    def _keep(self, pdf: bytes, at: datetime) -> str:
        return self.reports.files.keep(pdf, "pdf", at) if pdf else ""

    def _seen(self, work_id: int, hospital_id: int, assent: Assent) -> Work:
        """Return what is about to be signed, if it is still what stands on the screen of whoever signs."""
        work = self.works.by_id(work_id, hospital_id)
        if work.revision != assent.revision:
            raise _edited()
        return work

    def _held(self, connection: Connection, person: Person, work: Work) -> Work:
        """Go on only if it is still what was set as a PDF, and no version came that its writer has not seen."""
        self.reports.lock_within(connection, work.order_id, work.hospital_id)
        held = self.works.held_within(connection, person, work.id, work.hospital_id)
        if held.revision != work.revision:
            raise _edited()
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
        stand = (each.name for each in new.names if each.meaning is not Meaning.WRITER)
        author = " / ".join(stand)[:200]
        brought = NewReport(new.state, new.content.plain(), pdf, author)
        is_finished = new.state is not ReportState.PRELIMINARY
        report = self.reports.add_within(connection, new.order_id, hospital_id, brought, key, is_finished=is_finished)
        if report.version != new.version:
            raise ConflictError("Another version came at this moment: try again.", Problem.CONFLICT)
        return report

    def _seal(
        self, connection: Connection, report: Report, new: ToBeSigned, work_id: int, signed: tuple[Named, Proof]
    ) -> Signature:
        digest = seal_of(sealed_values(report, new.kind, new.reason), new.content, report.pdf_sha256 or b"")
        held = {
            "report_id": report.id,
            "work_id": work_id,
            "kind": new.kind,
            "language": new.content.language,
            "reason": new.reason,
            "sections": new.content.written(),
        }
        connection.execute(insert(report_contents).values(held))
        who, proof = signed
        values = {
            "report_id": report.id,
            "user_id": who.user_id,
            "name": who.name,
            "meaning": who.meaning,
            "proof": proof,
            "sha256": digest,
            "signed_at": new.at,
        }
        row = connection.execute(insert(report_signatures).values(values).returning(report_signatures)).one()
        return Signature.of_row(row)

    def _note(
        self,
        connection: Connection,
        person: Person,
        action: Action | str,
        work: Work,
        new: ToBeSigned,
        report: Report | None,
        signature: Signature | None,
    ) -> None:
        subject = (
            Subject(SubjectKind.ORDER, work.order_id) if report is None else Subject(SubjectKind.REPORT, report.id)
        )
        version = work.base_version if report is None else report.version
        detail: dict[str, str | int] = {"order": work.order_id, "version": version, **_told(new.names)}
        if signature is not None:
            detail |= {"sha256": signature.sha256.hex(), SIGNATURE: signature.seal.hex()}
        self.audit.append(connection, AuditEvent(person, action, subject, hospital_id=work.hospital_id, detail=detail))


def _told(names: tuple[Named, ...]) -> dict[str, str]:
    """Return who is named as what, by the numbers of their rows."""
    return {
        meaning.value: " ".join(str(each.user_id) for each in names if each.meaning is meaning)
        for meaning in Meaning
        if any(each.meaning is meaning for each in names)
    }


def _edited() -> ConflictError:
    return ConflictError("The report was changed in another window.", Problem.REPORT_EDITED)


def _dated(added: tuple[Paragraph, ...], earlier: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Set a further addendum apart from those before it."""
    return (Paragraph((Run("—"),)), *added) if earlier and added else added


def sealed_values(report: Report, kind: WorkKind, reason: str) -> dict[str, str | int]:
    """Return what is sealed of a version beside its sections and its PDF."""
    return {
        "order": report.order_id,
        "version": report.version,
        "state": report.state.value,
        "author": report.author,
        "text": report.text,
        "kind": kind.value,
        "reason": reason,
    }
