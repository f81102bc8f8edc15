"""The records that a consult opens: reports, papers, and objects that are no images, as far as somebody may see each.

Whoever must not learn whose they are reads words without names, and no page that somebody else wrote or photographed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.consult.hiding import SHOWN_KINDS, hidden_recordings
from imaging.consult.named_records import Record, RecordKind
from imaging.consult.naming import Naming
from imaging.consult.opened import Opened
from imaging.consult.opening import Opening
from imaging.dicom.documents import pdf_of
from imaging.dicom.report_text import structured_report_text
from imaging.errors import NotFoundError
from imaging.orders.report_signs import KINDS, Sign, sign_of
from imaging.orders.reports import Report, Reports, ReportState
from imaging.reading.object_kinds import kind_of
from imaging.reading.papers import KeptPaper, Papers
from imaging.reading.waveforms import Recording


@dataclass(frozen=True)
class Records:
    """Reads them; what is not there and what is not open are the same to whoever asks."""

    opening: Opening
    retrieve: Retrieve
    reports: Reports
    papers: Papers

    def report(self, opened: Opened, report_id: int) -> Report:
        """Return a report that is open; drafts are for the hospital that wrote them."""
        if not opened.holds(RecordKind.REPORT, report_id):
            raise _none()
        kept = self.reports.by_id(report_id)
        # One that came as DICOM speaks only while its study belongs to the order, and nobody has a question about it.
        counts = any(each.id == report_id for each in self.reports.of_order(kept.order_id))
        is_draft = kept.state is ReportState.DRAFT and opened.participant.hospital_id != kept.hospital_id
        if not counts or is_draft:
            raise _none()
        return kept

    def report_text(self, opened: Opened, report: Report) -> str:
        """Return what a report says."""
        return self._naming(opened).without(report.text) if opened.hides else report.text

    def report_pdf(self, opened: Opened, report: Report) -> Callable[[], bytes]:
        """Return what reads a report's PDF."""
        _refuse_hidden(opened)
        return lambda: self.reports.pdf(report)

    def paper(self, opened: Opened, paper_id: int) -> KeptPaper:
        """Return a paper that is open; it may have been withdrawn."""
        _refuse_hidden(opened)
        if not opened.holds(RecordKind.PAPER, paper_id):
            raise _none()
        return self.papers.by_id(paper_id)

    def object(self, opened: Opened, instance_id: int) -> StoredInstance:
        """Return an object that is open and no image; drafts are for the hospital that wrote them."""
        instance = self.opening.object(opened, instance_id)
        if opened.participant.hospital_id != instance.hospital_id and self._is_draft(instance):
            raise _none()
        return instance

    def document(self, opened: Opened, instance: StoredInstance) -> Callable[[], bytes]:
        """Return what reads the PDF that an object carries."""
        _refuse_hidden(opened)

        def read() -> bytes:
            with self.retrieve.file(instance) as source:
                return pdf_of(self.retrieve.header(instance), source)

        return read

    def text(self, opened: Opened, instance: StoredInstance) -> str:
        """Return what a structured report says."""
        said = structured_report_text(self.retrieve.header(instance))
        return self._naming(opened).without(said) if opened.hides else said

    def recordings(self, opened: Opened, found: tuple[Recording, ...]) -> tuple[Recording, ...]:
        """Return recordings as they are told and drawn: what they and their curves are called is typed at devices."""
        return hidden_recordings(found, self._naming(opened)) if opened.hides else found

    def notes(self, opened: Opened, notes: tuple[str, ...]) -> list[str]:
        """Return what a device wrote to a waveform."""
        naming = self._naming(opened) if opened.hides else None
        return [each if naming is None else naming.without(each) for each in notes]

    def is_shown(self, opened: Opened, record: Record) -> bool:
        """Whether a named record is shown at all, rather than kept back for what may be read on it."""
        if not opened.hides:
            return True
        match record.kind:
            case RecordKind.REPORT:
                return bool(self.reports.by_id(record.id).text)
            case RecordKind.OBJECT:
                return kind_of(self.retrieve.by_id(record.id).sop_class_uid) in SHOWN_KINDS
            case RecordKind.PAPER:
                return False

    def _is_draft(self, instance: StoredInstance) -> bool:
        if instance.sop_class_uid not in KINDS:
            return False
        return sign_of(instance.sop_class_uid, self.retrieve.header(instance)) is Sign.DRAFT

    def _naming(self, opened: Opened) -> Naming:
        return self.opening.naming(opened)


def _refuse_hidden(opened: Opened) -> None:
    if opened.hides:
        raise _none()


def _none() -> NotFoundError:
    return NotFoundError("There is no such record.")
