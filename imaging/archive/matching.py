"""Attribute matching (PS3.4 section C.2.2.2): what a key's value asks, and the SQL that answers it.

A criterion's shape is all that its SQL depends on, so that a question of a known shape is neither built nor compiled
again; the values come as parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, or_

from imaging.archive.folding import fold, fold_name
from imaging.errors import MalformedError

_DATE: Final = re.compile(r"\d{4}(\d{2}){0,2}")
_TIME: Final = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")
_MAX_VALUE_LENGTH: Final = 64 * 1024
_MAX_PATTERN_LENGTH: Final = 256
_MAX_WORDS: Final = 16
_MAX_INTEGER: Final = 2**31 - 1
_EMPTY_VALUE: Final = '""'


class Kind(StrEnum):
    """How values of an attribute are compared."""

    UID = "uid"
    TEXT = "text"
    FOLDED = "folded"
    NAME = "name"
    DATE = "date"
    TIME = "time"
    INTEGER = "integer"
    MODALITIES = "modalities"
    LINES = "lines"


class Operator(StrEnum):
    """The SQL of one criterion."""

    IN = "in"
    LIKE = "like"
    LIKE_ALL = "like all"
    RANGE = "range"


@dataclass(frozen=True)
class Criterion:
    """One condition: an operator and its parameters."""

    operator: Operator
    values: tuple[Any, ...]

    @property
    def shape(self) -> tuple[Operator, int]:
        """What the SQL depends on."""
        return self.operator, (1 if len(self.values) == 1 else 2) if self.operator is Operator.IN else len(self.values)

    def parameters(self, prefix: str) -> Mapping[str, Any]:
        """Return the values by the names that `condition` gave them."""
        if self.operator is Operator.IN and len(self.values) != 1:
            return {f"{prefix}_0": list(self.values)}
        return {f"{prefix}_{number}": value for number, value in enumerate(self.values)}


def condition(column: ColumnElement[Any], operator: Operator, count: int, prefix: str) -> ColumnElement[bool]:
    """Build the SQL of a criterion of this shape."""
    names = [f"{prefix}_{number}" for number in range(count)]
    if operator is Operator.IN:
        # One value, the rule, is spared the time that it takes to write a list into the statement.
        return column == bindparam(names[0]) if count == 1 else column.in_(bindparam(names[0], expanding=True))
    if operator is Operator.RANGE:
        return and_(column != "", column.between(bindparam(names[0]), bindparam(names[1])))
    likes = [column.like(bindparam(name), escape="\\") for name in names]
    return and_(*likes) if operator is Operator.LIKE_ALL else or_(*likes)


def criterion(kind: Kind, value: str, *, fuzzy: bool = False, prefix: str = "") -> Criterion | None:
    """Read a key's value; None if it matches everything.

    Raises
    ------
    MalformedError
        The value is no value of its kind.
    """
    if len(value) > _MAX_VALUE_LENGTH or "\0" in value:
        raise MalformedError("The value of a matching key is too long, or holds NUL.")
    value = value.strip()
    if not value.strip("*"):
        return None
    if kind is Kind.LINES:
        return Criterion(Operator.LIKE, (f"%\n{prefix}={_pattern(value)}\n%",))
    if kind is Kind.NAME:
        return _name(value, fuzzy=fuzzy)
    return _READERS[kind](value)


def _uids(value: str) -> Criterion:
    return Criterion(Operator.IN, _parts(value))


def _modalities(value: str) -> Criterion:
    return Criterion(Operator.LIKE, tuple(f"%\\\\{_pattern(part)}\\\\%" for part in _parts(value)))


def _parts(value: str) -> tuple[str, ...]:
    """Take a list apart; QIDO-RS separates by commas what DICOM separates by backslashes."""
    return tuple(part.strip() for part in re.split(r"[\\,]", value))


def _text(value: str) -> Criterion:
    parts = tuple("" if part == _EMPTY_VALUE else part for part in value.split("\\"))
    if any("*" in part or "?" in part for part in parts):
        return Criterion(Operator.LIKE, tuple(map(_pattern, parts)))
    return Criterion(Operator.IN, parts)


def _name(value: str, *, fuzzy: bool) -> Criterion | None:
    """Match names without case and accents; one of a name's representations is enough (PS3.4 section C.2.2.2.1)."""
    groups = [group for group in fold_name(value).split("\n") if group.strip()]
    if not groups:
        return None
    if fuzzy:
        words = [word.strip("*") for group in groups for word in group.split()]
        return Criterion(Operator.LIKE_ALL, tuple(f"% {_pattern(word)}%" for word in words)[:_MAX_WORDS])
    return Criterion(Operator.LIKE, tuple(f"%\n{_pattern(group)}\n%" for group in groups))


def _range(kind: Kind, value: str) -> Criterion:
    """Match dates or times as precisely as they are given; both ends belong to a range (PS3.4 section C.2.2.2.5)."""
    first, dash, last = value.partition("-")
    first, last = first.strip(), last.strip()
    for end in (first, last if dash else first):
        if end and not (_DATE if kind is Kind.DATE else _TIME).fullmatch(end):
            raise MalformedError(f"{value!r} is not a {kind} or a range of them.")
    if not first and not last:
        raise MalformedError(f"{value!r} is a range without ends.")
    # Every longer, more precise value sorts between "2026" and "2026~".
    return Criterion(Operator.RANGE, (first, (last if dash else first) + "~"))


def _integers(value: str) -> Criterion:
    try:
        numbers = tuple(int(part) for part in value.split("\\"))
    except ValueError as error:
        raise MalformedError(f"{value!r} is not a whole number.") from error
    if any(abs(number) > _MAX_INTEGER for number in numbers):
        raise MalformedError(f"{value!r} is larger than any number of this kind.")
    return Criterion(Operator.IN, numbers)


def _pattern(value: str) -> str:
    """Turn the wildcards * and ? into those of LIKE."""
    if len(value) > _MAX_PATTERN_LENGTH:
        raise MalformedError(f"A matching key may have {_MAX_PATTERN_LENGTH} characters.")
    escaped = re.sub(r"([\\%_])", r"\\\1", value)
    return re.sub(r"\*+", "%", escaped).replace("?", "_")


_READERS: Final[Mapping[Kind, Callable[[str], Criterion]]] = {
    Kind.UID: _uids,
    Kind.TEXT: _text,
    Kind.FOLDED: lambda value: _text(fold(value)),
    Kind.DATE: partial(_range, Kind.DATE),
    Kind.TIME: partial(_range, Kind.TIME),
    Kind.INTEGER: _integers,
    Kind.MODALITIES: _modalities,
}
