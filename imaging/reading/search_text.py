"""What somebody types into the one search box of a work list, understood word by word.

``ct zhang 2026-11`` is a modality, the beginning of a name or number, and a month. What may be both a date and a number
(``20261103``) is looked for as both. A word that is none of the rest is the beginning of a name, a patient's ID or an
accession number.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from imaging.reading.modality_names import modalities_of
from imaging.reading.name_words import squeezed

MOST_WORDS: Final = 8
LONGEST_TEXT: Final = 200
_SEPARATORS: Final = re.compile(r"[\s,;,、;]+")
_PHRASES: Final = re.compile(r"\b(this|last) (week|month)\b")
# In so many years there is a 29th of February.
_LEAP_YEARS: Final = 9
_TO: Final = re.compile(r"(.*?)(?:\.\.+|~|…|—|至|到)(.*)")
_DAY: Final = re.compile(r"((?:19|20)\d\d)([-/.]?)(\d\d?)\2(\d\d?)日?")
_DAY_ZH: Final = re.compile(r"(?:((?:19|20)\d\d)年)?(\d\d?)月(\d\d?)[日号]")
_MONTH: Final = re.compile(r"((?:19|20)\d\d)(?:[-/.](\d\d?)|年(\d\d?)月)")
_MONTH_AND_DAY: Final = re.compile(r"(\d\d?)[-/](\d\d?)")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(年?)")
_LAST_DAYS: Final = re.compile(r"(?:近|last)?(\d{1,3})(?:d|天|日内)")


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included; None: without an end on this side."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Term:
    """A word of the text, and what it was taken for: any of these is what is looked for."""

    text: str
    # The beginning of a name or number, folded.
    word: str = ""
    period: Period | None = None
    modalities: frozenset[str] = frozenset()


def understood(text: str, today: date) -> tuple[Term, ...]:
    """Return the terms of a text; a study is found that fulfils all of them."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    joined = _PHRASES.sub(r"\1-\2", plain.casefold())
    # Words are told apart in the text as it was typed: SC is a modality, sc may be somebody's initials.
    words = _SEPARATORS.split(joined if joined != plain.casefold() else plain)
    found = (_term(word, today) for word in words if word)
    return tuple(term for term in found if term is not None)[:MOST_WORDS]


def _term(text: str, today: date) -> Term | None:
    modalities = modalities_of(text)
    if modalities:
        return Term(text, modalities=modalities)
    word, period = squeezed(text), _period(text.casefold(), today)
    if period is None:
        return Term(text, word=word) if word else None
    return Term(text, word=word if text.isdigit() else "", period=period)


def _period(text: str, today: date) -> Period | None:
    between = _TO.fullmatch(text)
    if between is None:
        return _single(text, today)
    ends = [_single(end, today) if end else Period(None, None) for end in between.groups()]
    if ends[0] is None or ends[1] is None or between[1] == between[2] == "":
        return None
    return Period(ends[0].first, ends[1].last)


def _single(text: str, today: date) -> Period | None:
    for read in (_named, _of_day, _of_month, _of_month_and_day, _of_year, _of_last_days):
        with suppress(ValueError, OverflowError):
            period = read(text, today)
            if period is not None:
                return period
    return None


def _named(text: str, today: date) -> Period | None:
    days = {"today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2}
    if text in days:
        return _day(today - timedelta(days=days[text]))
    weeks = {"week": 0, "this-week": 0, "本周": 0, "这周": 0, "last-week": 1, "上周": 1}
    if text in weeks:
        monday = today - timedelta(days=today.weekday() + 7 * weeks[text])
        return Period(monday, monday + timedelta(days=6))
    months: dict[str, Callable[[], date]] = {
        "this-month": lambda: today,
        "本月": lambda: today,
        "last-month": lambda: today.replace(day=1) - timedelta(days=1),
        "上月": lambda: today.replace(day=1) - timedelta(days=1),
    }
    return _month(months[text]()) if text in months else None


def _of_day(text: str, today: date) -> Period | None:
    if said := _DAY.fullmatch(text):
        whole = said[2] or len(text) == 8
        return _day(date(int(said[1]), int(said[3]), int(said[4]))) if whole else None
    if said := _DAY_ZH.fullmatch(text):
        year = int(said[1]) if said[1] else None
        return _day(_latest(today, int(said[2]), int(said[3]), year))
    return None


def _of_month(text: str, today: date) -> Period | None:  # noqa: ARG001  (what every reading is given)
    said = _MONTH.fullmatch(text)
    return _month(date(int(said[1]), int(said[2] or said[3]), 1)) if said else None


def _of_month_and_day(text: str, today: date) -> Period | None:
    said = _MONTH_AND_DAY.fullmatch(text)
    return _day(_latest(today, int(said[1]), int(said[2]))) if said else None


def _of_year(text: str, today: date) -> Period | None:
    said = _YEAR.fullmatch(text)
    if said is None or int(said[1]) > today.year:
        return None
    return Period(date(int(said[1]), 1, 1), date(int(said[1]), 12, 31))


def _of_last_days(text: str, today: date) -> Period | None:
    said = _LAST_DAYS.fullmatch(text)
    return Period(today - timedelta(days=int(said[1]) - 1), today) if said and int(said[1]) else None


def _day(day: date) -> Period:
    return Period(day, day)


def _month(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def _latest(today: date, month: int, day: int, year: int | None = None) -> date:
    """Return the last such day that has begun: who types 12-30 in January means last year's."""
    if year is not None:
        return date(year, month, day)
    for each in range(today.year, today.year - _LEAP_YEARS, -1):
        with suppress(ValueError):
            if (found := date(each, month, day)) <= today:
                return found
    raise ValueError("There is no such day.")
