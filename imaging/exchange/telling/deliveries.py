"""What is on its way: taken by one worker at a time, tried again after a while, and settled once.

A worker holds what it sends under a lease. Should it die meanwhile, another one sends it again when the lease is over,
under the same number, by which receivers know it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Update, or_, select, update
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.exchange.telling.channels import PERSONAL, Channel
from imaging.exchange.telling.choices import Choices, choices_of
from imaging.exchange.telling.inbox import told_news, told_of
from imaging.exchange.telling.news import Kind, Told
from imaging.exchange.telling.outcomes import Later, Never, Result, Sent
from imaging.index.engine import Index
from imaging.index.tables import news, news_deliveries

MOST_AT_ONCE: Final = 24
# Whoever sends holds it by renewing it, however long a receiver takes; who renews nothing any more is dead.
LEASE: Final = timedelta(minutes=5)
RENEWED_AFTER_SECONDS: Final = 60.0
FIRST_PAUSE: Final = timedelta(seconds=10)
LONGEST_PAUSE: Final = timedelta(hours=1)
# With these pauses it takes a day; nobody needs to hear later by another way than the inbox.
MOST_TRIES: Final = 29


@dataclass(frozen=True)
class SendingLane:
    """What waits for nothing but its own kind: what goes by one channel, and of that critical results apart."""

    channel: Channel
    is_critical: bool

    @property
    def name(self) -> str:
        """What the chore is called that sends it."""
        return f"send {'critical results' if self.is_critical else 'news'} by {self.channel}"

    @property
    def holds(self) -> tuple[ColumnElement[bool], ...]:
        """Whether a way that some news are on belongs here."""
        is_critical = news.c.kind == Kind.CRITICAL_RESULT
        return news_deliveries.c.channel == self.channel, is_critical if self.is_critical else ~is_critical


SENDING_LANES: Final = tuple(SendingLane(channel, critical) for critical in (True, False) for channel in Channel)


@dataclass(frozen=True)
class Parcel:
    """What goes to one place at once: one piece of news, or several that nobody needs to hear of one by one."""

    ids: tuple[int, ...]
    channel: Channel
    target_id: int
    is_pressing: bool
    news: tuple[Told, ...]
    # Of what was tried most often.
    tries: int
    lease: str
    # Says nothing, and is the same each time that this is sent.
    name: str


@dataclass(frozen=True)
class Deliveries:
    """The ways that news are on."""

    index: Index
    clock: Clock
    # The installation's; None: the machine's own.
    zone: tzinfo | None

    def take(self, lane: SendingLane | None = None) -> tuple[Parcel, ...]:
        """Take what is due, the most pressing first; what nobody needs to hear any more is dropped on the way.

        What is routine waits for a person whose quiet hours have begun meanwhile: it was tried in vain before, or no
        worker was there. A receiver that does not answer holds those that are taken together with it; a lane holds no
        other.
        """
        now, lease = self.clock.now(), secrets.token_hex(16)
        with self.index.read() as connection:
            ids = _due(connection, now, lane)
        if not ids:
            return ()
        with self.index.write() as connection:
            # What another worker takes at this moment is that one's.
            connection.execute(_taking(ids, now, lease))
            rows = connection.execute(_leased(lease)).all()
            over = {row.delivery_id for row in rows if _is_needless(row, now)}
            if over:
                _settle(connection, over, now, "dropped")
            left = [row for row in rows if row.delivery_id not in over]
            resting = self._put_back(connection, left, now)
        return _parcels([row for row in left if row.delivery_id not in resting], lease)

    def renew(self, parcels: Iterable[Parcel]) -> None:
        """Hold for longer what is being sent, as far as it is still ours."""
        leases = {each.lease for each in parcels}
        own = update(news_deliveries).where(news_deliveries.c.lease.in_(leases))
        with self.index.write() as connection:
            connection.execute(own.values(leased_until=self.clock.now() + LEASE))

    def settle(self, parcel: Parcel, result: Result) -> None:
        """Note what sending came to, unless another worker has taken it over meanwhile.

        What goes in one letter goes again in one; but each piece of news is tried for a day of its own.
        """
        now, way = self.clock.now(), news_deliveries.c
        held = update(news_deliveries).where(way.id.in_(parcel.ids), way.lease == parcel.lease)
        changes = [held.values(_values(result, parcel.tries, now))]
        if isinstance(result, Later):
            last = held.where(way.tries + 1 >= MOST_TRIES)
            changes.insert(0, last.values(_values(Never(result.trouble), parcel.tries, now)))

        def note(connection: Connection) -> None:
            for change in changes:
                connection.execute(change)

        # Several threads settle at once, and SQLite has them wait for one commit.
        self.index.write_together(note)

    def _put_back(self, connection: Connection, rows: Sequence[Row[Any]], now: datetime) -> set[int]:
        """Have wait until the morning what is routine for people whose quiet hours it is, and return what that is."""
        routine = [row for row in rows if row.channel in PERSONAL and not row.is_pressing]
        chosen = choices_of(connection, {row.user_id for row in routine})
        resting = set()
        for row in routine:
            until = chosen.get(row.user_id, Choices()).rests_until(now, self.zone)
            if until is not None:
                own = update(news_deliveries).where(news_deliveries.c.id == row.delivery_id)
                connection.execute(own.values(due_at=until, lease="", leased_until=None))
                resting.add(row.delivery_id)
        return resting


def _values(result: Result, tries: int, now: datetime) -> dict[str, Any]:
    tried = {"tries": news_deliveries.c.tries + 1, "leased_until": None, "lease": ""}
    match result:
        case Sent():
            return tried | {"settled_at": now, "outcome": "sent", "problem": ""}
        case Later(trouble, after):
            return tried | {"due_at": now + pause(tries, after), "problem": trouble}
        case Never(trouble):
            return tried | {"settled_at": now, "outcome": "failed", "problem": trouble}


def pause(tries: int, after_seconds: float | None = None) -> timedelta:
    """Return how long to wait after so many tries before, and at least as long as the receiver said."""
    usual = min(FIRST_PAUSE * int(3 ** min(tries, 10)), LONGEST_PAUSE)
    said = timedelta(seconds=min(after_seconds or 0.0, LONGEST_PAUSE.total_seconds()))
    return max(usual, said)


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    way = news_deliveries.c
    return way.settled_at.is_(None), way.due_at <= now, or_(way.leased_until.is_(None), way.leased_until <= now)


def _due(connection: Connection, now: datetime, lane: SendingLane | None) -> Sequence[int]:
    way = news_deliveries.c
    query = select(way.id).where(*_free(now)).order_by(way.is_pressing.desc(), way.due_at, way.id)
    if lane is not None:
        query = query.join(news, news.c.id == way.news_id).where(*lane.holds)
    return connection.scalars(query.limit(MOST_AT_ONCE)).all()


def _taking(ids: Sequence[int], now: datetime, lease: str) -> Update:
    taken = update(news_deliveries).where(news_deliveries.c.id.in_(ids), *_free(now))
    return taken.values(lease=lease, leased_until=now + LEASE)


def _leased(lease: str) -> Any:
    way = news_deliveries.c
    names = (way.id.label("delivery_id"), way.channel, way.target_id, way.is_pressing, way.tries, way.once)
    query = told_news().add_columns(*names).join(news_deliveries, way.news_id == news.c.id)
    return query.where(way.lease == lease).order_by(way.channel, way.target_id, way.is_pressing, way.id)


def _is_needless(row: Row[Any], now: datetime) -> bool:
    """Whether it came to nothing meanwhile; what is routine also once somebody has looked at it in their inbox."""
    told = told_of(row)
    has_seen = row.channel != Channel.HOOK and not row.is_pressing and told.read_at is not None
    return told.is_over(now) or has_seen


def _settle(connection: Connection, ids: Iterable[int], now: datetime, outcome: str) -> None:
    query = update(news_deliveries).where(news_deliveries.c.id.in_(list(ids)))
    connection.execute(query.values(settled_at=now, outcome=outcome, lease="", leased_until=None))


def _parcels(rows: Sequence[Row[Any]], lease: str) -> tuple[Parcel, ...]:
    """Put together what is for one person: routine news in one, what presses and what goes to robots one by one."""

    def place(row: Row[Any]) -> tuple[Any, ...]:
        is_alone = row.is_pressing or row.channel == Channel.HOOK
        return row.channel, row.target_id, row.is_pressing, row.delivery_id if is_alone else 0

    found = [_parcel(tuple(group), lease) for _, group in groupby(rows, place)]
    return tuple(sorted(found, key=lambda parcel: not parcel.is_pressing))


def _parcel(rows: tuple[Row[Any], ...], lease: str) -> Parcel:
    first = rows[0]
    return Parcel(
        ids=tuple(row.delivery_id for row in rows),
        channel=Channel(first.channel),
        target_id=first.target_id,
        is_pressing=bool(first.is_pressing),
        news=tuple(map(told_of, rows)),
        tries=max(row.tries for row in rows),
        lease=lease,
        name=sha256(" ".join(row.once for row in rows).encode()).hexdigest()[:32],
    )
