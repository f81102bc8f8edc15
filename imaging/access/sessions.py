"""Sessions of people: a random number in a cookie, its hash in the index, two limits of time."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, bindparam, insert, select, update

from imaging.access.actors import Person
from imaging.access.departments import department_ids_of
from imaging.access.people import person_of
from imaging.access.remembered import Remembered
from imaging.clock import Clock
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import sessions, users

# How exactly it is known when somebody was last seen: often enough for the idle limit, seldom enough for the disk.
SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class OpenSession:
    """A device on which somebody is signed in, as its owner recognises it; ``handle`` names it and opens nothing."""

    handle: str
    address: str
    browser: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Sessions:
    """The sessions of this installation.

    Whatever lasts longer than a request, such as a socket, asks ``person_of`` again every few seconds, and ends when it
    answers None: an ended session, a new password or role, and a deactivation thus end it within five seconds.
    """

    index: Index
    clock: Clock
    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    _known: Remembered[bytes, Person] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Remembered(self.clock))

    def begin(self, person: Person, former: str = "", address: str = "", browser: str = "") -> str:
        """Begin a session with a new number, whatever number the browser brought; end that one."""
        session, now = secrets.token_urlsafe(32), self.clock.now()
        if former:
            self.end(former)
        with self.index.write() as connection:
            connection.execute(
                insert(sessions).values(
                    id_hash=session_hash(session),
                    user_id=person.user_id,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + self.absolute,
                    address=address[:64],
                    browser=_printable(browser)[:200],
                )
            )
        return session

    def person_of(self, session: str, *, is_seen: bool = True) -> Person | None:
        """Return who is signed in; at most three seconds after the session was ended elsewhere it is nobody.

        What nobody did, such as an untouched page that looks for news, is not ``is_seen``: the idle limit comes nearer.
        """
        id_hash, now = session_hash(session), self.clock.now()
        known = self._known.get(id_hash)
        if known is not None:
            return known
        asked = {"id_hash": id_hash, "now": now, "seen_after": now - self.idle}
        with self.index.read() as connection:
            row = connection.execute(_SIGNED_IN, asked).one_or_none()
            if row is None:
                return None
            person = person_of(row, department_ids_of(connection, row.id))
        if not is_seen:
            # Not remembered either: whoever acts in the next seconds is seen.
            return person
        if now - row.seen_at >= SEEN_EVERY:
            self._see(id_hash)
        return self._known.put(id_hash, person)

    def end(self, session: str) -> None:
        """Sign out."""
        with self.index.write() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.id_hash == session_hash(session), sessions.c.ended_at.is_(None))
                .values(ended_at=self.clock.now())
            )
        self._known.forget(session_hash(session))

    def of_person(self, user_id: int) -> tuple[OpenSession, ...]:
        """Return the devices on which somebody is signed in, the last seen first."""
        now, kept = self.clock.now(), sessions.c
        query = (
            select(sessions)
            .where(kept.user_id == user_id, kept.ended_at.is_(None))
            .where(kept.expires_at > now, kept.seen_at > now - self.idle)
            .order_by(kept.seen_at.desc())
        )
        with self.index.read() as connection:
            return tuple(
                OpenSession(_handle(row.id_hash), row.address, row.browser, row.created_at, row.seen_at)
                for row in connection.execute(query)
            )

    def end_one(self, user_id: int, handle: str) -> None:
        """End one of somebody's sessions, in every process within three seconds."""
        own = (sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
        with self.index.write() as connection:
            hashes = connection.scalars(select(sessions.c.id_hash).where(*own))
            found = [each for each in hashes if _handle(each) == handle]
            if not found:
                raise NotFoundError("There is no such session.")
            ended = update(sessions).where(sessions.c.id_hash == found[0])
            connection.execute(ended.values(ended_at=self.clock.now()))
        self._known.forget(found[0])

    def end_others(self, user_id: int, session: str = "") -> None:
        """Sign somebody out everywhere but in this session."""
        own = (sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
        others = update(sessions).where(*own, sessions.c.id_hash != session_hash(session))
        with self.index.write() as connection:
            connection.execute(others.values(ended_at=self.clock.now()))
        self._known.clear()

    def _see(self, id_hash: bytes) -> None:
        with self.index.write() as connection:
            connection.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(seen_at=self.clock.now()))


def handle_of(session: str) -> str:
    """Return what a session is called in lists."""
    return _handle(session_hash(session))


def session_hash(session: str) -> bytes:
    """Return under what a session is kept."""
    return hashlib.sha256(session.encode(errors="surrogatepass")).digest()


def _select_signed_in() -> Select[Any]:
    kept = sessions.c
    return (
        select(users, kept.seen_at)
        .join(sessions, kept.user_id == users.c.id)
        .where(kept.id_hash == bindparam("id_hash"), kept.ended_at.is_(None), users.c.is_active)
        .where(kept.expires_at > bindparam("now"), kept.seen_at > bindparam("seen_after"))
    )


# Made once: every request asks it, and every page that is in a room.
_SIGNED_IN: Final = _select_signed_in()


def _handle(id_hash: bytes) -> str:
    return hashlib.sha256(b"handle of " + id_hash).hexdigest()[:24]


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)
