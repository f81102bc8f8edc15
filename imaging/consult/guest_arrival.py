"""How a guest comes in: by link and digits to a session, then by saying who they are; and then they wait.

A try is counted before it is judged, so that however many come at once, no more than five codes are ever judged for one
invitation. Whatever can't be opened, for whatever reason, meets the same slow hash and the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.access_log import AccessLog
from imaging.access.actors import Anonymous, Guest
from imaging.access.audit import AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.throttle import Throttle
from imaging.consult.guests import LONGEST_NAME, LONGEST_ORGANISATION, MOST_TRIES, Guests, named
from imaging.consult.part_news import PartNews
from imaging.consult.participants import Part
from imaging.consult.room.appending import news_of
from imaging.consult.states import ConsultState
from imaging.errors import ForbiddenError, UnauthenticatedError
from imaging.index.tables import consult_guests, consult_participants, consults, hospitals
from imaging.sharing.secrets import read_secret

OPEN_INVITATION: Final = "open-invitation"
ATTEST: Final = "attest-guest"
LEAVE: Final = "leave-as-guest"
# Wrong codes from one address within a quarter of an hour; a hospital's own network is one address to us.
WRONG_CODES: Final = 30
_GUEST_CODE: Final = "guest code"


@dataclass(frozen=True)
class CodeRequired:
    """The invitation is there; now the digits."""

    hospital: str
    remaining_tries: int


@dataclass(frozen=True)
class WrongCode:
    """Those were not they."""

    remaining_tries: int


@dataclass(frozen=True)
class NotOpen:
    """Unknown, revoked, expired, locked, of another consult, or over: nobody is told which."""


@dataclass(frozen=True)
class Throttled:
    """Too many wrong codes came from this address."""

    retry_after_seconds: int = 900


@dataclass(frozen=True)
class CameIn:
    """It is open; the session goes into a cookie."""

    session: str = field(repr=False)
    guest: Guest


@dataclass(frozen=True)
class GuestStatus:
    """How far somebody is who has a session; they have a part only once they have said who they are."""

    name: str
    organisation: str
    hospital: str
    part: Part | None
    is_over: bool


@dataclass(frozen=True)
class GuestArrival:
    """The door for guests."""

    guests: Guests
    access_log: AccessLog
    throttle: Throttle = field(init=False)

    def __post_init__(self) -> None:
        guests = self.guests
        throttle = Throttle(guests.index, guests.clock, most=WRONG_CODES, most_from_address=2 * WRONG_CODES)
        object.__setattr__(self, "throttle", throttle)

    def look(self, consult_code: str, secret: str, address: str = "") -> CodeRequired | NotOpen:
        """Say whether a link is that of an invitation; that is not to have used it."""
        with self.guests.index.read() as connection:
            row = self._find(connection, consult_code, secret)
        if row is None:
            return self._refuse(address)
        return CodeRequired(row.hospital, MOST_TRIES - row.tries)

    def enter(
        self, consult_code: str, secret: str, code: str, address: str = ""
    ) -> CameIn | WrongCode | NotOpen | Throttled:
        """Exchange link and digits for a session."""
        try_number = self.throttle.begin(_GUEST_CODE, address)
        if try_number is None:
            return Throttled()
        counted = self._count_try(consult_code, secret)
        typed = "".join(each for each in code if each.isdecimal())
        if counted is None:
            self.guests.code_hashes.verify_nothing(typed)
            return self._refuse(address)
        if not self.guests.code_hashes.verify(counted.code_hash, typed):
            self._audit_wrong(counted, address)
            return WrongCode(MOST_TRIES - counted.tries)
        self.throttle.was_right(try_number)
        return self._begin(counted, address)

    def attest(
        self, guest: Guest, session: str, name: str, organisation: str, attested: str, address: str = ""
    ) -> None:
        """Note who somebody says they are, and that they keep what they see confidential; from then on they wait.

        ``attested`` says to which words they agreed: their edition and language. Who was taken out is not let in anew,
        and nobody says so by a session that has ended, whatever was known of it a moment ago.
        """
        guests, now = self.guests, self.guests.clock.now()
        values = {
            "confirmed_name": named(name, "name", LONGEST_NAME),
            "confirmed_organisation": named(organisation, "organisation", LONGEST_ORGANISATION),
            "confirmed_at": now,
            "attested": attested,
        }
        kept, taking_part = consult_guests.c, consult_participants.c
        with guests.index.write() as connection:
            # As all who change who takes part: the consult first, so that an invitation that is issued anew is seen.
            connection.execute(_held(guest.consult_id))
            if not guests.sessions.lasts_within(connection, guest.guest_id, session):
                raise UnauthenticatedError("Open your invitation.")
            open_still = update(consult_guests).where(kept.id == guest.guest_id, kept.confirmed_at.is_(None))
            if connection.execute(open_still.values(values)).rowcount == 0:
                raise ForbiddenError("They have said so already.")
            waiting = update(consult_participants).where(taking_part.guest_id == guest.guest_id)
            waiting = waiting.values(part=Part.WAITS, since=now)
            participant_id = connection.scalar(waiting.returning(taking_part.id))
            if participant_id is None:
                row = {"consult_id": guest.consult_id, "guest_id": guest.guest_id, "part": Part.WAITS, "since": now}
                came = insert(consult_participants).values(row).returning(taking_part.id)
                participant_id = connection.execute(came).scalar_one()
            PartNews(guests.inbox).waits(connection, guest.consult_id, participant_id)
            subject = Subject(SubjectKind.CONSULT, guest.consult_id)
            detail: dict[str, str | int] = {"guest": guest.guest_id, "attested": attested}
            event = AuditEvent(guest, ATTEST, subject, hospital_id=guest.hospital_id, address=address, detail=detail)
            guests.audit.append(connection, event)
        guests.events.publish(news_of(guest.hospital_id, guest.consult_id))

    def leave(self, guest: Guest, session: str, address: str = "") -> None:
        """End a session; whoever waited at the door by it does so no more."""
        guests = self.guests
        with guests.index.write() as connection:
            connection.execute(_held(guest.consult_id))
            guests.sessions.end_within(connection, session)
            waits = _waiting_part(connection, guest.guest_id)
            if waits is not None and not guests.sessions.lasts_within(connection, guest.guest_id):
                PartNews(guests.inbox).waits_no_more(connection, guest.consult_id, waits)
            subject = Subject(SubjectKind.CONSULT, guest.consult_id)
            detail: dict[str, str | int] = {"guest": guest.guest_id}
            event = AuditEvent(guest, LEAVE, subject, hospital_id=guest.hospital_id, address=address, detail=detail)
            guests.audit.append(connection, event)
        guests.sessions.forget(session)

    def is_of(self, guest: Guest, consult_code: str) -> bool:
        """Whether a guest was invited to the consult of this address."""
        query = select(consults.c.id).where(consults.c.code == consult_code, consults.c.id == guest.consult_id)
        with self.guests.index.read() as connection:
            return connection.scalar(query) is not None

    def status(self, guest: Guest) -> GuestStatus:
        """Return how far somebody is."""
        kept, taking_part = consult_guests.c, consult_participants.c
        query = (
            select(
                kept.name, kept.organisation, kept.confirmed_name, kept.confirmed_organisation, kept.confirmed_at,
                taking_part.part, consults.c.state, hospitals.c.name.label("hospital"),
            )
            .join(consults, consults.c.id == kept.consult_id)
            .join(hospitals, hospitals.c.id == consults.c.hospital_id)
            .outerjoin(consult_participants, taking_part.guest_id == kept.id)
            .where(kept.id == guest.guest_id)
        )  # fmt: skip
        with self.guests.index.read() as connection:
            row = connection.execute(query).one()
        part = None if row.part is None or row.confirmed_at is None else Part(row.part)
        return GuestStatus(
            row.confirmed_name or row.name,
            row.confirmed_organisation or row.organisation,
            row.hospital,
            part,
            ConsultState(row.state).is_over,
        )

    def _find(self, connection: Connection, consult_code: str, secret: str) -> Row[Any] | None:
        query = (
            select(consult_guests, consults.c.hospital_id, consults.c.state, hospitals.c.name.label("hospital"))
            .join(consults, consults.c.id == consult_guests.c.consult_id)
            .join(hospitals, hospitals.c.id == consults.c.hospital_id)
            .where(consults.c.code == consult_code, *self._opens(secret))
        )
        row = connection.execute(query).one_or_none()
        return None if row is None or ConsultState(row.state).is_over else row

    def _opens(self, secret: str) -> tuple[ColumnElement[bool], ...]:
        """What must hold for a code to be judged."""
        kept = consult_guests.c
        return (
            kept.secret_hash == read_secret(secret).hash,
            kept.revoked_at.is_(None),
            kept.expires_at > self.guests.clock.now(),
            kept.tries < MOST_TRIES,
        )

    def _count_try(self, consult_code: str, secret: str) -> Row[Any] | None:
        tries = consult_guests.c.tries + 1
        with self.guests.index.write() as connection:
            found = self._find(connection, consult_code, secret)
            if found is None:
                return None
            counted = update(consult_guests).where(consult_guests.c.id == found.id, *self._opens(secret))
            if connection.execute(counted.values(tries=tries)).rowcount == 0:
                return None
            return connection.execute(_with_hospital().where(consult_guests.c.id == found.id)).one()

    def _begin(self, counted: Row[Any], address: str) -> CameIn | NotOpen:
        """The code was right: begin a session, unless something has changed while it was judged."""
        guests, kept = self.guests, consult_guests.c
        with guests.index.write() as connection:
            right = update(consult_guests).where(
                kept.id == counted.id,
                kept.code_hash == counted.code_hash,
                kept.revoked_at.is_(None),
                kept.expires_at > guests.clock.now(),
            )
            if connection.execute(right.values(tries=kept.tries - 1)).rowcount == 0:
                return NotOpen()
            session = guests.sessions.begin_within(connection, counted.id, counted.expires_at)
            waits = _waiting_part(connection, counted.id)
            if waits is not None:
                # They said who they are before, and are at the door again.
                PartNews(guests.inbox).waits(connection, counted.consult_id, waits)
            guest = Guest(counted.id, counted.consult_id, counted.hospital_id, counted.confirmed_name or counted.name)
            guests.audit.append(connection, _event(guest, guest, address))
        return CameIn(session, guest)

    def _refuse(self, address: str) -> NotOpen:
        event = AuditEvent(Anonymous(), OPEN_INVITATION, outcome=Outcome.DENIED, address=address)
        self.access_log.saw(event)
        return NotOpen()

    def _audit_wrong(self, counted: Row[Any], address: str) -> None:
        guest = Guest(counted.id, counted.consult_id, counted.hospital_id)
        self.guests.audit.record(_event(Anonymous(), guest, address, counted.tries))


def _held(consult_id: int) -> Select[Any]:
    return select(consults.c.id).where(consults.c.id == consult_id).with_for_update(key_share=True)


def _waiting_part(connection: Connection, guest_id: int) -> int | None:
    """Return the number in the room of a guest who waits to be let in."""
    kept = consult_participants.c
    found: int | None = connection.scalar(select(kept.id).where(kept.guest_id == guest_id, kept.part == Part.WAITS))
    return found


def _with_hospital() -> Any:
    return select(consult_guests, consults.c.hospital_id).join(consults, consults.c.id == consult_guests.c.consult_id)


def _event(actor: Guest | Anonymous, guest: Guest, address: str, tries: int = 0) -> AuditEvent:
    detail: dict[str, str | int] = {"guest": guest.guest_id}
    if tries:
        detail["tries"] = tries
    outcome = Outcome.DENIED if tries else Outcome.SUCCESS
    subject = Subject(SubjectKind.CONSULT, guest.consult_id)
    return AuditEvent(actor, OPEN_INVITATION, subject, outcome, guest.hospital_id, address, detail)
