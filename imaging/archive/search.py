"""Searches the index: one query value for C-FIND and QIDO-RS, answers as DICOM JSON.

Studies come newest first: one that arrives while a client turns the pages shows another twice, and hides none. Series
and instances come in the order in which they arrived.
Where the instances of a study contradict each other, it answers with what the first of those that match says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, func, select

from imaging.archive.answers import answer, wanted
from imaging.archive.fields import FIELDS
from imaging.archive.matching import Criterion, Operator, condition, criterion
from imaging.archive.query import Level, Match, Query
from imaging.index.engine import Index
from imaging.index.tables import instances, series, series_variants, studies, study_variants

_NO_LIMIT: Final = 2**31 - 1
_STUDIES: Final = studies.join(study_variants, study_variants.c.study_id == studies.c.id)
_SERIES: Final = (
    series.join(series_variants, series_variants.c.series_id == series.c.id)
    .join(study_variants, study_variants.c.id == series_variants.c.study_variant_id)
    .join(studies, studies.c.id == series.c.study_id)
)
_INSTANCES: Final = _SERIES.join(instances, instances.c.series_variant_id == series_variants.c.id)

_BOUNDED: Final = {"hospitals": studies.c.hospital_id, "studies": studies.c.id}

# Where an index holds a column and the number of its study, it is read first, and only what is found is looked at: for
# a part of a name, which must be held against every name, that takes an eighth of the time.
_VARIANTS: Final = study_variants.alias("found")
_INDEXED: Final = frozenset(
    study_variants.c[name] for name in ("patient_id", "patient_name_folded", "accession_number", "study_date")
)

Shape = tuple[tuple[tuple[int, ...], Operator, int], ...]


class Search:
    """Answers queries; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @staticmethod
    def supports(level: Level, path: tuple[int, ...]) -> bool:
        """Tell whether a key can be matched at a level; other keys match everything (PS3.4 section C.2.2.1.3)."""
        return path in FIELDS[level]

    def find(self, query: Query) -> list[dict[str, Any]]:
        """Return the answers as DICOM JSON.

        Raises
        ------
        MalformedError
            When the value of a key is none of its kind.
        """
        shape: list[tuple[tuple[int, ...], Operator, int]] = []
        parameters: dict[str, Any] = {
            "limit": _NO_LIMIT if query.limit is None else min(query.limit, _NO_LIMIT),
            "offset": query.offset,
        }
        for match in query.matches:
            found = _criterion(query, match)
            if found is not None:
                parameters |= found.parameters(f"m{len(shape)}")
                shape.append((match.path, *found.shape))
        bounds: list[tuple[str, int]] = []
        for name, bound in (("hospitals", query.hospital_ids), ("studies", query.study_ids)):
            if bound is not None:
                within = Criterion(Operator.IN, tuple(bound))
                parameters |= within.parameters(name)
                bounds.append((name, within.shape[1]))
        question = (query.level, tuple(shape), tuple(bounds))
        statement = _statement(*question) if query.within is None else _built(*question, query.within)
        names = wanted(query)
        with self._index.read() as connection:
            return [answer(row, query.level, names) for row in connection.execute(statement, parameters)]


def _criterion(query: Query, match: Match) -> Criterion | None:
    field = FIELDS[query.level].get(match.path)
    if field is None:
        return None
    return criterion(field[1], match.value, fuzzy=query.fuzzy, prefix=f"{match.path[-1]:08X}")


@lru_cache(maxsize=1024)
def _statement(level: Level, shape: Shape, bounds: tuple[tuple[str, int], ...]) -> Select[Any]:
    """Build the SQL of queries of one shape; what is built once is compiled once."""
    return _built(level, shape, bounds)


def _built(
    level: Level, shape: Shape, bounds: tuple[tuple[str, int], ...], within: ColumnElement[bool] | None = None
) -> Select[Any]:
    conditions = [] if within is None else [within]
    for number, (path, operator, count) in enumerate(shape):
        column, name = FIELDS[level][path][0], f"m{number}"
        conditions.append(condition(column, operator, count, name))
        if column in _INDEXED:
            found = condition(_VARIANTS.c[column.name], operator, count, name)
            conditions.append(studies.c.id.in_(select(_VARIANTS.c.study_id).where(found)))
    conditions += [condition(_BOUNDED[name], Operator.IN, count, name) for name, count in bounds]
    page = _page(level).where(*conditions).limit(bindparam("limit")).offset(bindparam("offset")).subquery()
    return _whole(level, page)


def _page(level: Level) -> Select[Any]:
    """Choose the rows of a page: each study and series once, by the first of its variants that matches."""
    if level is Level.INSTANCE:
        return select(instances.c.id).select_from(_INSTANCES).order_by(instances.c.id)
    if level is Level.SERIES:
        first = func.min(series_variants.c.id).label("variant_id")
        return select(series.c.id, first).select_from(_SERIES).group_by(series.c.id).order_by(series.c.id)
    first = func.min(study_variants.c.id).label("variant_id")
    return select(studies.c.id, first).select_from(_STUDIES).group_by(studies.c.id).order_by(studies.c.id.desc())


def _whole(level: Level, page: Subquery) -> Select[Any]:
    """Read what the answers of a page say."""
    of_study = (
        studies.c.modalities,
        studies.c.number_of_series,
        studies.c.number_of_instances.label("study_instances"),
        study_variants.c.attributes.label("study_attributes"),
    )
    of_series = (
        series.c.number_of_instances.label("series_instances"),
        series_variants.c.attributes.label("series_attributes"),
    )
    if level is Level.STUDY:
        joined = page.join(studies, studies.c.id == page.c.id)
        joined = joined.join(study_variants, study_variants.c.id == page.c.variant_id)
        return select(*of_study).select_from(joined).order_by(studies.c.id.desc())
    if level is Level.SERIES:
        rows = select(*of_study, *of_series).select_from(_SERIES.join(page, page.c.variant_id == series_variants.c.id))
        return rows.order_by(series.c.id)
    whole: Select[Any] = select(*of_study, *of_series, instances.c.attributes.label("instance_attributes"))
    return whole.select_from(_INSTANCES.join(page, page.c.id == instances.c.id)).order_by(instances.c.id)
