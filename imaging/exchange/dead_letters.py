"""What an administrator sees of the outbox, and does about it: what waits, what was given up, again or never."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.exchange.condition import is_met_within
from imaging.exchange.delivery import DeliveryState, PayloadKind
from imaging.index.engine import Index
from imaging.index.tables import deliveries, destinations, parcels
from imaging.problems import Problem

SHORTEST_REASON: Final = 3
LONGEST_REASON: Final = 500
_LATER = deliveries.alias("later")
_OF_LATER = parcels.alias("of_later")


@dataclass(frozen=True)
class Listed:
    """A delivery as it stands in a list; it says what goes, and nothing of whom it is about."""

    id: int
    destination: str
    kind: str
    content: str
    key: str
    state: DeliveryState
    tries: int
    put_at: datetime
    tried_at: datetime | None
    # Of what waits, when it is tried next; a destination that rests is not called before.
    next_try_at: datetime | None
    problem: str
    problem_code: str
    ended_at: datetime | None
    ended_by: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """How much there is for a destination, or for all."""

    waiting: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class DeadLetters:
    """The outbox as its administrators see it."""

    index: Index
    clock: Clock
    audit: Audit

    def list(
        self, hospital_id: int, states: Collection[DeliveryState], *, before: int | None = None, limit: int = 100
    ) -> tuple[Listed, ...]:
        """Return deliveries of a hospital in these states, the latest first, optionally those before a number."""
        query = (
            select(
                deliveries,
                *(parcels.c[name] for name in ("content", "key", "put_at")),
                *(destinations.c[name] for name in ("name", "kind", "rests_until")),
            )
            .join(parcels, parcels.c.id == deliveries.c.parcel_id)
            .join(destinations, destinations.c.id == deliveries.c.destination_id)
            .where(parcels.c.hospital_id == hospital_id, deliveries.c.state.in_([each.value for each in states]))
            .order_by(deliveries.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(deliveries.c.id < before)
        with self.index.read() as connection:
            return tuple(_listed(row) for row in connection.execute(query))

    def counts(self, hospital_id: int) -> dict[int, Counts]:
        """Return how much waits and how much was given up, by the number of the destination."""
        query = _counted().where(destinations.c.hospital_id == hospital_id)
        found: dict[int, dict[str, int]] = {}
        with self.index.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.destination_id, {})[row.state] = row.number
        return {number: _counts(by_state) for number, by_state in found.items()}

    def count_all(self) -> Counts:
        """Return how much waits and how much was given up in this installation."""
        by_state: dict[str, int] = {}
        with self.index.read() as connection:
            for row in connection.execute(_counted()):
                by_state[row.state] = by_state.get(row.state, 0) + row.number
        return _counts(by_state)

    def resend(self, by: Actor, delivery_id: int, hospital_id: int) -> None:
        """Have something sent again that was given up, at once.

        Raises
        ------
        ConflictError
            It was not given up; a result that follows it in its line has arrived, and would be undone by it; or it is
            in question whose it is.
        """
        with self.index.write() as connection:
            row = _one(connection, delivery_id, hospital_id)
            if row.state != DeliveryState.GIVEN_UP:
                raise ConflictError("This is not given up any more.", Problem.DELIVERY_MOVED)
            if connection.scalar(select(exists().where(_is_overtaken(), deliveries.c.id == delivery_id))):
                raise ConflictError("What came after it has arrived.", Problem.DELIVERY_OVERTAKEN)
            if not is_met_within(connection, row.condition):
                raise ConflictError("Decide first whose study this is.", Problem.DELIVERY_IN_QUESTION)
            self._put_back(connection, row.destination_id, delivery_id)
            detail: dict[str, str | int] = {"destination": row.destination_id, "key": row.key}
            self._note(connection, by, "resend", Subject(SubjectKind.DELIVERY, delivery_id), hospital_id, detail)

    def resend_all(self, by: Actor, destination_id: int, hospital_id: int) -> int:
        """Have everything sent again that was given up for a destination, but what was overtaken; how much that is.

        What is in question is held when its turn comes.
        """
        own = (destinations.c.id == destination_id, destinations.c.hospital_id == hospital_id)
        with self.index.write() as connection:
            if connection.scalar(select(destinations.c.id).where(*own, destinations.c.removed_at.is_(None))) is None:
                raise NotFoundError("There is no such destination.")
            count = self._put_back(connection, destination_id)
            if count:
                subject = Subject(SubjectKind.DESTINATION, destination_id)
                self._note(connection, by, "resend", subject, hospital_id, {"count": count})
        return count

    def discard(self, by: Actor, delivery_id: int, hospital_id: int, reason: str) -> None:
        """Have something never sent that waits or was given up, and say why."""
        plain = reason.strip()
        if not SHORTEST_REASON <= len(plain) <= LONGEST_REASON:
            raise MalformedError(
                f"A reason has {SHORTEST_REASON} to {LONGEST_REASON} characters.",
                Problem.REASON_SHORT,
                shortest=SHORTEST_REASON,
                longest=LONGEST_REASON,
            )
        ended = {"state": DeliveryState.DISCARDED, "ended_at": self.clock.now(), "ended_by": by.label[:64]}
        with self.index.write() as connection:
            row = _one(connection, delivery_id, hospital_id)
            still = deliveries.c.state.in_([DeliveryState.WAITING, DeliveryState.GIVEN_UP])
            those = update(deliveries).where(deliveries.c.id == delivery_id, still)
            if connection.execute(those.values(**ended, reason=plain)).rowcount == 0:
                raise ConflictError("This is on its way, or at its end.", Problem.DELIVERY_MOVED)
            detail: dict[str, str | int] = {"destination": row.destination_id, "key": row.key}
            subject = Subject(SubjectKind.DELIVERY, delivery_id)
            self._note(connection, by, "discard-delivery", subject, hospital_id, detail)

    def _put_back(self, connection: Connection, destination_id: int, delivery_id: int | None = None) -> int:
        """Have what was given up wait anew, and the destination be called at once."""
        now = self.clock.now()
        anew = {"state": DeliveryState.WAITING.value, "tries": 0, "waits_since": now, "next_try_at": now}
        those = (deliveries.c.destination_id == destination_id, deliveries.c.state == DeliveryState.GIVEN_UP)
        query = update(deliveries).where(*those, ~exists().where(_is_overtaken()).correlate(deliveries))
        if delivery_id is not None:
            query = query.where(deliveries.c.id == delivery_id)
        awake = update(destinations).where(destinations.c.id == destination_id).values(rests_until=None)
        connection.execute(awake)
        return connection.execute(query.values(**anew, ended_at=None)).rowcount

    def _note(
        self,
        connection: Connection,
        by: Actor,
        action: str,
        subject: Subject,
        hospital_id: int,
        detail: dict[str, str | int],
    ) -> None:
        self.audit.append(connection, AuditEvent(by, action, subject, hospital_id=hospital_id, detail=detail))


def _one(connection: Connection, delivery_id: int, hospital_id: int) -> Row[*tuple[Any, ...]]:
    query = (
        select(deliveries.c.state, deliveries.c.destination_id, parcels.c.key, parcels.c.condition)
        .join(parcels, parcels.c.id == deliveries.c.parcel_id)
        .where(deliveries.c.id == delivery_id, parcels.c.hospital_id == hospital_id)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("There is no such delivery.")
    return row


def _is_overtaken() -> ColumnElement[bool]:
    """Whether a result that stands behind it in its line has arrived at the same destination.

    A system that keeps results puts the one that comes last over those before it; objects and notices stand beside
    each other, whenever they come.
    """
    line = select(parcels.c.line).where(parcels.c.id == deliveries.c.parcel_id).correlate(deliveries).scalar_subquery()
    return and_(
        _LATER.c.destination_id == deliveries.c.destination_id,
        _LATER.c.id > deliveries.c.id,
        _LATER.c.state == DeliveryState.DELIVERED,
        _OF_LATER.c.id == _LATER.c.parcel_id,
        _OF_LATER.c.kind == PayloadKind.OBSERVATION_REPORT,
        _OF_LATER.c.line == line,
        _OF_LATER.c.line != "",
    )


def _counted() -> Select[tuple[int, str, int]]:
    state = deliveries.c.state
    return (
        select(deliveries.c.destination_id, state, func.count().label("number"))
        .join(destinations, destinations.c.id == deliveries.c.destination_id)
        .where(or_(state == DeliveryState.WAITING, state == DeliveryState.SENDING, state == DeliveryState.GIVEN_UP))
        .group_by(deliveries.c.destination_id, state)
    )


def _counts(by_state: dict[str, int]) -> Counts:
    waiting = by_state.get(DeliveryState.WAITING, 0) + by_state.get(DeliveryState.SENDING, 0)
    return Counts(waiting, by_state.get(DeliveryState.GIVEN_UP, 0))


def _listed(row: Row[tuple[object, ...]]) -> Listed:
    state = DeliveryState(row.state)
    next_try_at = max(filter(None, (row.next_try_at, row.rests_until))) if state is DeliveryState.WAITING else None
    return Listed(
        row.id,
        row.name,
        row.kind,
        row.content,
        row.key,
        state,
        row.tries,
        row.put_at,
        row.tried_at,
        next_try_at,
        row.problem,
        row.problem_code,
        row.ended_at,
        row.ended_by,
        row.reason,
    )
