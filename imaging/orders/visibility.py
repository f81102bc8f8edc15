"""What an order shows: the studies bound to it, as long as nobody has a question about them, and reports that count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, select

from imaging.index.tables import (
    binding_questions,
    bindings,
    instances,
    report_holds,
    report_releases,
    reports,
    series,
    study_variants,
)


def is_undoubted() -> ColumnElement[bool]:
    """Whether nobody has a question about the study of a row of ``bindings``, and nothing in it is still unjudged."""
    is_asked = exists().where(
        binding_questions.c.study_id == bindings.c.study_id, binding_questions.c.settled_at.is_(None)
    )
    # The worker judges what came since its last pass a little later; until then it may be somebody else's.
    of_study = select(func.count()).where(study_variants.c.study_id == bindings.c.study_id)
    variants = of_study.correlate(bindings).scalar_subquery()
    return ~is_asked & (variants == bindings.c.seen_variants)


def report_counts(of: FromClause = reports) -> ColumnElement[bool]:
    """Whether a row of ``reports`` speaks for its order: its study may have been taken off the order since."""
    is_here = exists().where(
        instances.c.id == of.c.instance_id,
        series.c.id == instances.c.series_id,
        bindings.c.study_id == series.c.study_id,
        bindings.c.order_id == of.c.order_id,
        is_undoubted(),
    )
    return of.c.instance_id.is_(None) | is_here


def is_released(now: datetime) -> ColumnElement[bool]:
    """Whether the patient may read a row of ``reports`` at this moment."""
    waits = exists().where(
        report_releases.c.report_id == reports.c.id,
        report_releases.c.due_at.is_(None) | (report_releases.c.due_at > now),
    )
    is_held = exists().where(report_holds.c.order_id == reports.c.order_id, report_holds.c.lifted_at.is_(None))
    return ~waits & ~is_held & ~_is_passed_over()


def _is_passed_over() -> ColumnElement[bool]:
    """Whether a later version came before a row of ``reports`` fell due: nobody reads it instead of that one."""
    later = reports.alias()
    return exists().where(
        report_releases.c.report_id == reports.c.id,
        later.c.order_id == reports.c.order_id,
        later.c.version > reports.c.version,
        later.c.state != "draft",
        report_releases.c.due_at > later.c.issued_at,
        report_counts(later),
    )


def visible_study_ids(connection: Connection, order_id: int) -> frozenset[int]:
    """Return the studies that whoever holds the order's link may see at this moment."""
    query = select(bindings.c.study_id).where(bindings.c.order_id == order_id, is_undoubted())
    return frozenset(connection.execute(query).scalars())
