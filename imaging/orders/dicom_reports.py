"""Reports that came as DICOM: an encapsulated PDF, or a structured report of text.

They are taken from studies that are bound to an order, once for every order that the study comes to be bound to. Dose
reports, measurements and other structured reports are images' companions, not what a doctor wrote for the patient, and
are left where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Select, exists, select

from imaging.access.actors import WORKER
from imaging.archive.objects import Objects
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.documents import pdf_of
from imaging.dicom.header import Header
from imaging.dicom.structured_reports import structured_report_text
from imaging.dicom.tags import COMPLETION_FLAG, VERIFICATION_FLAG
from imaging.dicom.uids import BASIC_TEXT_SR, ENCAPSULATED_PDF
from imaging.errors import ConflictError, RefusedError
from imaging.index.engine import Index
from imaging.index.tables import bindings, instances, reports, series
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
    retrieve: Retrieve
    objects: Objects
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
            report = self.reports.add(WORKER, order_id, instance.hospital_id, self._read(instance, order_id))
        except (RefusedError, ConflictError) as error:
            log.warning("report not taken", instance=instance_id, order=order_id, reason=str(error))
            self._left.add((instance_id, order_id))
            return False
        if report.instance_id != instance_id:
            # The same report came by another way before.
            self._left.add((instance_id, order_id))
        return report.instance_id == instance_id

    def _read(self, instance: StoredInstance, order_id: int) -> NewReport:
        header = self.retrieve.header(instance)
        state = self._state(header, order_id, is_final_unless_said=instance.sop_class_uid == ENCAPSULATED_PDF)
        if instance.sop_class_uid == BASIC_TEXT_SR:
            return NewReport(state, structured_report_text(header), instance_id=instance.id)
        with self.objects.open(instance.object_key, instance.size_bytes, is_stored=instance.is_stored) as source:
            return NewReport(state, pdf=pdf_of(header, source), instance_id=instance.id)

    def _state(self, header: Header, order_id: int, *, is_final_unless_said: bool) -> ReportState:
        """Return the state that the object says; a final one after a final one amends it."""
        if not _is_final(header, is_final_unless_said=is_final_unless_said):
            return ReportState.PRELIMINARY
        latest = next(iter(self.reports.that_count(order_id)), None)
        was_final = latest is not None and latest.state in {ReportState.FINAL, ReportState.AMENDED}
        return ReportState.AMENDED if was_final else ReportState.FINAL


def _is_final(header: Header, *, is_final_unless_said: bool) -> bool:
    """PS3.3 C.17.2: a document is final when it is complete and somebody accountable has verified it."""
    said = "COMPLETE VERIFIED" if is_final_unless_said else "PARTIAL UNVERIFIED"
    completion, verification = said.split()
    is_complete = header.dataset.text(COMPLETION_FLAG, completion) == "COMPLETE"
    return is_complete and header.dataset.text(VERIFICATION_FLAG, verification) == "VERIFIED"


def _waiting(since: datetime) -> Select[tuple[int, int]]:
    """Find documents of bound studies that nobody has a question about and that are no report of their order yet."""
    is_taken = exists().where(reports.c.instance_id == instances.c.id, reports.c.order_id == bindings.c.order_id)
    return (
        select(instances.c.id, bindings.c.order_id)
        .join(series, series.c.id == instances.c.series_id)
        .join(bindings, bindings.c.study_id == series.c.study_id)
        .where(instances.c.sop_class_uid.in_(KINDS), is_undoubted(), ~is_taken)
        .where((instances.c.received_at > since) | (bindings.c.bound_at > since))
        .order_by(instances.c.id)
    )
