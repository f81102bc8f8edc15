"""Guests of a consult: people without an account, invited by name to one consult by whoever asks.

Two things open an invitation: a link, whose secret stands behind the # and goes to no server by itself, and six digits
that are told by another way. Neither opens anything alone::

    link + six digits ──► session ──► who they are, and that they keep it confidential ──► waits ──► let in by who asks
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.slow_hash import SlowHash
from imaging.clock import Clock
from imaging.consult.guest_sessions import GuestSessions
from imaging.consult.naming import Naming, Namings
from imaging.consult.part_news import PartNews
from imaging.consult.participants import Gathering, Part
from imaging.consult.room.appending import append_part, news_of
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, LimitError, MalformedError, NotFoundError
from imaging.events.bus import EventBus
from imaging.exchange.telling.inbox import Inbox
from imaging.index.engine import Index
from imaging.index.tables import consult_guests, consult_participants, consults
from imaging.problems import Problem
from imaging.sharing.secrets import Secret, new_secret

INVITE: Final = "invite-guest"
REVOKE: Final = "revoke-guest"
DIGITS: Final = 6
MOST_TRIES: Final = 5
MOST_GUESTS: Final = 50
LONGEST: Final = timedelta(days=7)
LONGEST_NAME, LONGEST_ORGANISATION = 100, 200


class GuestState(StrEnum):
    """How far an invitation is."""

    INVITED = "invited"
    WAITS = "waits"
    IN = "in"
    GONE = "gone"
    REVOKED = "revoked"
    EXPIRED = "expired"
    # Too many wrong codes.
    LOCKED = "locked"


@dataclass(frozen=True)
class InvitedGuest:
    """An invitation as whoever asks sees it; what they were invited as, and what they say themselves."""

    id: int
    name: str
    organisation: str
    confirmed_name: str
    confirmed_organisation: str
    confirmed_at: datetime | None
    invited_at: datetime
    expires_at: datetime
    tries: int
    state: GuestState
    participant_id: int | None


@dataclass(frozen=True)
class NewGuest:
    """Whom somebody would invite, by a name that can be kept."""

    name: str = field(repr=False)
    organisation: str = field(repr=False)
    # None: as long as an invitation lasts at most.
    until: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", named(self.name, "name", LONGEST_NAME))
        object.__setattr__(self, "organisation", named(self.organisation, "organisation", LONGEST_ORGANISATION))


@dataclass(frozen=True)
class IssuedGuest:
    """What the guest is given, by two different ways; nothing keeps it but its hashes."""

    id: int
    secret: Secret
    code: str = field(repr=False)
    expires_at: datetime

    def url(self, base_url: str, consult_code: str) -> str:
        """Return the link."""
        return f"{base_url}/c/{consult_code}#{self.secret.text}"


@dataclass(frozen=True)
class DrawnGuest:
    """An invitation before it is kept: what the guest will be given, and what will be kept of it."""

    new: NewGuest
    issued: IssuedGuest
    kept: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Guests:
    """The invitations of all consults; whoever calls has asked whether the person conducts the consult."""

    index: Index
    clock: Clock
    audit: Audit
    events: EventBus
    sessions: GuestSessions
    namings: Namings
    code_hashes: SlowHash
    inbox: Inbox

    def invite(self, person: Person, gathering: Gathering, new: NewGuest) -> IssuedGuest:
        """Invite somebody by name.

        Raises
        ------
        ConflictError
            The consult is over, or its question says whose images these are although guests must not learn it.
        """
        if not gathering.state.is_open:
            raise ConflictError("This consult takes nobody in any more.", Problem.CONSULT_OVER)
        self._refuse_naming(gathering)
        drawn = self.draw(new)
        with self.index.write() as connection:
            return self.invite_within(connection, person, gathering.id, gathering.hospital_id, drawn)

    def draw(self, new: NewGuest) -> DrawnGuest:
        """Draw link and digits for somebody; nothing is kept yet."""
        issued, kept = self._draw(new.until)
        return DrawnGuest(new, issued, kept)

    def invite_within(
        self, connection: Connection, person: Person, consult_id: int, hospital_id: int, drawn: DrawnGuest
    ) -> IssuedGuest:
        """Invite somebody as part of a transaction, once it was seen that the consult takes guests.

        Raises
        ------
        LimitError
            There are as many as a consult may have.
        """
        kept = consult_guests.c
        living = select(func.count()).where(kept.consult_id == consult_id, kept.revoked_at.is_(None))
        if (connection.scalar(living) or 0) >= MOST_GUESTS:
            raise LimitError("There are enough guests.", Problem.TOO_MANY_GUESTS, limit=MOST_GUESTS, most=MOST_GUESTS)
        values = {
            "consult_id": consult_id,
            "name": drawn.new.name,
            "organisation": drawn.new.organisation,
            "invited_by": person.user_id,
            "invited_at": self.clock.now(),
            **drawn.kept,
        }
        guest_id: int = connection.execute(insert(consult_guests).values(values).returning(kept.id)).scalar_one()
        self._append(connection, person, INVITE, consult_id, hospital_id, guest_id)
        return replace(drawn.issued, id=guest_id)

    def issue_again(
        self, person: Person, gathering: Gathering, guest_id: int, until: datetime | None = None
    ) -> IssuedGuest:
        """Give somebody another link and another code; the former ones open nothing any more, and they are out.

        They say anew who they are, and wait again.
        """
        if not gathering.state.is_open:
            raise ConflictError("This consult takes nobody in any more.", Problem.CONSULT_OVER)
        self._refuse_naming(gathering)
        issued, kept = self._draw(until)
        with self.index.write() as connection:
            self._put_out(connection, person, gathering, guest_id)
            which = update(consult_guests).where(consult_guests.c.id == guest_id)
            connection.execute(which.values(kept | {"revoked_at": None, "tries": 0, "confirmed_at": None}))
            self._append(connection, person, INVITE, gathering.id, gathering.hospital_id, guest_id)
        self.events.publish(news_of(gathering.hospital_id, gathering.id))
        return IssuedGuest(guest_id, issued.secret, issued.code, issued.expires_at)

    def revoke(self, person: Person, gathering: Gathering, guest_id: int) -> None:
        """Take an invitation back; whoever came in by it is out within seconds."""
        with self.index.write() as connection:
            self._put_out(connection, person, gathering, guest_id)
            which = update(consult_guests).where(consult_guests.c.id == guest_id, consult_guests.c.revoked_at.is_(None))
            connection.execute(which.values(revoked_at=self.clock.now()))
            self._append(connection, person, REVOKE, gathering.id, gathering.hospital_id, guest_id)
        self.events.publish(news_of(gathering.hospital_id, gathering.id))

    def of_consult(self, consult_id: int) -> tuple[InvitedGuest, ...]:
        """Return the invitations of a consult, the latest first."""
        kept, taking_part = consult_guests.c, consult_participants.c
        query = (
            select(consult_guests, taking_part.id.label("participant_id"), taking_part.part)
            .outerjoin(consult_participants, taking_part.guest_id == kept.id)
            .where(kept.consult_id == consult_id)
            .order_by(kept.id.desc())
        )
        now = self.clock.now()
        with self.index.read() as connection:
            return tuple(_invited(row, now) for row in connection.execute(query))

    def _put_out(self, connection: Connection, person: Person, gathering: Gathering, guest_id: int) -> None:
        """End a guest's sessions, and have the room know that they are gone."""
        kept, taking_part = consult_guests.c, consult_participants.c
        of_consult = select(kept.id).where(kept.id == guest_id, kept.consult_id == gathering.id)
        # As all who add to a room: the consult first, so that two never wait for each other.
        connection.execute(select(consults.c.id).where(consults.c.id == gathering.id).with_for_update(key_share=True))
        if connection.scalar(of_consult) is None:
            raise NotFoundError("There is no such guest.")
        self.sessions.end_all_within(connection, guest_id)
        gone = update(consult_participants).where(taking_part.guest_id == guest_id, taking_part.part != Part.GONE)
        participant_id = connection.scalar(gone.values(part=Part.GONE).returning(taking_part.id))
        if participant_id is not None:
            me = gathering.participant_of(person)
            author = None if me is None else me.id
            append_part(connection, gathering.id, participant_id, Part.GONE, self.clock.now(), author)
            PartNews(self.inbox).placed(connection, gathering.id, participant_id, Part.GONE)

    def _draw(self, until: datetime | None) -> tuple[IssuedGuest, dict[str, Any]]:
        now = self.clock.now()
        expires_at = now + LONGEST if until is None else until
        if not now < expires_at <= now + LONGEST:
            days = LONGEST.days
            raise MalformedError(f"It lasts at most {days} days.", Problem.GUEST_TIME, days=days)
        secret, code = new_secret(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        kept = {
            "secret_hash": secret.hash,
            "code_hash": self.code_hashes.hash(code),
            "expires_at": expires_at,
        }
        return IssuedGuest(0, secret, code, expires_at), kept

    def _refuse_naming(self, gathering: Gathering) -> None:
        if not gathering.hides_identity:
            return
        with self.index.read() as connection:
            question = connection.scalar(select(consults.c.question).where(consults.c.id == gathering.id)) or ""
        refuse_naming(self.namings.of_consult(gathering.id, gathering.study_ids), question)

    def _append(
        self, connection: Connection, person: Person, what: str, consult_id: int, hospital_id: int, guest_id: int
    ) -> None:
        subject = Subject(SubjectKind.CONSULT, consult_id)
        event = AuditEvent(person, what, subject, hospital_id=hospital_id, detail={"guest": guest_id})
        self.audit.append(connection, event)


def refuse_naming(naming: Naming, question: str) -> None:
    """Refuse a question that says whose images these are, where guests must not learn it.

    Raises
    ------
    ConflictError
        It holds the patient's name, or a number of theirs.
    """
    if naming.names_in(question):
        raise ConflictError("The question names the patient.", Problem.QUESTION_NAMES_PATIENT)


def named(text: str, name: str, longest: int) -> str:
    """Return a name as it is kept."""
    said = displayable(" ".join(text.split()))
    if not said:
        raise MalformedError(f"The {name} is missing.", Problem.FIELD_MISSING, name=name)
    if len(said) > longest:
        raise MalformedError(f"The {name} is too long.", Problem.FIELD_TOO_LONG, name=name, longest=longest)
    return said


def _invited(row: Row[Any], now: datetime) -> InvitedGuest:
    return InvitedGuest(
        row.id,
        row.name,
        row.organisation,
        row.confirmed_name,
        row.confirmed_organisation,
        row.confirmed_at,
        row.invited_at,
        row.expires_at,
        row.tries,
        _state(row, now),
        row.participant_id,
    )


def _state(row: Row[Any], now: datetime) -> GuestState:
    if row.revoked_at is not None:
        return GuestState.REVOKED
    if row.expires_at <= now:
        return GuestState.EXPIRED
    part = None if row.part is None else Part(row.part)
    if part is None or (part is Part.GONE and row.confirmed_at is None):
        return GuestState.LOCKED if row.tries >= MOST_TRIES else GuestState.INVITED
    return {Part.WAITS: GuestState.WAITS, Part.GONE: GuestState.GONE}.get(part, GuestState.IN)
