"""What is done to annotations, as values: made by a page, ordered by the server, replayed by everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from imaging.errors import MalformedError
from imaging.problems import Problem
from imaging.reading.annotations import Annotation
from imaging.reading.measurements import Measured

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Does(StrEnum):
    """What is done; an annotation that was deleted comes back by being changed."""

    PUT = "put"
    CHANGE = "change"
    DELETE = "delete"


@dataclass(frozen=True)
class Operation:
    """One thing that somebody does.

    Attributes
    ----------
    does : Does
        What is done.
    id : str
        A UUID of whoever draws, in lower case.
    base : int
        The version that the page knew; 0 for what is new.
    annotation : Annotation or None
        None where it is deleted.
    """

    does: Does
    id: str
    base: int = 0
    annotation: Annotation | None = None

    def __post_init__(self) -> None:
        if not _UUID.fullmatch(self.id):
            raise MalformedError("The id is a UUID in lower case.", Problem.FIELD_WRONG, name="id")
        if (self.does is Does.PUT) != (self.base == 0) or self.base < 0:
            raise MalformedError("Only what is new has no version before it.", Problem.FIELD_WRONG, name="base")
        if (self.does is Does.DELETE) != (self.annotation is None):
            raise MalformedError("What is drawn is told, unless it goes.", Problem.FIELD_WRONG, name="annotation")


@dataclass(frozen=True)
class Author:
    """Who drew, and where they work."""

    user_id: int
    name: str
    hospital: str


@dataclass(frozen=True)
class Recorded:
    """A version as it is kept: the operation, its place in the order, by whom and when.

    Attributes
    ----------
    annotation : Annotation
        What is drawn; what was drawn last where it is deleted.
    """

    id: str
    study_id: int
    version: int
    sequence: int
    is_deleted: bool
    annotation: Annotation
    measured: Measured
    author: Author
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """Return what a page is told."""
        return {
            "id": self.id,
            "version": self.version,
            "sequence": self.sequence,
            "is_deleted": self.is_deleted,
            "annotation": self.annotation.to_json(),
            "measured": self.measured.to_json(),
            "author": {"id": self.author.user_id, "name": self.author.name, "hospital": self.author.hospital},
            "at": self.at.isoformat(),
        }
