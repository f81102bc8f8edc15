"""Reports that came as DICOM: an encapsulated PDF, or a structured report of text.

They are taken from studies that are bound to an order, once for every order that the study comes to be bound to, and
only as what they say of themselves, because the patient reads a final report as the doctor's word:

- a structured report is final when it is complete and verified, else a draft, which the patient does not see;
- a PDF is final when its coded title is that of a report and nobody marked it unverified, else a draft; one without
  such a title is probably a dose sheet or a form, and a person is asked (``documents``).

Dose reports, measurements and other structured reports are images' companions, not what a doctor wrote for the patient,
and are left where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Select, exists, select

from imaging.access.actors import WORKER
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.header import Header
from imaging.dicom.person_names import displayable
from imaging.dicom.report_titles import is_report_title
from imaging.dicom.structured_reports import structured_report_text
from imaging.dicom.tags import COMPLETION_FLAG, DOCUMENT_TITLE, VERIFICATION_FLAG
from imaging.dicom.uids import BASIC_TEXT_SR, ENCAPSULATED_PDF
from imaging.errors import ConflictError, RefusedError
from imaging.index.engine import Index
from imaging.index.tables import bindings, document_questions, instances, reports, series
from imaging.orders.documents import Documents
from imaging.orders.reports import NewReport, Reports, ReportState
from imaging.orders.visibility import is_undoubted

KINDS: Final = (ENCAPSULATED_PDF, BASIC_TEXT_SR)
# What became visible late, because its transaction was slow, is looked for so far back.
OVERLAP: Final = timedelta(minutes=5)
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
log = structlog.get_logger("reports")


@dataclass
class DicomReports:
    """Takes what the worker finds."""

    index: Index
    clock: Clock
    reports: Reports
    documents: Documents
    retrieve: Retrieve
    _looked_until: datetime = _BEGINNING
    # Looked at and not taken; a process that starts anew looks at them once more.
    _left: set[tuple[int, int]] = field(default_factory=set)

    def take(self) -> int:
        """Take what came or was bound since the last time; return how many reports that were."""
        now = self.clock.now()
        with self.index.read() as connection:
            found = connection.execute(_waiting(self._looked_until)).all()
        taken = sum(self._take(row.id, row.order_id) for row in found if (row.id, row.order_id) not in self._left)
        self._looked_until = now - OVERLAP
        return taken

    def _take(self, instance_id: int, order_id: int) -> bool:
        instance = self.retrieve.by_id(instance_id)
        try:
            new = self._read(instance, order_id)
            if new is None:
                return False
            report = self.reports.add(WORKER, order_id, instance.hospital_id, new)
        except (RefusedError, ConflictError) as error:
            log.warning("report not taken", instance=instance_id, order=order_id, reason=str(error))
            self._left.add((instance_id, order_id))
            return False
        if report.instance_id != instance_id:
            # The same report came by another way before.
            self._left.add((instance_id, order_id))
        return report.instance_id == instance_id

    def _read(self, instance: StoredInstance, order_id: int) -> NewReport | None:
        """Return the report that an object holds; None if a person was asked what it holds."""
        header = self.retrieve.header(instance)
        is_pdf = instance.sop_class_uid == ENCAPSULATED_PDF
        if is_pdf and not is_report_title(header.dataset):
            self.documents.ask(instance.id, order_id, displayable(header.dataset.text(DOCUMENT_TITLE)))
            return None
        is_final = is_verified_document(header) if is_pdf else is_verified_report(header)
        state = self.reports.final_state(order_id) if is_final else ReportState.DRAFT
        if is_pdf:
            return NewReport(state, pdf=self.documents.read(instance.id), instance_id=instance.id)
        return NewReport(state, structured_report_text(header), instance_id=instance.id)


def is_verified_report(header: Header) -> bool:
    """PS3.3 C.17.2: a report is final when it is complete and somebody accountable has verified it."""
    flags = header.dataset.text(COMPLETION_FLAG), header.dataset.text(VERIFICATION_FLAG)
    return flags == ("COMPLETE", "VERIFIED")


def is_verified_document(header: Header) -> bool:
    """PS3.3 C.24.2: an encapsulated document may say whether it was verified, and most say nothing."""
    return header.dataset.text(VERIFICATION_FLAG, "VERIFIED") == "VERIFIED"


def _waiting(since: datetime) -> Select[tuple[int, int]]:
    """Find documents of bound studies that nobody has a question about and of which their order does not know yet."""
    is_taken = exists().where(reports.c.instance_id == instances.c.id, reports.c.order_id == bindings.c.order_id)
    is_asked = exists().where(
        document_questions.c.instance_id == instances.c.id, document_questions.c.order_id == bindings.c.order_id
    )
    return (
        select(instances.c.id, bindings.c.order_id)
        .join(series, series.c.id == instances.c.series_id)
        .join(bindings, bindings.c.study_id == series.c.study_id)
        .where(instances.c.sop_class_uid.in_(KINDS), is_undoubted(), ~is_taken, ~is_asked)
        .where((instances.c.received_at > since) | (bindings.c.bound_at > since))
        .order_by(instances.c.id)
    )
