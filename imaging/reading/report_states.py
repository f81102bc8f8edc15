"""How far the reports of studies are: the state of the latest version that counts for the order of a study."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from imaging.index.tables import bindings, critical_results, reports, studies
from imaging.orders.reports import ReportState
from imaging.orders.visibility import is_undoubted, report_counts
from imaging.reading.criteria import ReportFilter
from imaging.reading.found_by_word import FEW

_STATES: Final = {
    ReportFilter.DRAFT: (ReportState.DRAFT,),
    ReportFilter.PRELIMINARY: (ReportState.PRELIMINARY,),
    ReportFilter.FINAL: (ReportState.FINAL, ReportState.AMENDED),
}


def report_is(wanted: Collection[ReportFilter]) -> ColumnElement[bool]:
    """Return what rows of ``studies`` must fulfil so that their report is in one of these states."""
    # The order is asked for by itself: what counts must find bindings of its own.
    order_id = (
        select(bindings.c.order_id)
        .where(bindings.c.study_id == studies.c.id, is_undoubted())
        .correlate(studies)
        .scalar_subquery()
    )
    latest = (
        select(reports.c.state)
        .where(reports.c.order_id == order_id, report_counts())
        .order_by(reports.c.version.desc())
        .limit(1)
        .correlate(studies)
        .scalar_subquery()
    )
    states = [state for each in wanted for state in _STATES.get(each, ())]
    found: list[ColumnElement[bool]] = [latest.in_(states)] if states else []
    if ReportFilter.NONE in wanted:
        found.append(latest.is_(None))
    if ReportFilter.CRITICAL in wanted:
        found.append(studies.c.id.in_(_critical().where(critical_results.c.acknowledged_at.is_(None))))
    return or_(*found)


def few_with(connection: Connection, wanted: Collection[ReportFilter]) -> frozenset[int] | None:
    """Return the studies of whose reports some version is in one of these states; None where they are many."""
    if not wanted or not set(wanted) <= _STATES.keys():
        return None
    states = [state for each in wanted for state in _STATES.get(each, ())]
    written = select(reports.c.order_id).where(reports.c.state.in_(states)).limit(FEW + 1)
    order_ids = set(connection.scalars(written))
    if len(order_ids) > FEW:
        return None
    return frozenset(connection.scalars(select(bindings.c.study_id).where(bindings.c.order_id.in_(order_ids))))


def states_of(connection: Connection, order_ids: Collection[int]) -> dict[int, ReportState]:
    """Return the states of the reports of these orders; one without a report is not among them."""
    query = (
        select(reports.c.order_id, reports.c.state)
        .where(reports.c.order_id.in_(order_ids), report_counts())
        .order_by(reports.c.version)
    )
    return {order_id: ReportState(state) for order_id, state in connection.execute(query)}


def critical_of(connection: Connection, study_ids: Collection[int]) -> dict[int, bool]:
    """Return whether what is critical in these studies is still open; those without anything critical are left out."""
    query = _critical(critical_results.c.acknowledged_at).where(bindings.c.study_id.in_(study_ids))
    found: dict[int, bool] = {}
    for row in connection.execute(query):
        found[row.study_id] = found.get(row.study_id, False) or row.acknowledged_at is None
    return found


def _critical(*columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(bindings.c.study_id, *columns)
        .join(critical_results, critical_results.c.order_id == bindings.c.order_id)
        .where(critical_results.c.withdrawn_at.is_(None), is_undoubted())
    )
