"""Sessions of guests: a random number in a cookie of their own, which opens the one consult they were invited to.

They end by the same two limits of time as those of people; link and digits begin another while the invitation lasts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Guest
from imaging.access.remembered import Remembered
from imaging.access.sessions import SEEN_EVERY, session_hash
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import consult_guest_sessions, consult_guests, consults


@dataclass(frozen=True)
class GuestSessions:
    """The sessions of all guests; what is known of one is three seconds old at most."""

    index: Index
    clock: Clock
    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    _known: Remembered[bytes, Guest] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Remembered(self.clock))

    def guest_of(self, session: str, *, is_seen: bool = True) -> Guest | None:
        """Return whom a session stands for; at most three seconds after the invitation was revoked it is nobody.

        Whether the consult still lets them in is for ``decide``. What nobody did, such as what an untouched page
        asks by itself, is not ``is_seen``: the idle limit comes nearer.
        """
        id_hash, now = session_hash(session), self.clock.now()
        known = self._known.get(id_hash)
        if known is not None:
            return known
        kept, guest = consult_guest_sessions.c, consult_guests.c
        query = (
            select(guest.id, guest.consult_id, guest.name, guest.confirmed_name, consults.c.hospital_id, kept.seen_at)
            .join(consult_guests, guest.id == kept.guest_id)
            .join(consults, consults.c.id == guest.consult_id)
            .where(kept.id_hash == id_hash, *lasting_sessions(now, now - self.idle))
            .where(guest.revoked_at.is_(None), guest.expires_at > now)
        )
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        found = Guest(row.id, row.consult_id, row.hospital_id, row.confirmed_name or row.name)
        if not is_seen:
            # Not remembered either: whoever acts in the next seconds is seen.
            return found
        if now - row.seen_at >= SEEN_EVERY:
            self._see(id_hash)
        return self._known.put(id_hash, found)

    def forget(self, session: str) -> None:
        """Look a session up anew, in this process at once."""
        self._known.forget(session_hash(session))

    def end(self, session: str) -> None:
        """Leave."""
        with self.index.write() as connection:
            self.end_within(connection, session)
        self.forget(session)

    def end_within(self, connection: Connection, session: str) -> None:
        """Leave as part of a transaction; whoever calls this forgets the session once it is committed."""
        kept = consult_guest_sessions.c
        ended = update(consult_guest_sessions).where(kept.id_hash == session_hash(session), kept.ended_at.is_(None))
        connection.execute(ended.values(ended_at=self.clock.now()))

    def lasts_within(self, connection: Connection, guest_id: int, session: str | None = None) -> bool:
        """Whether a guest has this session still, or any; asked of the index, not of what is remembered."""
        kept, now = consult_guest_sessions.c, self.clock.now()
        living = [*lasting_sessions(now, now - self.idle), kept.guest_id == guest_id]
        own = [] if session is None else [kept.id_hash == session_hash(session)]
        return connection.scalar(select(kept.guest_id).where(*living, *own).limit(1)) is not None

    def begin_within(self, connection: Connection, guest_id: int, expires_at: datetime) -> str:
        """Begin a session as part of a transaction, and return its number; it ends with the invitation at last."""
        session, now = secrets.token_urlsafe(32), self.clock.now()
        values = {
            "id_hash": session_hash(session),
            "guest_id": guest_id,
            "created_at": now,
            "seen_at": now,
            "expires_at": min(expires_at, now + self.absolute),
        }
        connection.execute(insert(consult_guest_sessions).values(values))
        return session

    def _see(self, id_hash: bytes) -> None:
        seen = update(consult_guest_sessions).where(consult_guest_sessions.c.id_hash == id_hash)
        with self.index.write() as connection:
            connection.execute(seen.values(seen_at=self.clock.now()))

    def end_all_within(self, connection: Connection, guest_id: int) -> None:
        """End all sessions of a guest as part of a transaction; in every process they are over within three seconds."""
        kept = consult_guest_sessions.c
        ended = update(consult_guest_sessions).where(kept.guest_id == guest_id, kept.ended_at.is_(None))
        connection.execute(ended.values(ended_at=self.clock.now()))


def lasting_sessions(now: datetime, seen_after: datetime) -> tuple[ColumnElement[bool], ...]:
    """What must hold for a session to last: of its row alone, not of the invitation that it came by."""
    kept = consult_guest_sessions.c
    return kept.ended_at.is_(None), kept.expires_at > now, kept.seen_at > seen_after
