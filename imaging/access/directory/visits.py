"""Visits to a directory that nobody has come back from yet: each ends once, in the browser that it began in.

The browser keeps a random secret in a cookie, and the address carries the state; here lie only the hashes of both. What
the directory is to repeat (the nonce) and what only we can show (PKCE's verifier) are derived from the two.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import UnauthenticatedError
from imaging.index.engine import Index
from imaging.index.tables import directory_visits
from imaging.problems import Problem

LIFETIME: Final = timedelta(minutes=10)


class Purpose(StrEnum):
    """What somebody goes there for."""

    SIGN_IN = "sign-in"
    INVITATION = "invitation"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class NewVisit:
    """What somebody sets out for."""

    hospital_id: int
    purpose: Purpose
    # What counts them among those who set out; None for whom nothing counts.
    try_number: int | None = None
    invitation_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Visit(NewVisit):
    """A visit, as it was begun."""

    begun_at: datetime = field(kw_only=True)


@dataclass(frozen=True)
class Passport:
    """What a browser carries through a visit: one half in a cookie, the other in the address."""

    secret: str = field(repr=False)
    state: str = field(repr=False)

    @property
    def nonce(self) -> str:
        """What the directory repeats in what it signs."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What shows that who brings the code is who asked for it (RFC 7636)."""
        return self._derived("verifier")

    def _derived(self, purpose: str) -> str:
        message = f"{purpose} of {self.state}".encode(errors="surrogatepass")
        digest = hmac.digest(self.secret.encode(errors="surrogatepass"), message, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True)
class Visits:
    """The visits of this installation."""

    index: Index
    clock: Clock

    def begin(self, new: NewVisit) -> Passport:
        """Note that somebody sets out."""
        passport, now = Passport(secrets.token_urlsafe(32), secrets.token_urlsafe(32)), self.clock.now()
        values = {
            "state_hash": _hash(passport.state),
            "browser_hash": _hash(passport.secret),
            "hospital_id": new.hospital_id,
            "purpose": new.purpose,
            "try_number": new.try_number,
            "invitation_id": new.invitation_id,
            "user_id": new.user_id,
            "begun_at": now,
        }
        with self.index.write() as connection:
            connection.execute(delete(directory_visits).where(directory_visits.c.begun_at <= now - LIFETIME))
            connection.execute(insert(directory_visits).values(values))
        return passport

    def end(self, passport: Passport) -> Visit:
        """Return the visit that ends here; it can't end a second time.

        Raises
        ------
        UnauthenticatedError
            There is none, or it was begun elsewhere or too long ago.
        """
        kept = directory_visits.c
        own = (kept.state_hash == _hash(passport.state), kept.browser_hash == _hash(passport.secret))
        with self.index.write() as connection:
            row = connection.execute(delete(directory_visits).where(*own).returning(directory_visits)).one_or_none()
        if row is None or row.begun_at <= self.clock.now() - LIFETIME:
            raise UnauthenticatedError("This way in is over: begin again.", Problem.DIRECTORY_OVER)
        return _visit(row)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()


def _visit(row: Row[tuple[object, ...]]) -> Visit:
    purpose = Purpose(row.purpose)
    return Visit(row.hospital_id, purpose, row.try_number, row.invitation_id, row.user_id, begun_at=row.begun_at)
