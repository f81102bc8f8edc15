"""Signing in by the hospital's directory: off to it, back from it, and who that is here.

::

    page ──begin──► directory ──code──► page ──returned──► known here ──► second factor, or signed in
                                                   │
                                                   ├──► invited: becomes somebody here, under the number brought along
                                                   └──► confirming: shows that it is still they, for one signature
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from sqlalchemy.engine import Connection

from imaging.access.actors import Anonymous, Person
from imaging.access.audit import Audit, AuditEvent, Outcome
from imaging.access.directory.directories import Directories, Directory
from imaging.access.directory.id_tokens import Expected, shows_second_factor
from imaging.access.directory.known import LONGEST_NUMBER, KnownPeople
from imaging.access.directory.provider import Departure, Provider
from imaging.access.directory.visits import NewVisit, Passport, Purpose, Visit, Visits
from imaging.access.invitations import Invitations
from imaging.access.people import SIGN_IN, People
from imaging.access.signing_in import SigningIn, Ticket
from imaging.access.throttle import Throttle
from imaging.errors import FilmlessError, ForbiddenError, MalformedError
from imaging.problems import Problem

# Below it each directory has an address of its own to which it sends people back, and which it knows beforehand.
RETURN_PATH: Final = "/directory"

log = structlog.get_logger("directory")


@dataclass(frozen=True)
class SetOut:
    """Where a browser goes, and what it keeps meanwhile."""

    address: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Return:
    """What a browser brings back."""

    passport: Passport
    # Whose directory's address they came back to.
    hospital_id: int
    code: str = field(default="", repr=False)
    # The directory's word for why there is no code.
    error: str = ""
    issuer: str = ""


@dataclass(frozen=True)
class Arriving:
    """The way in by directories."""

    directories: Directories
    provider: Provider
    visits: Visits
    known: KnownPeople
    people: People
    invitations: Invitations
    signing_in: SigningIn
    audit: Audit
    throttle: Throttle

    def begin(self, hospital_code: str, address: str) -> SetOut:
        """Send somebody off to sign in."""
        try_number = self._try(address)
        return self._set_out(self.directories.open_one(hospital_code), Purpose.SIGN_IN, try_number)

    def begin_invited(self, secret: str, address: str) -> SetOut:
        """Send somebody off who was invited and wants no password here."""
        try_number = self._try(address)
        invitation = self.invitations.look(secret)
        directory = self.directories.of(invitation.hospital_id)
        if directory is None or not directory.is_open:
            raise ForbiddenError("This hospital has no directory.", Problem.DIRECTORY_NONE)
        return self._set_out(directory, Purpose.INVITATION, try_number, invitation_id=invitation.id)

    def begin_confirming(self, person: Person) -> SetOut:
        """Send somebody who is signed in off to show that it is still they."""
        directory = self.directory_of(person)
        if directory is None:
            raise ForbiddenError("The directory does not know you.", Problem.DIRECTORY_NONE)
        try_number = self._try(f"user {person.user_id}")
        return self._set_out(directory, Purpose.CONFIRM, try_number, user_id=person.user_id)

    def directory_of(self, person: Person) -> Directory | None:
        """Return the directory by which somebody signs in, if they do."""
        directory = self.directories.of(person.hospital_id)
        if directory is None or not directory.is_open or not self.known.is_known(directory, person.user_id):
            return None
        return directory

    def returned(self, brought: Return, address: str) -> Person | Ticket:
        """Say who came back, or what comes next for them; whoever is refused is told why, and the audit too."""
        # All who come from an address count together: a state is used once anyway.
        try_number = self.throttle.begin(secrets.token_urlsafe(16), address)
        try:
            if try_number is None:
                raise _too_many()
            visit = self.visits.end(brought.passport)
            found = self._returned(visit, brought, address)
        except FilmlessError as error:
            self._note_refusal(error, address)
            # The page says it in plain words; whoever set the directory up needs to know more exactly.
            log.info("directory let nobody in", why=str(error), cause=type(error.__cause__).__name__)
            raise
        for right in filter(None, (try_number, visit.try_number)):
            self.throttle.was_right(right)
        return found

    def _try(self, address: str) -> int:
        """Count who sets out, until they come back and are let in: each costs a row, and a call where nobody answers.

        They are counted apart from wrong tries, so that people who are on their way keep nobody else from signing in.
        """
        try_number = self.throttle.begin(secrets.token_urlsafe(16), f"visits of {address}")
        if try_number is None:
            refusal = _too_many()
            self._note_refusal(refusal, address)
            raise refusal
        return try_number

    def _note_refusal(self, error: FilmlessError, address: str) -> None:
        detail = {"by": "directory", "why": error.problem.value}
        self.audit.record(AuditEvent(Anonymous(), SIGN_IN, outcome=Outcome.DENIED, address=address, detail=detail))

    def _set_out(
        self,
        directory: Directory,
        purpose: Purpose,
        try_number: int,
        *,
        invitation_id: int | None = None,
        user_id: int | None = None,
    ) -> SetOut:
        # A directory that does not answer is told of here, before anybody leaves.
        self.provider.metadata(directory)
        visit = NewVisit(directory.hospital_id, purpose, try_number, invitation_id, user_id)
        passport = self.visits.begin(visit)
        is_anew = purpose is Purpose.CONFIRM
        departure = Departure(passport.state, passport.nonce, passport.verifier, is_anew)
        return SetOut(self.provider.address(directory, departure), passport.secret)

    def _returned(self, visit: Visit, brought: Return, address: str) -> Person | Ticket:
        directory = self.directories.of(visit.hospital_id)
        if directory is None or not directory.is_open:
            raise ForbiddenError("This hospital has no directory any more.", Problem.DIRECTORY_NONE)
        claims = self._claims(directory, visit, brought)
        number = _number(claims, directory)
        person = self.known.find(directory, number)
        if visit.purpose is Purpose.CONFIRM:
            if person is None or person.user_id != visit.user_id:
                raise ForbiddenError("Somebody else has signed in there.", Problem.DIRECTORY_OTHER)
            return self.signing_in.confirmed(person)
        if visit.purpose is Purpose.INVITATION and visit.invitation_id is not None:
            person = self._invited(directory, visit.invitation_id, number, person, address)
        if person is None:
            raise ForbiddenError("The directory's number is nobody's here.", Problem.DIRECTORY_STRANGER, number=number)
        person = self._in_role(directory, person, claims, address)
        is_twice = shows_second_factor(claims, directory.second_factors)
        return self.signing_in.by_directory(person, address, has_second_factor=is_twice)

    def _claims(self, directory: Directory, visit: Visit, brought: Return) -> Mapping[str, Any]:
        names_itself = self.provider.metadata(directory).names_itself
        # One that sends people on to another would have that one's codes come back as its own (RFC 9700, section 4.4).
        if brought.hospital_id != directory.hospital_id:
            raise MalformedError("The answer came to another directory's address.", Problem.DIRECTORY_WRONG)
        if brought.issuer != directory.issuer and (brought.issuer or names_itself):
            raise MalformedError("The answer is another directory's.", Problem.DIRECTORY_WRONG)
        if brought.error or not brought.code:
            raise ForbiddenError("The directory let nobody in.", Problem.DIRECTORY_REFUSED)
        since = visit.begun_at if visit.purpose is Purpose.CONFIRM else None
        expected = Expected(directory.issuer, directory.client_id, brought.passport.nonce, since=since)
        return self.provider.claims(directory, brought.code, brought.passport.verifier, expected)

    def _invited(
        self, directory: Directory, invitation_id: int, number: str, known: Person | None, address: str
    ) -> Person:
        """Make whom the invitation names somebody here, under the number that they have brought along."""
        if known is not None:
            raise ForbiddenError("They have a way in already.", Problem.DIRECTORY_TAKEN)

        def bind(connection: Connection, person: Person) -> None:
            self.known.bind_within(connection, person, directory, person, number)

        return self.invitations.accept_by_directory(invitation_id, bind, address)

    def _in_role(self, directory: Directory, person: Person, claims: Mapping[str, Any], address: str) -> Person:
        """Give somebody the role that the directory says, where the hospital has agreed on that."""
        if not directory.role_claim or person.role not in set(directory.roles.values()):
            # Who administers, oversees or visits is said here.
            return person
        said = claims.get(directory.role_claim)
        values = said if isinstance(said, list) else [said]
        roles = {directory.roles[each] for each in values if isinstance(each, str) and each in directory.roles}
        if person.role in roles:
            return person
        if len(roles) != 1:
            raise ForbiddenError("The directory gives no role, or several.", Problem.DIRECTORY_ROLE)
        self.people.set_role(person.user_id, next(iter(roles)))
        self.signing_in.note_role(person, address)
        return self.people.by_id(person.user_id)


def _too_many() -> ForbiddenError:
    return ForbiddenError("Too many tries.", Problem.TOO_MANY_TRIES)


def _number(claims: Mapping[str, Any], directory: Directory) -> str:
    found = claims.get(directory.number_claim)
    number = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    if not isinstance(number, str) or not 1 <= len(number) <= LONGEST_NUMBER or number != number.strip():
        raise MalformedError(
            "The directory does not tell the number.", Problem.DIRECTORY_NUMBERLESS, claim=directory.number_claim
        )
    return number
