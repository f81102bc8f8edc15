"""When one meets: whoever asks says it, and those who were asked propose another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import WORKER, Person
from imaging.clock import Clock
from imaging.consult.asking.consult import Consult, changed, consult_of, held
from imaging.consult.asking.invitations import people_of
from imaging.consult.asking.notes import Notes, conductors, present, waiting
from imaging.consult.asking.standings import Deed, Standing, require
from imaging.consult.asking.who import standing_of
from imaging.consult.states import BEGIN_CONSULT, ConsultState
from imaging.errors import MalformedError, NotFoundError, UnavailableError
from imaging.exchange.telling.news import Kind
from imaging.index.engine import Index
from imaging.index.tables import consult_times, consults, news, users
from imaging.isolated import Isolated
from imaging.problems import Problem

SHORTEST_MINUTES: Final = 5
LONGEST_MINUTES: Final = 8 * 60
FURTHEST: Final = timedelta(days=366)
# Before it begins those who take part are told once more.
SOON: Final = timedelta(minutes=10)
log = structlog.get_logger("asking")


@dataclass(frozen=True)
class Time:
    """When, and for how long."""

    starts_at: datetime
    minutes: int

    def check(self, now: datetime) -> None:
        """Go on only if one can still meet then.

        Raises
        ------
        MalformedError
            It is past, too far away, or no length.
        """
        if not now <= self.starts_at <= now + FURTHEST or not SHORTEST_MINUTES <= self.minutes <= LONGEST_MINUTES:
            raise MalformedError("It must be a time that comes, of 5 minutes to 8 hours.", Problem.CONSULT_TIME)


@dataclass(frozen=True)
class Proposed:
    """A time that somebody proposed."""

    id: int
    time: Time
    by: int
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Times:
    """The times of consults."""

    index: Index
    clock: Clock
    notes: Notes

    def schedule(self, person: Person, code: str, time: Time, revision: int | None = None) -> Consult:
        """Say when one meets, or when instead."""
        time.check(self.clock.now())
        with self.index.write() as connection:
            consult = held(connection, code, revision)
            require(standing_of(connection, consult, person), Deed.SCHEDULE, consult.state)
            consult = self._schedule(connection, consult, person, time)
        return self.notes.show(consult)

    def propose(self, person: Person, code: str, time: Time) -> Consult:
        """Propose a time; where whoever asks does so, it is the time."""
        time.check(self.clock.now())
        with self.index.write() as connection:
            consult = held(connection, code)
            standing = standing_of(connection, consult, person)
            require(standing, Deed.PROPOSE, consult.state)
            if standing is not Standing.ASKS:
                return self._propose(connection, consult, person, time)
            consult = self._schedule(connection, consult, person, time)
        return self.notes.show(consult)

    def take(self, person: Person, code: str, time_id: int) -> Consult:
        """Meet at a time that was proposed."""
        with self.index.write() as connection:
            consult = held(connection, code)
            require(standing_of(connection, consult, person), Deed.SCHEDULE, consult.state)
            kept = consult_times.c
            query = update(consult_times).where(
                kept.id == time_id, kept.consult_id == consult.id, kept.settled_at.is_(None)
            )
            settled = query.values(settled_at=self.clock.now(), is_taken=True).returning(kept.starts_at, kept.minutes)
            row = connection.execute(settled).one_or_none()
            if row is None:
                raise NotFoundError("Nobody proposes this time any more.")
            time = Time(row.starts_at, row.minutes)
            time.check(self.clock.now())
            consult = self._schedule(connection, consult, person, time)
        return self.notes.show(consult)

    def begin(self, person: Person, code: str) -> Consult:
        """Begin to confer at once; those who take part are called."""
        now = self.clock.now()
        with self.index.write() as connection:
            consult = held(connection, code)
            require(standing_of(connection, consult, person), Deed.BEGIN, consult.state)
            consult = changed(connection, consult, state=ConsultState.LIVE, live_at=now)
            self.notes.moved(connection, consult, now)
            told = present(connection, consult.id, but=person.user_id)
            until = now + timedelta(minutes=consult.scheduled_minutes or LONGEST_MINUTES)
            self.notes.tell(connection, consult, Kind.CONSULT_LIVE, f"live-{consult.revision}", told, until)
            self.notes.audited(connection, person, BEGIN_CONSULT, consult)
        return self.notes.show(consult)

    def remind(self) -> int:
        """Tell those who take part of what begins soon, and return of how many consults that was."""
        now = self.clock.now()
        soon = select(consults).where(
            consults.c.state == ConsultState.SCHEDULED,
            consults.c.scheduled_at > now,
            consults.c.scheduled_at <= now + SOON,
        )
        with self.index.read() as connection:
            keys = {_soon_key(consult): consult for consult in map(consult_of, connection.execute(soon.limit(100)))}
            known = set(connection.scalars(select(news.c.key).where(news.c.key.in_(keys))))
        done = 0
        for key, consult in keys.items():
            if key not in known:
                with Isolated(log, "not reminded of a consult", lets_out=(UnavailableError,), consult=consult.id):
                    self._remind(consult.code)
                    done += 1
        return done

    def _remind(self, code: str) -> None:
        with self.index.write() as connection:
            consult = held(connection, code)
            if consult.state is not ConsultState.SCHEDULED or consult.scheduled_at is None:
                return
            until = consult.scheduled_at + timedelta(minutes=consult.scheduled_minutes or SHORTEST_MINUTES)
            what = _soon_key(consult).removeprefix(f"consult-{consult.id}-")
            self.notes.tell(connection, consult, Kind.CONSULT_STARTS_SOON, what, present(connection, consult.id), until)
            self.notes.audited(connection, WORKER, "remind-of-consult", consult)

    def _propose(self, connection: Connection, consult: Consult, person: Person, time: Time) -> Consult:
        """Write a proposed time down."""
        now = self.clock.now()
        kept = consult_times.c
        own = update(consult_times).where(
            kept.consult_id == consult.id, kept.proposed_by == person.user_id, kept.settled_at.is_(None)
        )
        # Somebody proposes one time: the latest.
        connection.execute(own.values(settled_at=now))
        values = {"consult_id": consult.id, "starts_at": time.starts_at, "minutes": time.minutes,
                  "proposed_by": person.user_id, "proposed_at": now, "is_taken": False}  # fmt: skip
        number = connection.execute(insert(consult_times).values(values).returning(kept.id)).scalar_one()
        consult = changed(connection, consult)
        asking = conductors(connection, consult.id, but=person.user_id)
        self.notes.tell(connection, consult, Kind.CONSULT_TIME_PROPOSED, f"time-{number}", asking)
        self.notes.audited(connection, person, "propose-time-of-consult", consult)
        return consult

    def _schedule(self, connection: Connection, consult: Consult, person: Person, time: Time) -> Consult:
        kept = consult_times.c
        if consult.state is ConsultState.LIVE:
            self.notes.calls_no_more(connection, consult)
        others = update(consult_times).where(kept.consult_id == consult.id, kept.settled_at.is_(None))
        connection.execute(others.values(settled_at=self.clock.now()))
        consult = changed(
            connection,
            consult,
            state=ConsultState.SCHEDULED,
            scheduled_at=time.starts_at,
            scheduled_minutes=time.minutes,
        )
        self.notes.moved(connection, consult, self.clock.now())
        told = present(connection, consult.id, but=person.user_id) | people_of(
            connection, waiting(connection, consult.id)
        )
        ends_at = time.starts_at + timedelta(minutes=time.minutes)
        what = f"scheduled-{consult.revision}"
        self.notes.tell(connection, consult, Kind.CONSULT_SCHEDULED, what, told, ends_at)
        self.notes.audited(connection, person, "schedule-consult", consult, {"minutes": time.minutes})
        return consult


def _soon_key(consult: Consult) -> str:
    """Return under what people are told that this time comes; another time is another piece of news."""
    begins = int(consult.scheduled_at.timestamp()) if consult.scheduled_at is not None else 0
    return f"consult-{consult.id}-soon-{begins}"


def proposed_times(connection: Connection, consult_id: int) -> tuple[Proposed, ...]:
    """Return the times that wait for whoever asks."""
    kept = consult_times.c
    query = (
        select(consult_times, func.coalesce(func.nullif(users.c.name, ""), users.c.login).label("name"))
        .join(users, users.c.id == kept.proposed_by)
        .where(kept.consult_id == consult_id, kept.settled_at.is_(None))
        .order_by(kept.id)
    )
    return tuple(
        Proposed(row.id, Time(row.starts_at, row.minutes), row.proposed_by, row.name, row.proposed_at)
        for row in connection.execute(query)
    )
