"""Grants by name: one study, or one patient of the giver's hospital, for somebody, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, insert, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Action, Granted, Person, granted_actions
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import grants, hospitals, studies, study_variants, users
from imaging.problems import Problem

LONGEST: Final = timedelta(days=366)
MOST_LISTED: Final = 500


class GrantKind(StrEnum):
    """How it came about."""

    BY_NAME = "by-name"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class NewGrant:
    """A grant as it is wanted."""

    study_id: int
    to_user_id: int
    ends_at: datetime
    is_whole_patient: bool = False
    may_download: bool = False
    may_annotate: bool = False


@dataclass(frozen=True)
class Grant:
    """A grant, and who has it."""

    id: int
    hospital_id: int
    kind: GrantKind
    study_id: int
    is_whole_patient: bool
    may_download: bool
    may_annotate: bool
    given_by: int
    given_at: datetime
    ends_at: datetime
    revoked_at: datetime | None
    to_login: str
    to_name: str
    to_hospital: str


@dataclass(frozen=True)
class Grants:
    """The grants of this installation; whoever gives one was asked before whether they may (``Action.SHARE``)."""

    index: Index
    clock: Clock
    audit: Audit

    def give(self, giver: Person, new: NewGrant) -> int:
        """Open a study of the giver's hospital, or all of its patient's there, and return the grant's number."""
        now = self.clock.now()
        if not now < new.ends_at <= now + LONGEST:
            raise MalformedError(f"A grant ends within {LONGEST.days} days.", Problem.GRANT_ENDS, days=LONGEST.days)
        if new.to_user_id == giver.user_id:
            raise ConflictError("You see it anyway.", Problem.GRANT_TO_SELF)
        with self.index.write() as connection:
            is_there = select(users.c.id).where(users.c.id == new.to_user_id, users.c.is_active)
            if connection.scalar(is_there) is None:
                raise NotFoundError("There is no such person.", Problem.GRANT_TO_NOBODY)
            patient = _patient_of(connection, giver, new.study_id) if new.is_whole_patient else ("", "")
            number = give(connection, GrantKind.BY_NAME, giver.hospital_id, giver, new, now, patient)
            detail = {"grant": number, "person": new.to_user_id, "patient": int(new.is_whole_patient)}
            subject = Subject(SubjectKind.STUDY, new.study_id)
            event = AuditEvent(giver, Action.SHARE, subject, hospital_id=giver.hospital_id, detail=detail)
            self.audit.append(connection, event)
        return number

    def list(self, hospital_id: int, *, study_id: int | None = None, given_by: int | None = None) -> tuple[Grant, ...]:
        """Return what a hospital has granted, the newest first: for one study, or by one person, or all of it."""
        query = with_receivers(select(grants)).where(grants.c.hospital_id == hospital_id).order_by(grants.c.id.desc())
        if study_id is not None:
            query = query.where(grants.c.study_id == study_id)
        if given_by is not None:
            query = query.where(grants.c.given_by == given_by)
        with self.index.read() as connection:
            return tuple(_grant(row) for row in connection.execute(query.limit(MOST_LISTED)))

    def revoke(self, person: Person, grant_id: int, *, given_by: int | None = None) -> None:
        """End a grant of the own hospital; whoever saw by it sees nothing more within five seconds."""
        own = [grants.c.id == grant_id, grants.c.hospital_id == person.hospital_id, grants.c.revoked_at.is_(None)]
        if given_by is not None:
            own.append(grants.c.given_by == given_by)
        ended = update(grants).where(*own).values(revoked_at=self.clock.now(), revoked_by=person.user_id)
        with self.index.write() as connection:
            study_id = connection.execute(ended.returning(grants.c.study_id)).scalar_one_or_none()
            if study_id is None:
                raise NotFoundError("There is no such grant, or it was ended before.")
            subject = Subject(SubjectKind.STUDY, study_id)
            event = AuditEvent(
                person, "revoke-grant", subject, hospital_id=person.hospital_id, detail={"grant": grant_id}
            )
            self.audit.append(connection, event)


def give(
    connection: Connection,
    kind: GrantKind,
    hospital_id: int,
    giver: Person,
    new: NewGrant,
    now: datetime,
    patient: tuple[str, str] = ("", ""),
) -> int:
    """Write a grant down."""
    values = {
        "hospital_id": hospital_id,
        "user_id": new.to_user_id,
        "kind": kind,
        "study_id": new.study_id,
        "is_whole_patient": new.is_whole_patient,
        "patient_id": patient[0],
        "issuer_of_patient_id": patient[1],
        "may_download": new.may_download,
        "may_annotate": new.may_annotate,
        "given_by": giver.user_id,
        "given_at": now,
        "ends_at": new.ends_at,
    }
    number: int = connection.execute(insert(grants).values(values).returning(grants.c.id)).scalar_one()
    return number


def with_receivers(query: Select[Any]) -> Select[Any]:
    """Add to a query of grants who was given them, and of which hospital they are."""
    return (
        query.add_columns(users.c.login, users.c.name, hospitals.c.name.label("hospital"))
        .join(users, users.c.id == grants.c.user_id)
        .join(hospitals, hospitals.c.id == users.c.hospital_id)
    )


def is_in_force(now: datetime) -> ColumnElement[bool]:
    """Whether a row of ``grants`` opens something at this moment."""
    return grants.c.revoked_at.is_(None) & (grants.c.given_at <= now) & (grants.c.ends_at > now)


def opens_study() -> ColumnElement[bool]:
    """Whether a row of ``grants`` is about a row of ``studies``.

    A whole patient are the studies of that hospital all of whose instances name this ID and issuer: what contradicts
    itself may be somebody else's.
    """
    variant = study_variants.c
    of_study = variant.study_id == studies.c.id
    same = (variant.patient_id == grants.c.patient_id) & (variant.issuer_of_patient_id == grants.c.issuer_of_patient_id)
    says = exists().where(of_study, same).correlate_except(study_variants)
    contradicts = exists().where(of_study, ~same).correlate_except(study_variants)
    return (grants.c.hospital_id == studies.c.hospital_id) & (
        (grants.c.study_id == studies.c.id) | (grants.c.is_whole_patient & says & ~contradicts)
    )


def granted_of(row: Row[tuple[object, ...]]) -> Granted:
    """Return what a row of ``grants`` opens, for those who decide."""
    return Granted(granted_actions(may_download=row.may_download, may_annotate=row.may_annotate), row.user_id)


def _patient_of(connection: Connection, giver: Person, study_id: int) -> tuple[str, str]:
    """Return ID and issuer of a study's patient, if the study leaves no doubt."""
    variant = study_variants.c
    query = (
        select(variant.patient_id, variant.issuer_of_patient_id)
        .join(studies, studies.c.id == variant.study_id)
        .where(studies.c.id == study_id, studies.c.hospital_id == giver.hospital_id)
        .distinct()
    )
    found = connection.execute(query).all()
    if len(found) != 1 or not found[0].patient_id:
        raise ConflictError("The study does not say for certain whose it is.", Problem.PATIENT_UNCERTAIN)
    return found[0].patient_id, found[0].issuer_of_patient_id


def _grant(row: Row[tuple[object, ...]]) -> Grant:
    return Grant(
        row.id,
        row.hospital_id,
        GrantKind(row.kind),
        row.study_id,
        row.is_whole_patient,
        row.may_download,
        row.may_annotate,
        row.given_by,
        row.given_at,
        row.ends_at,
        row.revoked_at,
        row.login,
        row.name,
        row.hospital,
    )
