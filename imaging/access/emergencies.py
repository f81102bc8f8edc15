"""Breaking the glass: a doctor of another hospital sees one study, for a short time and a reason; its owner is told.

The reason may name a patient: it stands in a table of its own, for the privacy officer of the study's hospital alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Person, Scope
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.grants import MOST_LISTED, GrantKind, NewGrant, give, with_receivers
from imaging.access.throttle import Throttle
from imaging.clock import Clock
from imaging.errors import ConflictError, ForbiddenError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import emergencies, grants, studies, study_variants
from imaging.problems import Problem

SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 1000
_STUDY_DESCRIPTION: Final = "00081030"


class ReasonKind(StrEnum):
    """Why the glass is broken."""

    LIFE_IN_DANGER = "life-in-danger"
    TRANSFERRED = "transferred"
    UNABLE_TO_CONSENT = "unable-to-consent"
    OTHER = "other"


@dataclass(frozen=True)
class FoundStudy:
    """As much of a study as tells a doctor that it is the one."""

    id: int
    study_date: str
    modalities: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Emergency:
    """What the privacy officer is told."""

    grant_id: int
    study_id: int
    login: str
    name: str
    hospital: str
    reason_kind: ReasonKind
    reason: str = field(repr=False)
    began_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None


@dataclass(frozen=True)
class Emergencies:
    """The emergencies of this installation; whoever breaks the glass was asked before whether they may."""

    index: Index
    clock: Clock
    audit: Audit
    lifetime: timedelta
    throttle: Throttle = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "throttle", Throttle(self.index, self.clock))

    def find(self, person: Person, hospital_id: int, number: str, birth_date: str) -> tuple[FoundStudy, ...]:
        """Return the studies of another hospital that have exactly this number and date of birth.

        Whoever knows both, from a slip or from the patient, learns that there is a study; nobody does by trying.
        """
        try_number, variant = self._try(person), study_variants.c
        query = (
            select(studies.c.id, studies.c.modalities, variant.study_date, variant.attributes)
            .join(study_variants, variant.study_id == studies.c.id)
            .where(studies.c.hospital_id == hospital_id, *_fits(number, birth_date))
            .order_by(variant.study_date.desc(), studies.c.id.desc())
            .limit(50)
        )
        with self.index.read() as connection:
            rows = {row.id: row for row in connection.execute(query)} if number and birth_date else {}
        if rows:
            self.throttle.was_right(try_number)
        detail: dict[str, str | int] = {"list": "emergency", "count": len(rows)}
        self.audit.record(AuditEvent(person, Action.BREAK_GLASS, hospital_id=hospital_id, detail=detail))
        return tuple(
            FoundStudy(row.id, row.study_date, tuple(each for each in row.modalities.split("\\") if each),
                       _description(row.attributes)) for row in rows.values()
        )  # fmt: skip

    def prove(self, person: Person, study_id: int, number: str, birth_date: str) -> None:
        """Go on only for somebody who knows a study's number and date of birth, and not just how it is called here.

        Raises
        ------
        NotFoundError
            There is no such study, or it does not fit; which of the two is not told.
        """
        try_number = self._try(person)
        owner = select(studies.c.hospital_id).where(studies.c.id == study_id)
        fits = select(exists().where(study_variants.c.study_id == study_id, *_fits(number, birth_date)))
        with self.index.read() as connection:
            hospital_id = connection.scalar(owner)
            if number and birth_date and connection.scalar(fits):
                self.throttle.was_right(try_number)
                return
        subject, whose = Subject(SubjectKind.STUDY, study_id), hospital_id or person.hospital_id
        self.audit.record(AuditEvent(person, Action.BREAK_GLASS, subject, Outcome.DENIED, whose))
        raise NotFoundError("No study has exactly this number and date of birth.", Problem.EMERGENCY_NONE)

    def begin(self, person: Person, scope: Scope, kind: ReasonKind, reason: str) -> datetime:
        """Open the one study of ``scope`` and return until when; its hospital's privacy officer is told at once."""
        plain = reason.strip()
        if not SHORTEST_REASON <= len(plain) <= LONGEST_REASON:
            raise MalformedError(
                f"A reason has {SHORTEST_REASON} to {LONGEST_REASON} characters.",
                Problem.REASON_SHORT,
                shortest=SHORTEST_REASON,
                longest=LONGEST_REASON,
            )
        if scope.hospital_id is None or scope.hospital_id == person.hospital_id:
            raise ConflictError("This is a study of your own hospital.", Problem.SEEN_ANYWAY)
        (study_id,), now = scope.study_ids, self.clock.now()
        new = NewGrant(study_id, person.user_id, now + self.lifetime)
        with self.index.write() as connection:
            number = give(connection, GrantKind.EMERGENCY, scope.hospital_id, person, new, now)
            values = {"grant_id": number, "hospital_id": scope.hospital_id, "reason_kind": kind, "reason": plain}
            connection.execute(insert(emergencies).values(values))
            subject = Subject(SubjectKind.STUDY, study_id)
            detail = {"grant": number, "reason": kind.value}
            event = AuditEvent(person, Action.BREAK_GLASS, subject, hospital_id=scope.hospital_id, detail=detail)
            self.audit.append(connection, event)
        return new.ends_at

    def _try(self, person: Person) -> int:
        """Count a try, whichever way it is made; one that was right is taken back."""
        number = self.throttle.begin(f"emergency of {person.user_id}", f"user {person.user_id}")
        if number is None:
            raise ForbiddenError("Too many tries.", Problem.TOO_MANY_TRIES)
        return number

    def list(self, hospital_id: int) -> tuple[Emergency, ...]:
        """Return what happened to a hospital's studies, what nobody has looked at first, then the newest."""
        query = (
            with_receivers(select(emergencies, grants).join(grants, grants.c.id == emergencies.c.grant_id))
            .where(emergencies.c.hospital_id == hospital_id)
            .order_by(emergencies.c.seen_at.is_not(None), emergencies.c.grant_id.desc())
            .limit(MOST_LISTED)
        )
        with self.index.read() as connection:
            return tuple(_emergency(row) for row in connection.execute(query))

    def see(self, officer: Person, grant_id: int) -> None:
        """Note that the privacy officer has looked at one."""
        own = (emergencies.c.grant_id == grant_id, emergencies.c.hospital_id == officer.hospital_id)
        unseen = update(emergencies).where(and_(*own), emergencies.c.seen_at.is_(None))
        with self.index.write() as connection:
            if not connection.scalar(select(exists().where(*own))):
                raise NotFoundError("There is no such emergency.")
            connection.execute(unseen.values(seen_at=self.clock.now(), seen_by=officer.user_id))


def _fits(number: str, birth_date: str) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the instances that have exactly this number and date of birth."""
    variant = study_variants.c
    is_number = or_(variant.accession_number == number, variant.patient_id == number)
    return variant.patient_birth_date == birth_date, is_number


def _description(attributes: str) -> str:
    """Return how the study is called, as it was written: the column that is searched is folded."""
    values = json.loads(attributes).get(_STUDY_DESCRIPTION, {}).get("Value", [])
    return str(values[0]) if values else ""


def _emergency(row: Row[tuple[object, ...]]) -> Emergency:
    return Emergency(
        row.grant_id,
        row.study_id,
        row.login,
        row.name,
        row.hospital,
        ReasonKind(row.reason_kind),
        row.reason,
        row.given_at,
        row.ends_at,
        row.revoked_at,
        row.seen_at,
    )
