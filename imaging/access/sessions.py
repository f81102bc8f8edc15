"""Sessions of people: a random number in a cookie, its hash in the index, two limits of time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import insert, select, update

from imaging.access.actors import Person
from imaging.access.people import person_of
from imaging.access.remembered import Remembered
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import sessions, users

# How exactly it is known when somebody was last seen: often enough for the idle limit, seldom enough for the disk.
SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Sessions:
    """The sessions of this installation."""

    index: Index
    clock: Clock
    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    _known: Remembered[bytes, Person] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Remembered(self.clock))

    def begin(self, person: Person, former: str = "") -> str:
        """Begin a session with a new number, whatever number the browser brought; end that one."""
        session, now = secrets.token_urlsafe(32), self.clock.now()
        if former:
            self.end(former)
        with self.index.write() as connection:
            connection.execute(
                insert(sessions).values(
                    id_hash=_hash(session),
                    user_id=person.user_id,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + self.absolute,
                )
            )
        return session

    def person_of(self, session: str) -> Person | None:
        """Return who is signed in; at most three seconds after the session was ended elsewhere it is nobody."""
        id_hash, now = _hash(session), self.clock.now()
        known = self._known.get(id_hash)
        if known is not None:
            return known
        query = (
            select(users, sessions.c.seen_at)
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(sessions.c.id_hash == id_hash, sessions.c.ended_at.is_(None), users.c.is_active)
            .where(sessions.c.expires_at > now, sessions.c.seen_at > now - self.idle)
        )
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if now - row.seen_at >= SEEN_EVERY:
            self._see(id_hash)
        return self._known.put(id_hash, person_of(row))

    def end(self, session: str) -> None:
        """Sign out."""
        with self.index.write() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.id_hash == _hash(session), sessions.c.ended_at.is_(None))
                .values(ended_at=self.clock.now())
            )
        self._known.forget(_hash(session))

    def _see(self, id_hash: bytes) -> None:
        with self.index.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(seen_at=self.clock.now()))


def _hash(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()
