"""A report that is being written, as a value, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.engine import Row

from imaging.dicom.person_names import displayable
from imaging.errors import MalformedError
from imaging.index.tables import report_works, users
from imaging.problems import Problem
from imaging.reporting.content import Content, Language, SectionKey

LONGEST_NOTE: Final = 2000


class WorkKind(StrEnum):
    """What is being written."""

    REPORT = "report"
    ADDENDUM = "addendum"
    CORRECTION = "correction"


class Stage(StrEnum):
    """How far it is."""

    WRITING = "writing"
    REVIEW = "review"
    RETURNED = "returned"
    SIGNED = "signed"
    DISCARDED = "discarded"


class StepKind(StrEnum):
    """What happened to it."""

    BEGAN = "began"
    TAKEN_OVER = "taken-over"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SIGNED = "signed"
    DISCARDED = "discarded"
    # A text that another one replaced.
    SET_ASIDE = "set-aside"


@dataclass(frozen=True)
class Work:
    """A report that is being written."""

    id: int
    hospital_id: int
    order_id: int
    kind: WorkKind
    stage: Stage
    reason: str = field(repr=False)
    content: Content = field(repr=False)
    revision: int
    base_version: int
    author_id: int
    author: str
    holder_id: int | None
    holder: str
    held_since: datetime
    saved_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Step:
    """Something that happened to it."""

    id: int
    kind: StepKind
    user_id: int
    name: str
    note: str = field(repr=False)
    sections: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Beginning:
    """What somebody is about to write."""

    kind: WorkKind = WorkKind.REPORT
    language: Language = Language.ZH
    reason: str = field(default="", repr=False)
    # What it begins with, of a template.
    sections: dict[SectionKey, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", noted(self.reason, "reason"))
        if self.kind is not WorkKind.REPORT and not self.reason:
            raise MalformedError("Say why the report is changed.", Problem.FIELD_MISSING, name="reason")

    @property
    def plain_keys(self) -> dict[str, str]:
        """The sections under plain words."""
        return {key.value: markup for key, markup in self.sections.items()}


def noted(text: str, name: str) -> str:
    """Return what somebody typed beside a report, as it is kept."""
    text = displayable(text).strip()
    if len(text) > LONGEST_NOTE:
        raise MalformedError(f"{name} is too long.", Problem.FIELD_TOO_LONG, name=name, longest=LONGEST_NOTE)
    return text


def work_of(row: Row[tuple[object, ...]]) -> Work:
    """Return the work that a row tells of."""
    return Work(
        row.id,
        row.hospital_id,
        row.order_id,
        WorkKind(row.kind),
        Stage(row.stage),
        row.reason,
        Content.read(row.language, row.sections),
        row.revision,
        row.base_version,
        row.author_id,
        row.author_name or row.author_login,
        row.holder_id,
        row.holder_name or row.holder_login or "",
        row.held_since,
        row.saved_at,
        row.closed_at,
    )


def works_query() -> Select[tuple[object, ...]]:
    """Find works with the names of those who write them."""
    author, holder = users.alias("author"), users.alias("holder")
    return (
        select(
            report_works,
            author.c.name.label("author_name"),
            author.c.login.label("author_login"),
            holder.c.name.label("holder_name"),
            holder.c.login.label("holder_login"),
        )
        .join(author, author.c.id == report_works.c.author_id)
        .outerjoin(holder, holder.c.id == report_works.c.holder_id)
    )
