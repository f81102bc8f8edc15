"""How far an order is, as everybody is told: scheduled, images are here, report is final."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from imaging.index.engine import Index
from imaging.index.tables import bindings, document_questions, reports
from imaging.orders.documents import waiting
from imaging.orders.reports import ReportState
from imaging.orders.visibility import is_undoubted, report_counts


class Step(StrEnum):
    """The three steps of an exam."""

    SCHEDULED = "scheduled"
    IMAGES = "images"
    REPORT = "report"


@dataclass(frozen=True)
class Progress:
    """How far one order is."""

    # Bound and without a question: what the patient may see.
    study_ids: frozenset[int] = frozenset()
    # The state of the latest version that is not a draft.
    report_state: ReportState | None = None
    # Studies of this order that wait for a person's decision.
    questions: int = 0
    # Documents that came with the images and of which nobody has said yet whether they are the report.
    documents: int = 0

    @property
    def step(self) -> Step:
        """The step that has been reached."""
        if self.report_state in {ReportState.FINAL, ReportState.AMENDED}:
            return Step.REPORT
        return Step.IMAGES if self.study_ids else Step.SCHEDULED


def progress_of(index: Index, order_ids: Collection[int]) -> dict[int, Progress]:
    """Return how far each of these orders is, with three statements however many they are."""
    visible: dict[int, set[int]] = {order_id: set() for order_id in order_ids}
    asked: dict[int, int] = dict.fromkeys(order_ids, 0)
    documents: dict[int, int] = dict.fromkeys(order_ids, 0)
    states: dict[int, ReportState] = {}
    bound = select(bindings.c.order_id, bindings.c.study_id, is_undoubted()).where(bindings.c.order_id.in_(order_ids))
    written = (
        select(reports.c.order_id, reports.c.state)
        .where(reports.c.order_id.in_(order_ids), reports.c.state != ReportState.DRAFT, report_counts())
        .order_by(reports.c.order_id, reports.c.version)
    )
    with index.read() as connection:
        for order_id, study_id, is_shown in connection.execute(bound):
            if is_shown:
                visible[order_id].add(study_id)
            else:
                asked[order_id] += 1
        for order_id, state in connection.execute(written):
            states[order_id] = ReportState(state)
        for row in connection.execute(waiting(document_questions.c.order_id.in_(order_ids))):
            documents[row.order_id] += 1
    return {
        each: Progress(frozenset(visible[each]), states.get(each), asked[each], documents[each]) for each in order_ids
    }
