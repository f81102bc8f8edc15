"""What names a patient: names in every script and order, numbers, the day of birth; found in texts, and taken out.

A name that stands in a text as a whole can be told from other words; parts of one can't: "long" is a word and a name.
So a text is refused for a whole name or number alone, and where it is shown to somebody who must not learn the name,
every part is taken out of it as well, rather too much than too little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import CompoundSelect, Row, Select, or_, select, union

from imaging.archive.attributes import text_of
from imaging.archive.folding import fold
from imaging.consult.named_records import RecordKind
from imaging.dicom.person_names import split_person_name
from imaging.index.engine import Index
from imaging.index.tables import (
    bindings,
    consult_records,
    former_numbers,
    instances,
    orders,
    papers,
    reports,
    series,
    study_variants,
)
from imaging.reading.name_words import name_words

LEFT_OUT: Final = "***"
_OTHER_PATIENT_IDS: Final = 0x00101000
_OTHER_PATIENT_NAMES: Final = 0x00101001
_BETWEEN: Final = r"[\W_]{0,3}"
# Letters and digits as wide as characters; wide punctuation is how Chinese is written.
_NARROW: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_NOTHING: Final = re.compile(r"(?!)")
# Shorter ones are parts of words and of other numbers.
_SHORTEST_SPELLING: Final = 4
_SHORTEST_NUMBER: Final = 4


@dataclass(frozen=True)
class Naming:
    """What names one patient; masks itself."""

    names: frozenset[str] = field(default_factory=frozenset, repr=False)
    numbers: frozenset[str] = field(default_factory=frozenset, repr=False)
    birth_dates: frozenset[str] = field(default_factory=frozenset, repr=False)

    def names_in(self, text: str) -> bool:
        """Whether a text holds a whole name, or a number of the patient."""
        return self._whole.search(_comparable(text)) is not None

    def without(self, text: str) -> str:
        """Return a text without whatever may name the patient."""
        plain = _comparable(text)
        left = self._every.sub(LEFT_OUT, plain)
        return text if left == plain else left

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _pattern([*map(_spelt, _whole_names(self.names)), *map(_number, self._long_numbers)])

    @cached_property
    def _every(self) -> re.Pattern[str]:
        dates = [form for date in self.birth_dates for form in _date_forms(date)]
        parts = map(_spelt, _parts_of_names(self.names))
        return _pattern([*map(_spelt, _whole_names(self.names)), *parts, *map(_number, self._long_numbers), *dates])

    @property
    def _long_numbers(self) -> list[str]:
        return sorted(number for number in self.numbers if len(number) >= _SHORTEST_NUMBER)


@dataclass(frozen=True)
class Namings:
    """Knows what names the patients of studies: what their images say, and the orders that they belong to."""

    index: Index

    def of_consult(self, consult_id: int, study_ids: Collection[int]) -> Naming:
        """Return everything by which a consult may name its patient.

        Besides its studies those of every record that it opens: the report of an earlier exam tells the numbers and the
        name of then, also where none of that exam's images are open.
        """
        with self.index.read() as connection:
            spoken_of = frozenset(connection.scalars(_studies_of_records(consult_id)))
            order_ids = frozenset(connection.scalars(_orders_of_records(consult_id)))
        return self.of_studies(spoken_of.union(study_ids), order_ids)

    def of_studies(self, study_ids: Collection[int], order_ids: Collection[int] = ()) -> Naming:
        """Return everything by which the patient of these studies and orders is named."""
        variants = select(study_variants).where(study_variants.c.study_id.in_(study_ids))
        bound = select(bindings.c.order_id).where(bindings.c.study_id.in_(study_ids))
        asked = select(orders).where(or_(orders.c.id.in_(bound), orders.c.id.in_(order_ids)))
        with self.index.read() as connection:
            rows = connection.execute(variants).all()
            ordered = connection.execute(asked).all()
            former = select(former_numbers.c.accession_number).where(
                former_numbers.c.order_id.in_([row.id for row in ordered])
            )
            numbers = set(connection.execute(former).scalars())
        every = [*rows, *ordered]
        numbers.update(row.patient_id for row in every)
        numbers.update(row.accession_number for row in every)
        numbers.update(number for row in rows for number in _others(row, _OTHER_PATIENT_IDS))
        names = {row.patient_name for row in every} | {
            name for row in rows for name in _others(row, _OTHER_PATIENT_NAMES)
        }
        dates = frozenset(row.patient_birth_date for row in every if row.patient_birth_date)
        return Naming(frozenset(filter(None, names)), frozenset(filter(None, map(str.strip, numbers))), dates)


def _studies_of_records(consult_id: int) -> CompoundSelect[Any]:
    kept = consult_records.c
    named = select(kept.record_id).where(kept.consult_id == consult_id)
    of_objects = select(series.c.study_id).join(instances, instances.c.series_id == series.c.id)
    of_reports = select(bindings.c.study_id).join(reports, reports.c.order_id == bindings.c.order_id)
    return union(
        select(papers.c.study_id).where(papers.c.id.in_(named.where(kept.kind == RecordKind.PAPER))),
        of_objects.where(instances.c.id.in_(named.where(kept.kind == RecordKind.OBJECT))),
        of_reports.where(reports.c.id.in_(named.where(kept.kind == RecordKind.REPORT))),
    )


def _orders_of_records(consult_id: int) -> Select[Any]:
    """Select the orders of reports, to which their studies may belong no more."""
    kept = consult_records.c
    named = select(kept.record_id).where(kept.consult_id == consult_id, kept.kind == RecordKind.REPORT)
    return select(reports.c.order_id).where(reports.c.id.in_(named))


def _others(row: Row[Any], which: int) -> list[str]:
    return text_of(row.attributes, which).split("\\")


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_NARROW)


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(filter(None, forms)), key=lambda form: (-len(form), form))
    return re.compile("|".join(ordered), re.IGNORECASE) if ordered else _NOTHING


def _whole_names(names: Iterable[str]) -> Iterator[str]:
    """Give whole names, letters and characters written together, in every order and as they are spelt."""
    for name in names:
        for group in filter(None, split_person_name(name)):
            parts = [part for part in re.split(r"[\W_]+", _comparable(group)) if part]
            turns = range(len(parts))
            whole = {"".join([*parts[first:], *parts[:first]]) for first in turns}
            yield from (each for each in whole | set(map(fold, whole)) if len(each) >= (2 if _is_wide(each) else 4))
            if _is_wide("".join(parts)):
                # As devices spell it, whose operators have no characters.
                length = len("".join(parts))
                yield from (word for word in name_words(group) if not _is_wide(word) and len(word) >= 2 * length)


def _parts_of_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for group in filter(None, split_person_name(name)):
            for part in re.split(r"[\W_]+", _comparable(group)):
                yield from (form for form in (part, fold(part)) if len(form) >= 2)
            # Given names alone, and how they are spelt.
            spelt = (word for word in name_words(group) if len(word) >= (2 if _is_wide(word) else _SHORTEST_SPELLING))
            yield from spelt


def _spelt(word: str) -> str:
    """Match a word whatever stands between its letters, but not within another word."""
    letters = _BETWEEN.join(map(re.escape, word))
    return letters if _is_wide(word) else rf"(?<![^\W_]){letters}(?![^\W_])"


def _number(number: str) -> str:
    return rf"(?<![^\W_]){re.escape(_comparable(number))}(?![^\W_])"


def _date_forms(date: str) -> Iterator[str]:
    """Give the ways in which a day is written."""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", date)
    if found is None:
        return
    year, month, day = found[1], f"0?{int(found[2])}", f"0?{int(found[3])}"
    between = r"\s*[-/.年月日\s]\s*"
    yield rf"(?<!\d){date}(?!\d)"
    yield rf"(?<!\d){year}{between}{month}{between}{day}(?!\d)日?"
    yield rf"(?<!\d){day}{between}{month}{between}{year}(?!\d)"
    yield rf"(?<!\d){month}{between}{day}{between}{year}(?!\d)"


def _is_wide(text: str) -> bool:
    """Whether it is written in characters, between which no spaces stand."""
    return any(unicodedata.east_asian_width(each) in {"W", "F"} for each in text)
