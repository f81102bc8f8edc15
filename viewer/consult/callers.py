"""Who stands before a consult: a person by their session, a guest by their own; nobody else is told that it is there.

The same answer for a consult that is not there, and for one that somebody is not in: a code tells nothing. What asks
is a request or a socket; whoever holds a socket asks again every few seconds, and ends it when this refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import HTTPConnection, Request

from imaging.access.actors import Action, Guest, Person
from imaging.access.audit import Subject, SubjectKind
from imaging.access.reader import Reader
from imaging.consult.participants import Gathering, Part, Participant
from imaging.errors import ForbiddenError, GoneError, NotFoundError, UnauthenticatedError
from imaging.house import House
from imaging.problems import Problem
from viewer.callers import address_of, cookie_name
from viewer.cross_site import check_own_origin, check_own_page, is_seen

GUEST_COOKIE: Final = "filmless-guest"


@dataclass(frozen=True)
class Present:
    """Somebody who is in a consult, and may do there what was asked for."""

    actor: Person | Guest
    participant: Participant
    gathering: Gathering
    # The same before the records of the consult.
    reader: Reader
    session: str = field(repr=False)

    @property
    def subject(self) -> Subject:
        """The consult, for the audit."""
        return Subject(SubjectKind.CONSULT, self.gathering.id)


@dataclass(frozen=True)
class ConsultCallers:
    """Tells who asks; what it knows of a session is three seconds old at most, and of a consult nothing is kept."""

    house: House

    def of(
        self, connection: HTTPConnection, code: str, action: Action = Action.TAKE_PART, *, acts: bool = False
    ) -> Present:
        """Return who asks.

        Parameters
        ----------
        connection : HTTPConnection
            A request, or a socket.
        code : str
            Of the consult's address.
        action : Action
            What they want to do there.
        acts : bool
            Whether somebody has just done something at a socket, so that the person's session does not fall idle; of a
            request it is known.

        Raises
        ------
        UnauthenticatedError
            Nobody knows who asks.
        NotFoundError
            There is no such consult, or it is none of theirs.
        GoneError
            It is over, and they are not of the hospital that asked.
        ForbiddenError
            Their part does not include that; or a browser asks for a change, but not from a page of ours.
        """
        found = self._found(connection, acts)
        return self._let_in_one(connection, found, self.house.gatherings.of_code(code), action)

    def again(self, connection: HTTPConnection, gathering: Gathering, *, acts: bool) -> Present:
        """Return who is at a socket by now, in a consult that was looked up just so; refused is what ``of`` refuses."""
        return self._let_in_one(connection, self._found(connection, acts), gathering, Action.TAKE_PART)

    def _found(self, connection: HTTPConnection, acts: bool) -> list[tuple[Person | Guest, str]]:
        if not isinstance(connection, Request):
            check_own_origin(connection)
        found = list(self._actors(connection, acts))
        if not found:
            raise UnauthenticatedError("Sign in, or open your invitation.")
        return found

    def _let_in_one(
        self, connection: HTTPConnection, found: list[tuple[Person | Guest, str]], gathering: Gathering, action: Action
    ) -> Present:
        for actor, session in found:
            participant = gathering.participant_of(actor)
            if participant is not None and participant.part is not Part.GONE:
                if isinstance(connection, Request):
                    check_own_page(connection, session)
                reader = self._reader(connection, actor)
                return _let_in(Present(actor, participant, gathering, reader, session), action)
        raise self._turned_away(connection, found[0][0], gathering, action)

    def guest(self, connection: HTTPConnection, *, acts: bool) -> tuple[Guest, str] | None:
        """Return which guest asks, wherever they were invited to, and their session; ``acts`` as above."""
        session = connection.cookies.get(cookie_name(connection, GUEST_COOKIE), "")
        guest = self.house.guest_sessions.guest_of(session, is_seen=acts) if session else None
        return None if guest is None else (guest, session)

    def _actors(self, connection: HTTPConnection, acts: bool) -> Iterator[tuple[Person | Guest, str]]:
        session = connection.cookies.get(cookie_name(connection), "")
        seen = _acts(connection, session) or acts
        person = self.house.sessions.person_of(session, is_seen=seen) if session else None
        if person is not None:
            yield person, session
        guest_session = connection.cookies.get(cookie_name(connection, GUEST_COOKIE), "")
        guest = self.guest(connection, acts=_acts(connection, guest_session) or acts)
        if guest is not None:
            yield guest

    def _turned_away(
        self, connection: HTTPConnection, actor: Person | Guest, gathering: Gathering, action: Action
    ) -> NotFoundError:
        refusal = ForbiddenError("Only those who take part in this consult see it.")
        subject = Subject(SubjectKind.CONSULT, gathering.id)
        self._reader(connection, actor).refused(action, subject, refusal, gathering.scope)
        return NotFoundError("There is no such consult.")

    def _reader(self, connection: HTTPConnection, actor: Person | Guest) -> Reader:
        return Reader(self.house.access_log, actor, actor.hospital_id, address_of(connection))


def sessions_of(connection: HTTPConnection) -> tuple[str, str]:
    """Return the sessions that somebody says are theirs, as a person and as a guest; nobody has looked at them yet."""
    names = cookie_name(connection), cookie_name(connection, GUEST_COOKIE)
    return connection.cookies.get(names[0], ""), connection.cookies.get(names[1], "")


def _acts(connection: HTTPConnection, session: str) -> bool:
    """Whether somebody of this session did what is asked; of a socket it is not known."""
    return isinstance(connection, Request) and is_seen(connection, session)


def _let_in(present: Present, action: Action) -> Present:
    gathering = present.gathering
    if gathering.state.is_over and present.participant.hospital_id != gathering.hospital_id:
        raise GoneError("This consult is over.", Problem.CONSULT_OVER)
    present.reader.require(action, gathering.scope, present.subject)
    return present
