"""Somebody who is signed in shows once more that it is they, before something that bears their name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from imaging.access.actors import Person
from imaging.access.audit import AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.signing_in import SigningIn
from imaging.errors import ForbiddenError
from imaging.problems import Problem

CONFIRM = "confirm-self"


class Proof(StrEnum):
    """How they showed it."""

    PASSWORD = "password"  # noqa: S105  (a word, no password)
    CODE = "code"


@dataclass(frozen=True)
class Confirming:
    """Compares what is typed with what is kept of somebody; guesses count like those at the door."""

    signing_in: SigningIn

    def confirm(self, person: Person, password_or_code: str, address: str) -> Proof:
        """Go on only if it is theirs.

        Raises
        ------
        ForbiddenError
            It is not, or there were too many tries.
        """
        is_still = self.signing_in.is_still(person, password_or_code, address)
        if is_still is None:
            self._refuse(person, address, "too-many")
            raise ForbiddenError("Too many tries.", Problem.TOO_MANY_TRIES)
        if not is_still:
            self._refuse(person, address, "wrong")
            raise ForbiddenError("This is not your password.", Problem.WRONG_PROOF)
        is_code = "".join(password_or_code.split()).isdigit() and self.signing_in.factors.has(person.user_id)
        return Proof.CODE if is_code else Proof.PASSWORD

    def _refuse(self, person: Person, address: str, why: str) -> None:
        subject = Subject(SubjectKind.PERSON, person.user_id)
        event = AuditEvent(person, CONFIRM, subject, Outcome.DENIED, person.hospital_id, address, {"why": why})
        self.signing_in.audit.record(event)
