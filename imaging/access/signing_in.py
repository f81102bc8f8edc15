"""Signing in, in two steps where somebody has a second factor or must have one.

::

    password ──► signed in                      (no second factor, and none is asked for)
       │
       ├──► ticket CODE  ──► code  ──► signed in
       └──► ticket ENROL ──► QR code ──► first code ──► signed in, recovery codes are shown once

A ticket is a random number that says "the password was right": good for a few minutes, for one person, for one step.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select

from imaging.access.actors import Anonymous, Person
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.people import SIGN_IN, People, SignInRefusal, person_of
from imaging.access.second_factors import Enrolment, SecondFactors
from imaging.access.sessions import Sessions
from imaging.clock import Clock
from imaging.errors import UnauthenticatedError
from imaging.index.engine import Index
from imaging.index.tables import sign_in_tickets, users
from imaging.problems import Problem

ENROL_SECOND_FACTOR: Final = "enrol-second-factor"
# How what a directory's answer gave begins, so that it is not taken for a password.
CONFIRMED: Final = "directory."
_LIFETIME: Final = timedelta(minutes=10)


class Step(StrEnum):
    """What comes after the password."""

    CODE = "code"
    ENROL = "enrol"
    # Nothing: it shows, once, that somebody has just been asked anew by their hospital's directory.
    CONFIRM = "confirm"


class Proof(StrEnum):
    """How somebody showed that it is still they."""

    PASSWORD = "password"  # noqa: S105  (a word, no password)
    CODE = "code"
    DIRECTORY = "directory"


@dataclass(frozen=True)
class Ticket:
    """What the browser keeps between two steps."""

    text: str = field(repr=False)
    step: Step = Step.CODE


@dataclass(frozen=True)
class Enrolled:
    """Somebody who has a second factor from now on."""

    person: Person
    recovery_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class SigningIn:
    """The way in of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    people: People
    factors: SecondFactors
    sessions: Sessions
    is_factor_required: bool = False

    def begin(self, login: str, password: str, address: str) -> Person | Ticket | SignInRefusal:
        """Check the password, and say what comes next."""
        found = self.people.check_password(login, password, address)
        if isinstance(found, SignInRefusal):
            return found
        return self._go_on(found, address, "password")

    def by_directory(self, person: Person, address: str, *, has_second_factor: bool) -> Person | Ticket:
        """Go on from what the hospital's directory says, whose second factor counts where the hospital says so."""
        if has_second_factor:
            return self.signed_in(person, address, "directory-twice")
        return self._go_on(person, address, "directory")

    def confirmed(self, person: Person) -> Ticket:
        """Note that the directory has just asked anew, and that it is still they; good for one signature."""
        return self._ticket(person, Step.CONFIRM)

    def invited(self, person: Person) -> Ticket:
        """Lead somebody new, who has just chosen a password, to a second factor."""
        return self._ticket(person, Step.ENROL)

    def with_code(self, ticket: str, code: str, address: str) -> Person | SignInRefusal:
        """Check the second factor."""
        person = self._holder(ticket, Step.CODE)
        is_right = self.factors.check(person.user_id, code)
        if not is_right:
            return self._refused(SignInRefusal.TOO_MANY if is_right is None else SignInRefusal.WRONG_CODE, address)
        self._spend(person)
        return self.signed_in(person, address, "code")

    def enrolment(self, ticket: str) -> Enrolment:
        """Draw a secret for somebody who must have one before anything else."""
        return self.factors.begin(self._holder(ticket, Step.ENROL))

    def enrolled(self, ticket: str, code: str, address: str) -> Enrolled | SignInRefusal:
        """Take the secret for good, sign its holder out everywhere else, and let them in."""
        person = self._holder(ticket, Step.ENROL)
        codes = self.factors.confirm(person.user_id, code)
        if codes is None:
            return self._refused(SignInRefusal.WRONG_CODE, address)
        self._spend(person)
        self.sessions.end_others(person.user_id)
        self.note_enrolled(person, address)
        return Enrolled(self.signed_in(person, address, "code"), codes)

    def note_role(self, person: Person, address: str) -> None:
        """Have the audit know that the directory gave somebody another role."""
        subject = Subject(SubjectKind.PERSON, person.user_id)
        detail = {"by": "directory"}
        event = AuditEvent(person, "set-role", subject, hospital_id=person.hospital_id, address=address, detail=detail)
        self.audit.record(event)

    def note_enrolled(self, person: Person, address: str) -> None:
        """Have the audit know that somebody has a second factor from now on."""
        subject = Subject(SubjectKind.PERSON, person.user_id)
        event = AuditEvent(person, ENROL_SECOND_FACTOR, subject, hospital_id=person.hospital_id, address=address)
        self.audit.record(event)

    def signed_in(self, person: Person, address: str, by: str) -> Person:
        """Have the audit know that somebody is in."""
        subject = Subject(SubjectKind.PERSON, person.user_id)
        self.audit.record(
            AuditEvent(person, SIGN_IN, subject, hospital_id=person.hospital_id, address=address, detail={"by": by})
        )
        return person

    def proof(self, person: Person, shown: str, address: str) -> Proof | SignInRefusal:
        """Say how somebody shows that it is they: password, code of the moment, or what the directory's answer gave."""
        plain = "".join(shown.split())
        if self.factors.has(person.user_id) and plain.isdigit():
            is_right = self.factors.check(person.user_id, plain)
            if is_right is None:
                return SignInRefusal.TOO_MANY
            return Proof.CODE if is_right else SignInRefusal.WRONG_CODE
        if shown.startswith(CONFIRMED) and self._spend_confirmation(person, shown):
            return Proof.DIRECTORY
        found = self.people.check_password(person.login, shown, address)
        return Proof.PASSWORD if isinstance(found, Person) else found

    def _go_on(self, person: Person, address: str, by: str) -> Person | Ticket:
        if self.factors.has(person.user_id):
            return self._ticket(person, Step.CODE)
        if self.is_factor_required:
            return self._ticket(person, Step.ENROL)
        return self.signed_in(person, address, by)

    def _ticket(self, person: Person, step: Step) -> Ticket:
        text, now = secrets.token_urlsafe(32), self.clock.now()
        if step is Step.CONFIRM:
            text = CONFIRMED + text
        values = {
            "id_hash": _hash(text),
            "user_id": person.user_id,
            "step": step,
            "expires_at": now + _LIFETIME,
        }
        with self.index.write() as connection:
            connection.execute(delete(sign_in_tickets).where(sign_in_tickets.c.expires_at <= now))
            connection.execute(insert(sign_in_tickets).values(values))
        return Ticket(text, step)

    def _holder(self, ticket: str, step: Step) -> Person:
        kept = sign_in_tickets.c
        query = (
            select(users)
            .join(sign_in_tickets, kept.user_id == users.c.id)
            .where(kept.id_hash == _hash(ticket), kept.step == step, kept.expires_at > self.clock.now())
            .where(users.c.is_active)
        )
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        # A factor that was enrolled meanwhile is replaced only by somebody who shows it.
        if row is None or (step is Step.ENROL and self.factors.has(row.id)):
            raise UnauthenticatedError("This took too long: begin again with the password.", Problem.SIGN_IN_OVER)
        return person_of(row)

    def _spend(self, person: Person) -> None:
        """Void every ticket of whoever is in: another one may be in other hands."""
        with self.index.write() as connection:
            connection.execute(delete(sign_in_tickets).where(sign_in_tickets.c.user_id == person.user_id))

    def _spend_confirmation(self, person: Person, ticket: str) -> bool:
        kept = sign_in_tickets.c
        good = (kept.id_hash == _hash(ticket), kept.step == Step.CONFIRM, kept.user_id == person.user_id)
        spent = delete(sign_in_tickets).where(*good, kept.expires_at > self.clock.now())
        with self.index.write() as connection:
            return connection.execute(spent).rowcount == 1

    def _refused(self, refusal: SignInRefusal, address: str) -> SignInRefusal:
        event = AuditEvent(Anonymous(), SIGN_IN, outcome=Outcome.DENIED, address=address, detail={"why": refusal})
        self.audit.record(event)
        return refusal


def _hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="surrogatepass")).digest()
