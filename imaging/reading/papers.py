"""Papers and photographs that belong to a patient's exams: referrals, laboratory sheets, consents, photographs.

What was brought is kept bit for bit. A photograph is shown as it was drawn anew. A paper that was put to the wrong
patient is withdrawn with a reason: it is shown no more and its file can't be fetched, but that it was there stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from imaging.access.actors import Action, Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.archive.kept_files import KeptFiles
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, LimitError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import papers
from imaging.problems import Problem
from imaging.reading.photographs import PaperType, redrawn, type_of

MOST_BYTES: Final = 20 * 1024 * 1024
LONGEST_TITLE: Final = 200
LONGEST_REASON: Final = 500


class PaperKind(StrEnum):
    """What a paper is."""

    REFERRAL = "referral"
    LABORATORY = "laboratory"
    PHOTOGRAPH = "photograph"
    CONSENT = "consent"
    OTHER = "other"


@dataclass(frozen=True)
class NewPaper:
    """A paper as it is brought."""

    kind: PaperKind
    title: str = field(repr=False)
    content: bytes = field(repr=False)

    def __post_init__(self) -> None:
        title = displayable(" ".join(self.title.split()))
        object.__setattr__(self, "title", title)
        if len(title) > LONGEST_TITLE:
            raise MalformedError("The title is too long.", Problem.FIELD_TOO_LONG, name="title", longest=LONGEST_TITLE)
        if len(self.content) > MOST_BYTES:
            raise LimitError("The file is too large.", limit=MOST_BYTES)


@dataclass(frozen=True)
class KeptPaper:
    """A paper as it is kept."""

    id: int
    hospital_id: int
    study_id: int
    kind: PaperKind
    title: str = field(repr=False)
    author_id: int
    author: str
    added_at: datetime
    media_type: PaperType
    file_key: str
    size_bytes: int
    sha256: bytes = field(repr=False)
    picture_key: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_because: str = field(repr=False)


@dataclass(frozen=True)
class Papers:
    """The papers of all exams; whoever calls has asked whether the person may."""

    index: Index
    clock: Clock
    audit: Audit
    files: KeptFiles

    def add(self, person: Person, study_id: int, hospital_id: int, new: NewPaper) -> KeptPaper:
        """Keep a paper beside an exam."""
        media_type, now = type_of(new.content), self.clock.now()
        picture = b"" if media_type is PaperType.PDF else redrawn(new.content)
        # The files are durable before a row speaks of them; one that no row ever speaks of costs only its space.
        values = {
            "hospital_id": hospital_id,
            "study_id": study_id,
            "kind": new.kind,
            "title": new.title,
            "author_id": person.user_id,
            "author": (person.name or person.login)[:200],
            "added_at": now,
            "media_type": media_type,
            "file_key": self.files.keep(new.content, media_type.suffix, now),
            "size_bytes": len(new.content),
            "sha256": hashlib.sha256(new.content).digest(),
            "picture_key": self.files.keep(picture, PaperType.JPEG.suffix, now) if picture else "",
        }
        with self.index.write() as connection:
            paper = _paper(connection.execute(insert(papers).values(values).returning(papers)).one())
            self.audit.append(connection, _event(person, paper, "added"))
        return paper

    def of_studies(self, study_ids: Collection[int]) -> tuple[KeptPaper, ...]:
        """Return the papers beside these exams, the latest first, those that were withdrawn too."""
        query = select(papers).where(papers.c.study_id.in_(study_ids)).order_by(papers.c.id.desc())
        with self.index.read() as connection:
            return tuple(_paper(row) for row in connection.execute(query))

    def by_id(self, paper_id: int) -> KeptPaper:
        """Return one paper."""
        with self.index.read() as connection:
            row = connection.execute(select(papers).where(papers.c.id == paper_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such paper.")
        return _paper(row)

    def content(self, paper: KeptPaper) -> bytes:
        """Return what was brought."""
        return self.files.read(_kept_key(paper, paper.file_key))

    def picture(self, paper: KeptPaper) -> bytes:
        """Return what is shown of a photograph."""
        return self.files.read(_kept_key(paper, paper.picture_key))

    def withdraw(self, person: Person, paper: KeptPaper, reason: str) -> None:
        """Show a paper no more."""
        reason = displayable(" ".join(reason.split()))
        if not reason:
            raise MalformedError("Say why.", Problem.FIELD_MISSING, name="reason")
        if len(reason) > LONGEST_REASON:
            raise MalformedError("Too long.", Problem.FIELD_TOO_LONG, name="reason", longest=LONGEST_REASON)
        values = {
            "withdrawn_at": self.clock.now(),
            "withdrawn_by": (person.name or person.login)[:200],
            "withdrawn_because": reason,
        }
        query = update(papers).where(papers.c.id == paper.id, papers.c.withdrawn_at.is_(None)).values(values)
        with self.index.write() as connection:
            if connection.execute(query).rowcount == 0:
                raise ConflictError("It was withdrawn already.", Problem.PAPER_WITHDRAWN)
            self.audit.append(connection, _event(person, paper, "withdrawn"))


def _kept_key(paper: KeptPaper, key: str) -> str:
    if paper.withdrawn_at is not None or not key:
        raise NotFoundError("There is nothing to show.", Problem.PAPER_WITHDRAWN if paper.withdrawn_at else None)
    return key


def _event(person: Person, paper: KeptPaper, what: str) -> AuditEvent:
    subject = Subject(SubjectKind.PAPER, paper.id)
    detail: dict[str, str | int] = {"study": paper.study_id, "changed": what}
    return AuditEvent(person, Action.KEEP_PAPERS, subject, hospital_id=paper.hospital_id, detail=detail)


def _paper(row: Row[Any]) -> KeptPaper:
    return KeptPaper(**values_of(row) | {"kind": PaperKind(row.kind), "media_type": PaperType(row.media_type)})
