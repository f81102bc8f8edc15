"""Turns criteria into what rows of ``studies`` must fulfil, within what somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, true

from imaging.access.actors import Person
from imaging.access.departments import modalities_of
from imaging.access.reach import Reach
from imaging.index.tables import seen_studies, studies
from imaging.reading.criteria import Criteria
from imaging.reading.found_by_word import FoundByWord, is_one_of
from imaging.reading.report_states import few_with, report_is
from imaging.reading.search_text import Period, Term, understood


@dataclass(frozen=True)
class Conditions:
    """Builds the conditions of lists for one person."""

    reach: Reach
    person: Person
    today: date

    def of(self, connection: Connection, criteria: Criteria) -> ColumnElement[bool]:
        """Return the condition of a list; words are looked up in the index meanwhile."""
        return and_(true(), *self._all(connection, criteria))

    def terms(self, criteria: Criteria) -> tuple[Term, ...]:
        """Return what the text was taken for."""
        return understood(criteria.text, self.today)

    def _all(self, connection: Connection, criteria: Criteria) -> Iterator[ColumnElement[bool]]:
        within = self.reach.condition(self.person)
        if within is not None:
            yield within
        yield from self._terms(connection, self.terms(criteria))
        periods = [term.period for term in understood(criteria.period, self.today) if term.period is not None]
        if periods:
            yield or_(*map(_in_period, periods))
        if criteria.modalities:
            yield _has_one_of(criteria.modalities)
        if criteria.reports:
            few = few_with(connection, criteria.reports)
            if few is not None:
                yield is_one_of(few)
            yield report_is(criteria.reports)
        yield from self._places(connection, criteria)
        if criteria.unread_only:
            yield ~is_seen_by(self.person.user_id)

    def _places(self, connection: Connection, criteria: Criteria) -> Iterator[ColumnElement[bool]]:
        if criteria.hospital_ids:
            yield studies.c.hospital_id.in_(criteria.hospital_ids)
        if criteria.department_ids:
            yield self._read_by(connection, criteria.department_ids)

    def _read_by(self, connection: Connection, department_ids: Collection[int]) -> ColumnElement[bool]:
        """Return whether departments of the own hospital read a study; one that reads nothing has an empty list."""
        modalities = modalities_of(connection, self.person.hospital_id, department_ids)
        return and_(studies.c.hospital_id == self.person.hospital_id, _has_one_of(modalities))

    def _terms(self, connection: Connection, terms: Iterable[Term]) -> Iterator[ColumnElement[bool]]:
        """Give a condition for each word; dates and modalities of which several are named are alternatives."""
        words = [term.word for term in terms if term.word and term.period is None]
        yield from _with_all(FoundByWord.look(connection, word) for word in words)
        dated = [condition for term in terms for condition in _dated(connection, term)]
        if dated:
            yield or_(*dated)
        modalities = {each for term in terms for each in term.modalities}
        if modalities:
            yield _has_one_of(modalities)


def _with_all(found: Iterable[FoundByWord]) -> Iterator[ColumnElement[bool]]:
    few: frozenset[int] | None = None
    for each in found:
        if each.study_ids is None:
            yield each.condition()
        else:
            few = each.study_ids if few is None else few & each.study_ids
    if few is not None:
        yield is_one_of(few)


def _dated(connection: Connection, term: Term) -> Iterator[ColumnElement[bool]]:
    """Give the days that a term names, and the studies with it as a number."""
    if term.period is None:
        return
    yield _in_period(term.period)
    if term.word:
        found = FoundByWord.look(connection, term.word)
        if found.study_ids != frozenset():
            yield found.condition()


def is_seen_by(user_id: int) -> ColumnElement[bool]:
    """Return whether somebody has opened the study of a row of ``studies``."""
    return exists().where(seen_studies.c.user_id == user_id, seen_studies.c.study_id == studies.c.id)


def _in_period(period: Period) -> ColumnElement[bool]:
    ends: list[ColumnElement[bool]] = []
    if period.first is not None:
        ends.append(studies.c.exam_time >= f"{period.first:%Y%m%d}")
    if period.last is not None:
        ends.append(studies.c.exam_time < f"{period.last + timedelta(days=1):%Y%m%d}")
    return and_(true(), *ends)


def _has_one_of(modalities: Iterable[str]) -> ColumnElement[bool]:
    """Return whether a study has a series of one of these; the column holds them between backslashes."""
    return or_(false(), *(studies.c.modalities.contains(f"\\{each}\\", autoescape=True) for each in sorted(modalities)))
