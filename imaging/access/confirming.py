"""Somebody who is signed in shows once more that it is they, before something that bears their name."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.access.actors import Person
from imaging.access.audit import AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.people import SignInRefusal
from imaging.access.signing_in import Proof, SigningIn
from imaging.errors import ForbiddenError
from imaging.problems import Problem

CONFIRM = "confirm-self"


@dataclass(frozen=True)
class Confirming:
    """Compares what is typed with what is kept of somebody; guesses count like those at the door."""

    signing_in: SigningIn

    def confirm_strongly(self, person: Person, password_or_code: str, address: str) -> Proof:
        """Go on only if it is theirs, and whoever has a second factor has shown that.

        Raises
        ------
        ForbiddenError
            It is not, there were too many tries, or it is a password where there is a second factor.
        """
        found = self.confirm(person, password_or_code, address)
        if found is Proof.PASSWORD and self.signing_in.factors.has(person.user_id):
            self._refuse(person, address, "wrong")
            raise ForbiddenError("Show the code of your second factor.", Problem.CODE_WANTED)
        return found

    def confirm(self, person: Person, password_or_code: str, address: str) -> Proof:
        """Go on only if it is theirs.

        Raises
        ------
        ForbiddenError
            It is not, or there were too many tries.
        """
        found = self.signing_in.proof(person, password_or_code, address)
        if isinstance(found, Proof):
            return found
        if found is SignInRefusal.TOO_MANY:
            self._refuse(person, address, "too-many")
            raise ForbiddenError("Too many tries.", Problem.TOO_MANY_TRIES)
        self._refuse(person, address, "wrong")
        raise ForbiddenError("This is not your password.", Problem.WRONG_PROOF)

    def _refuse(self, person: Person, address: str, why: str) -> None:
        subject = Subject(SubjectKind.PERSON, person.user_id)
        event = AuditEvent(person, CONFIRM, subject, Outcome.DENIED, person.hospital_id, address, {"why": why})
        self.signing_in.audit.record(event)
