"""Reports that came as DICOM: an encapsulated PDF, or a structured report.

They are taken from studies that are bound to an order, once for every order that the study comes to be bound to, and
only as what they say of themselves (``report_signs``), because the patient reads a final report as the doctor's word.
A draft the patient does not see; of what is perhaps the report a person is asked (``documents``).

A report whose object can't be read is looked at again later, and those of other orders are taken meanwhile. Later ones
of its own order wait for one that is on its way, because the last that is taken is the one that counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Select, exists, select

from imaging.access.actors import WORKER
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.report_titles import title_of
from imaging.errors import ConflictError, NotFoundError, RefusedError, UnavailableError
from imaging.index.engine import Index
from imaging.index.tables import binding_questions, bindings, document_questions, instances, reports, series
from imaging.orders.documents import Documents
from imaging.orders.report_signs import KINDS, Sign, sign_of
from imaging.orders.reports import NewReport, Reports, ReportState
from imaging.orders.visibility import is_undoubted

# What became visible late, because its transaction was slow, is looked for so far back.
OVERLAP: Final = timedelta(minutes=5)
# How long what could not be read is left alone, and how many of those are looked at in one pass.
_REST: Final = timedelta(seconds=30)
_BATCH: Final = 500
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
log = structlog.get_logger("reports")


@dataclass(frozen=True)
class _Unread:
    """Why an object could not be read, and when that is tried again."""

    is_lost: bool
    again_at: datetime


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
    _unread: dict[tuple[int, int], _Unread] = field(default_factory=dict)

    def take(self) -> int:
        """Take what came or was bound since the last time; return how many reports that were."""
        now = self.clock.now()
        again = [pair for pair, unread in self._unread.items() if unread.again_at <= now][:_BATCH]
        with self.index.read() as connection:
            rows = connection.execute(_waiting(self._looked_until, {instance_id for instance_id, _ in again})).all()
        found = [(row.id, row.order_id) for row in rows]
        resting = self._left | (self._unread.keys() - again)
        taken = sum(self._take_in_turn(*pair) for pair in found if pair not in resting)
        for pair in set(again).difference(found):
            # It was taken otherwise, or its study is not the order's any more.
            self._unread.pop(pair, None)
        self._looked_until = now - OVERLAP
        return taken

    def _take_in_turn(self, instance_id: int, order_id: int) -> bool:
        pair, again_at = (instance_id, order_id), self.clock.now() + _REST
        earlier = (each for each, unread in self._unread.items() if each < pair and not unread.is_lost)
        if any(of_order == order_id for _, of_order in earlier):
            self._unread[pair] = _Unread(is_lost=False, again_at=again_at)
            return False
        was_unread = self._unread.pop(pair, None)
        try:
            return self._take(instance_id, order_id)
        except (NotFoundError, UnavailableError) as error:
            if was_unread is None:
                log.warning("report not read yet", instance=instance_id, order=order_id, reason=str(error))
            self._unread[pair] = _Unread(isinstance(error, NotFoundError), again_at)
            return False

    def _take(self, instance_id: int, order_id: int) -> bool:
        instance = self.retrieve.by_id(instance_id)
        try:
            new = self._read(instance, order_id)
            if new is None:
                return False
            self._refuse_overtaken(new, order_id, instance_id)
            report = self.reports.add(WORKER, order_id, instance.hospital_id, new)
        except (RefusedError, ConflictError) as error:
            log.warning("report not taken", instance=instance_id, order=order_id, reason=str(error))
            self._left.add((instance_id, order_id))
            return False
        if report.instance_id != instance_id:
            # The same report came by another way before.
            self._left.add((instance_id, order_id))
        return report.instance_id == instance_id

    def _refuse_overtaken(self, new: NewReport, order_id: int, instance_id: int) -> None:
        """Let nothing amend a final report that came after it."""
        if new.state is ReportState.AMENDED and any(
            (report.instance_id or 0) > instance_id and report.state in {ReportState.FINAL, ReportState.AMENDED}
            for report in self.reports.of_order(order_id)
        ):
            raise ConflictError("A later report of this order was taken before this one could be read.")

    def _read(self, instance: StoredInstance, order_id: int) -> NewReport | None:
        """Return the report that an object holds; None if it holds none, or a person was asked what it holds."""
        header = self.retrieve.header(instance)
        sign = sign_of(instance.sop_class_uid, header)
        if sign in {Sign.NO_REPORT, Sign.CONSULT_NOTE}:
            self._left.add((instance.id, order_id))
            return None
        if sign is Sign.DOUBTFUL:
            self.documents.ask(instance.id, order_id, title_of(header.dataset))
            return None
        state = self.reports.final_state(order_id) if sign is Sign.FINAL else ReportState.DRAFT
        return self.documents.report(instance.id, state)


def _waiting(since: datetime, again: Collection[int]) -> Select[tuple[int, int]]:
    """Find documents of bound studies that nobody has a question about and of which their order does not know yet.

    Those count that came, or whose study was bound or came out of question, since a moment, and those named in
    ``again``.
    """
    was_settled = exists().where(
        binding_questions.c.study_id == bindings.c.study_id, binding_questions.c.settled_at > since
    )
    is_again = instances.c.id.in_(again)
    is_taken = exists().where(reports.c.instance_id == instances.c.id, reports.c.order_id == bindings.c.order_id)
    is_asked = exists().where(
        document_questions.c.instance_id == instances.c.id, document_questions.c.order_id == bindings.c.order_id
    )
    return (
        select(instances.c.id, bindings.c.order_id)
        .join(series, series.c.id == instances.c.series_id)
        .join(bindings, bindings.c.study_id == series.c.study_id)
        .where(instances.c.sop_class_uid.in_(KINDS), is_undoubted(), ~is_taken, ~is_asked)
        .where((instances.c.received_at > since) | (bindings.c.bound_at > since) | was_settled | is_again)
        .order_by(instances.c.id)
    )
