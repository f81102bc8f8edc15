"""What can be asked of the archive: one value for C-FIND and for QIDO-RS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement


class Level(StrEnum):
    """What is asked for (PS3.4 section C.6.1.1); patients are told by their studies."""

    STUDY = "STUDY"
    SERIES = "SERIES"
    INSTANCE = "INSTANCE"


@dataclass(frozen=True)
class Match:
    """One matching key and its value as it was written: single, list with backslashes, wildcards, or a range.

    ``path`` names the attribute by its tag, or the sequences on the way and then the attribute.
    """

    path: tuple[int, ...]
    value: str


@dataclass(frozen=True)
class Query:
    """A question.

    Parameters
    ----------
    level
        What one answer stands for.
    matches
        All of them must hold; keys that the index does not have hold always (see `Search.supports`).
    include
        Attributes wanted besides those of the level that are given anyway.
    include_all
        Whether every attribute that the index has is wanted.
    limit, offset
        How many answers, from which on; None is no limit.
    fuzzy
        Whether names match by the beginnings of their parts.
    hospital_ids, study_ids
        What may be seen; None bounds nothing.
    within
        A condition on ``studies`` beyond these, for somebody whose permissions are not as simple.
    """

    level: Level
    matches: tuple[Match, ...] = ()
    include: frozenset[int] = frozenset()
    include_all: bool = False
    limit: int | None = None
    offset: int = 0
    fuzzy: bool = False
    hospital_ids: frozenset[int] | None = None
    study_ids: frozenset[int] | None = None
    within: ColumnElement[bool] | None = None
