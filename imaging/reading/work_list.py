"""The work list: studies within somebody's reach, the newest first, page by page.

A page ends with a place from which the next goes on, so that what arrives meanwhile moves nothing. Counts have an end:
nobody needs to know whether there are 1,000 more or 80,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from imaging.access.actors import Person
from imaging.access.reach import Reach
from imaging.clock import Clock
from imaging.errors import MalformedError
from imaging.index.engine import Index
from imaging.index.tables import hospitals, studies
from imaging.problems import Problem
from imaging.reading.conditions import Conditions
from imaging.reading.criteria import Criteria, Order
from imaging.reading.listed_study import ListedStudy, listed
from imaging.reading.search_text import Term

PAGE: Final = 50
MOST_COUNTED: Final = 1000
MOST_ARRIVED: Final = 99
_PLACE: Final = re.compile(r"(\d{0,14})-(\d{1,18})")


@dataclass(frozen=True)
class Page:
    """A part of a list."""

    studies: tuple[ListedStudy, ...]
    # Where the next page begins; empty: this is the last.
    after: str
    # The highest number of a study when the list was read; what comes has a higher one.
    newest: int
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class WorkList:
    """Answers lists; safe to share between threads."""

    index: Index
    reach: Reach
    clock: Clock
    zone: tzinfo | None

    def page(self, person: Person, criteria: Criteria, after: str = "", size: int = PAGE) -> Page:
        """Return the studies of a page.

        Raises
        ------
        MalformedError
            ``after`` is none that a page ended with.
        """
        conditions = self._conditions(person)
        with self.index.read() as connection:
            newest = connection.scalar(select(func.max(studies.c.id))) or 0
            query = select(studies.c.id, studies.c.exam_time).where(conditions.of(connection, criteria))
            if after:
                query = query.where(_behind(after, criteria.order))
            rows = connection.execute(_sorted(query, criteria.order).limit(size + 1)).all()
            shown = listed(connection, [row.id for row in rows[:size]], person.user_id)
        more = f"{rows[size - 1].exam_time}-{rows[size - 1].id}" if len(rows) > size else ""
        return Page(shown, more, newest, conditions.terms(criteria))

    def count(self, person: Person, criteria: Criteria) -> int:
        """Return how many studies there are, at most ``MOST_COUNTED`` + 1."""
        with self.index.read() as connection:
            condition = self._conditions(person).of(connection, criteria)
            found = select(studies.c.id).where(condition).limit(MOST_COUNTED + 1).subquery()
            return connection.scalar(select(func.count()).select_from(found)) or 0

    def arrived(self, person: Person, criteria: Criteria, since: int) -> int:
        """Return how many studies of a list came after the one with this number, at most ``MOST_ARRIVED`` + 1."""
        with self.index.read() as connection:
            newest = connection.scalar(select(func.max(studies.c.id))) or 0
            if newest <= since:
                # Nearly always: no list costs more than this as long as nothing comes.
                return 0
            condition = self._conditions(person).of(connection, criteria)
            found = select(studies.c.id).where(studies.c.id > since, condition).limit(MOST_ARRIVED + 1).subquery()
            return connection.scalar(select(func.count()).select_from(found)) or 0

    def hospitals(self, person: Person) -> tuple[tuple[int, str], ...]:
        """Return the hospitals that studies within reach come from."""
        with self.index.read() as connection:
            within = self.reach.condition(person)
            of_studies = select(studies.c.hospital_id).distinct()
            here = of_studies if within is None else of_studies.where(within)
            query = select(hospitals.c.id, hospitals.c.name).where(hospitals.c.id.in_(here)).order_by(hospitals.c.name)
            return tuple((row.id, row.name) for row in connection.execute(query))

    def one(self, person: Person, study_id: int) -> ListedStudy:
        """Return one study as the list tells of it; whoever calls has asked whether they may see it."""
        with self.index.read() as connection:
            return listed(connection, [study_id], person.user_id)[0]

    def _conditions(self, person: Person) -> Conditions:
        return Conditions(self.reach, person, self.clock.now().astimezone(self.zone).date())


def _sorted(query: Select[Any], order: Order) -> Select[Any]:
    if order is Order.ARRIVAL:
        return query.order_by(studies.c.id.desc())
    return query.order_by(studies.c.exam_time.desc(), studies.c.id.desc())


def _behind(after: str, order: Order) -> ColumnElement[bool]:
    place = _PLACE.fullmatch(after)
    if place is None:
        raise MalformedError("This is no place in a list.", Problem.FIELD_WRONG, name="after")
    if order is Order.ARRIVAL:
        return studies.c.id < int(place[2])
    return tuple_(studies.c.exam_time, studies.c.id) < tuple_(place[1], int(place[2]))
