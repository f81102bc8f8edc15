"""Which studies may show the same patient as one: found in the index, to be judged one by one."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, select, true

from imaging.index.tables import studies, study_variants, study_words
from imaging.reading.name_words import squeezed
from imaging.reading.same_patient import Shown
from imaging.reading.shown import shown_by

# Of each: those that share a number, and those that share a birth date. Where a hospital gives a date to everybody
# whose date it does not know, thousands share it, and none of those that share a number may be lost behind them.
MOST_CANDIDATES: Final = 1000


def alike(connection: Connection, base: Shown, within: ColumnElement[bool] | None) -> dict[int, Shown]:
    """Return the studies, of all that fulfil a condition, that share a number or a birth date with one."""
    numbers = {each.patient_id for each in base.said} - {""}
    dates = {squeezed(each.patient_birth_date) for each in base.said} - {""}
    by_number = select(study_variants.c.study_id).where(study_variants.c.patient_id.in_(numbers))
    by_date = select(study_words.c.study_id).where(study_words.c.word.in_(dates))
    found: dict[int, Shown] = {}
    for which in (by_date, by_number):
        found |= shown_by(connection, _latest(which, within))
    return found


def _latest(which: Select[Any], within: ColumnElement[bool] | None) -> Select[Any]:
    return (
        select(studies.c.id)
        .where(studies.c.id.in_(which), true() if within is None else within)
        .order_by(studies.c.exam_time.desc())
        .limit(MOST_CANDIDATES)
    )
