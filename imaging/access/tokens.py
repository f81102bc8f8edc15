"""Tokens: what machines show as ``Authorization: Bearer …``. Only their hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Machine, TokenScope
from imaging.access.remembered import Remembered
from imaging.clock import Clock
from imaging.errors import MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import tokens
from imaging.problems import Problem

# The prefix lets secret scanners recognise a token that ended up where it should not be.
PREFIX = "filmless_"


@dataclass(frozen=True)
class Token:
    """What is known about a token once it has been handed out."""

    id: int
    hospital_id: int
    name: str
    scopes: frozenset[TokenScope]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Tokens:
    """The tokens of this installation."""

    index: Index
    clock: Clock
    _known: Remembered[bytes, Machine] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Remembered(self.clock))

    def create(
        self,
        hospital_id: int,
        scopes: Collection[TokenScope],
        name: str = "",
        expires_at: datetime | None = None,
    ) -> str:
        """Make a token of 256 random bits and return it; it can't be shown a second time."""
        if not scopes:
            raise MalformedError("A token needs a scope: read, write or both.", Problem.TOKEN_WITHOUT_SCOPE)
        text = PREFIX + secrets.token_urlsafe(32)
        with self.index.write() as connection:
            connection.execute(
                insert(tokens).values(
                    hospital_id=hospital_id,
                    name=name[:100],
                    token_hash=_hash(text),
                    scopes=",".join(sorted(scopes)),
                    created_at=self.clock.now(),
                    expires_at=expires_at,
                )
            )
        return text

    def verify(self, text: str) -> Machine | None:
        """Return the machine that carries this token, or None for whatever reason; at most three seconds behind."""
        token_hash = _hash(text)
        known = self._known.get(token_hash)
        if known is not None:
            return known
        with self.index.read() as connection:
            row = connection.execute(
                select(tokens).where(
                    tokens.c.token_hash == token_hash,
                    tokens.c.revoked_at.is_(None),
                    or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > self.clock.now()),
                )
            ).one_or_none()
        if row is None:
            return None
        return self._known.put(token_hash, Machine(row.id, row.hospital_id, _scopes(row.scopes), row.name))

    def list(self, hospital_id: int | None = None) -> tuple[Token, ...]:
        """Return the tokens of one hospital or of all, the newest first."""
        query = select(tokens).order_by(tokens.c.id.desc())
        if hospital_id is not None:
            query = query.where(tokens.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            return tuple(_token(row) for row in connection.execute(query))

    def revoke(self, token_id: int, hospital_id: int | None = None) -> None:
        """End a token; every process refuses it within three seconds."""
        query = update(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
        if hospital_id is not None:
            query = query.where(tokens.c.hospital_id == hospital_id)
        with self.index.write() as connection:
            if connection.execute(query.values(revoked_at=self.clock.now())).rowcount == 0:
                raise NotFoundError("There is no such token, or it was revoked before.")
        self._known.clear()


def _hash(text: str) -> bytes:
    """256 random bits need no slow hash: there is nothing to guess."""
    return hashlib.sha256(text.encode()).digest()


def _scopes(text: str) -> frozenset[TokenScope]:
    return frozenset(TokenScope(part) for part in text.split(","))


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(row.id, row.hospital_id, row.name, _scopes(row.scopes), row.created_at, row.expires_at, row.revoked_at)
