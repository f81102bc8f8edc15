"""Browsers that take push messages: each has an address at its maker's service, and keys of its own."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from binascii import Error
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Row

from imaging.access.directory.addresses import is_endpoint
from imaging.access.sealed import Sealed
from imaging.clock import Clock
from imaging.errors import MalformedError, NotFoundError
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.push_encryption import BrowserKeys
from imaging.index.engine import Index
from imaging.index.tables import push_subscriptions
from imaging.problems import Problem

MOST_BROWSERS: Final = 10
LONGEST_ENDPOINT: Final = 1000
_AUTH_BYTES: Final = 16


@dataclass(frozen=True)
class NewSubscription:
    """What a browser gives when somebody subscribes (Push API, PushSubscription)."""

    endpoint: str = field(repr=False)
    p256dh: str
    auth: str = field(repr=False)
    language: Language
    browser: str = ""

    def keys(self) -> BrowserKeys:
        """Return the keys, as bytes."""
        return BrowserKeys(_bytes(self.p256dh), _bytes(self.auth))


@dataclass(frozen=True)
class Subscription:
    """One browser of somebody."""

    id: int
    user_id: int
    endpoint: str = field(repr=False)
    keys: BrowserKeys
    language: Language
    browser: str
    created_at: datetime


@dataclass(frozen=True)
class Subscriptions:
    """The browsers of everybody."""

    index: Index
    clock: Clock
    sealed: Sealed = field(repr=False)
    allows_loopback: bool

    def add(self, user_id: int, new: NewSubscription) -> None:
        """Have a browser told of somebody's news; who subscribed in it before is no longer told there."""
        self._check(new)
        endpoint_hash = _hash(new.endpoint)
        values = {
            "user_id": user_id,
            "endpoint_hash": endpoint_hash,
            "sealed": self.sealed.seal(json.dumps([new.endpoint, new.p256dh, new.auth]), endpoint_hash.hex()),
            "language": new.language,
            "browser": new.browser[:200],
            "created_at": self.clock.now(),
        }
        own = push_subscriptions.c.user_id == user_id
        latest = (
            select(push_subscriptions.c.id).where(own).order_by(push_subscriptions.c.id.desc()).limit(MOST_BROWSERS)
        )
        with self.index.write() as connection:
            connection.execute(delete(push_subscriptions).where(push_subscriptions.c.endpoint_hash == endpoint_hash))
            connection.execute(push_subscriptions.insert().values(values))
            kept = list(connection.scalars(latest))
            connection.execute(delete(push_subscriptions).where(own, push_subscriptions.c.id.not_in(kept)))

    def of(self, user_id: int) -> tuple[Subscription, ...]:
        """Return somebody's browsers."""
        query = select(push_subscriptions).where(push_subscriptions.c.user_id == user_id)
        with self.index.read() as connection:
            return tuple(map(self._subscription, connection.execute(query.order_by(push_subscriptions.c.id))))

    def by_id(self, subscription_id: int) -> Subscription | None:
        """Return one, if it is still there."""
        query = select(push_subscriptions).where(push_subscriptions.c.id == subscription_id)
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else self._subscription(row)

    def is_of(self, user_id: int, endpoint: str) -> bool:
        """Whether a browser is told of somebody's news."""
        here = (push_subscriptions.c.endpoint_hash == _hash(endpoint), push_subscriptions.c.user_id == user_id)
        with self.index.read() as connection:
            return bool(connection.scalar(select(func.count()).select_from(push_subscriptions).where(*here)))

    def remove(self, user_id: int, subscription_id: int) -> None:
        """Tell a browser of somebody nothing any more."""
        own = (push_subscriptions.c.id == subscription_id, push_subscriptions.c.user_id == user_id)
        with self.index.write() as connection:
            if connection.execute(delete(push_subscriptions).where(*own)).rowcount == 0:
                raise NotFoundError("There is no such browser.")

    def forget(self, subscription_id: int) -> None:
        """Forget a browser that its push service does not know any more."""
        with self.index.write() as connection:
            connection.execute(delete(push_subscriptions).where(push_subscriptions.c.id == subscription_id))

    def _check(self, new: NewSubscription) -> None:
        keys = new.keys()
        try:
            keys.point()
        except ValueError as error:
            raise _malformed() from error
        is_sound = is_endpoint(new.endpoint, allows_loopback=self.allows_loopback)
        if not is_sound or len(new.endpoint) > LONGEST_ENDPOINT or len(keys.auth) != _AUTH_BYTES:
            raise _malformed()

    def _subscription(self, row: Row[Any]) -> Subscription:
        endpoint, p256dh, auth = json.loads(self.sealed.open(row.sealed, row.endpoint_hash.hex()))
        return Subscription(
            row.id,
            row.user_id,
            endpoint,
            BrowserKeys(_bytes(p256dh), _bytes(auth)),
            Language(row.language),
            row.browser,
            row.created_at,
        )


def _hash(endpoint: str) -> bytes:
    return sha256(endpoint.encode()).digest()


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError) as error:
        raise _malformed() from error


def _malformed() -> MalformedError:
    return MalformedError("This is not what a browser gives who subscribes.", Problem.PUSH_ADDRESS)
