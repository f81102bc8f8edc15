"""What waits for each destination, and who sends it: the rows of the outbox as the workers see them.

One thread of one worker at a time sends to a destination, so that nothing is sent twice at once and lines keep their
order. It holds a lease, which it renews with each try. A worker that is killed renews nothing: when its lease has run
out another one takes over, and sends again what was under way::

                 ┌────────── again, after a pause ─────────┐
    put ──► waiting ──► sending ──┬─► delivered            │
          (held while it is       │                        │
           in doubt whose it is)  │                        │
                                  ├─► not taken now ───────┘
                                  └─► given up ──┬─► sent again by a person: waiting
                                                 └─► discarded by a person
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import WORKER
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.clock import Clock
from imaging.exchange.condition import is_met_within
from imaging.exchange.delivery import DeliveryState, carried_bytes
from imaging.exchange.destination import Destination
from imaging.exchange.destinations import Destinations
from imaging.exchange.rhythm import Rhythm
from imaging.exchange.shipment import Answer, Verdict
from imaging.exchange.trouble import Trouble
from imaging.index.engine import Index
from imaging.index.tables import deliveries, destinations, instances, parcels

_UNDER_WAY: Final = (DeliveryState.WAITING.value, DeliveryState.SENDING.value)
# So many are looked at in one transaction until one is found that may leave; the next second goes on with the others.
_MOST_HELD_AT_ONCE: Final = 50


@dataclass(frozen=True)
class Lease:
    """Says that a thread of this worker sends to a destination."""

    destination_id: int
    token: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass(frozen=True)
class Attempt:
    """One try that has begun, with what the index knows of it."""

    delivery_id: int
    destination: Destination
    kind: str
    instance_id: int | None
    said: str = field(repr=False)
    key: str
    handle: str
    put_at: datetime
    tries: int
    seconds: float


@dataclass(frozen=True)
class Queue:
    """What waits."""

    index: Index
    clock: Clock
    audit: Audit
    destinations: Destinations
    rhythm: Rhythm = field(default_factory=Rhythm)

    def wanting(self, but: Collection[int], most: int) -> list[int]:
        """Return destinations that something is due for and nobody sends to, the ones that wait longest first."""
        now = self.clock.now()
        left_behind = deliveries.c.state == DeliveryState.SENDING
        query = (
            select(destinations.c.id)
            .join(deliveries, deliveries.c.destination_id == destinations.c.id)
            .join(parcels, parcels.c.id == deliveries.c.parcel_id)
            .where(_may_be_called(now), destinations.c.id.not_in(but), or_(left_behind, _due(now) & _is_its_turn()))
            .group_by(destinations.c.id)
            .order_by(func.min(deliveries.c.next_try_at))
            .limit(most)
        )
        with self.index.read() as connection:
            return list(connection.scalars(query))

    def take(self, destination_id: int) -> Lease | None:
        """Become the one who sends to a destination; None: somebody else has."""
        lease, now = Lease(destination_id), self.clock.now()
        until = now + self.rhythm.lease(self.rhythm.try_seconds)
        free = update(destinations).where(destinations.c.id == destination_id, _may_be_called(now))
        with self.index.write() as connection:
            if connection.execute(free.values(lease=lease.token, leased_until=until)).rowcount == 0:
                return None
            self._pick_up(connection, destination_id, now)
        return lease

    def begin(self, lease: Lease) -> Attempt | None:
        """Begin with what is due next; None: nothing is, or the lease has run out."""
        now = self.clock.now()
        with self.index.write() as connection:
            row = self._next_that_may_leave(connection, lease, now)
            if row is None:
                return None
            seconds = self.rhythm.seconds_for((row.size_bytes or 0) + carried_bytes(row.kind, row.said))
            until = now + self.rhythm.lease(seconds)
            if not _changed(connection, lease, {"leased_until": until}):
                return None
            begun = {"state": DeliveryState.SENDING.value, "tries": row.tries + 1, "tried_at": now}
            # A person may have discarded it in this very moment.
            still = (deliveries.c.id == row.delivery_id, deliveries.c.state == DeliveryState.WAITING)
            if connection.execute(update(deliveries).where(*still).values(begun)).rowcount == 0:
                return None
            whole = connection.execute(select(destinations).where(destinations.c.id == lease.destination_id)).one()
        return _attempt(row, self.destinations.of(whole), seconds)

    def _next_that_may_leave(self, connection: Connection, lease: Lease, now: datetime) -> Row[Any] | None:
        """Return what is due next; what is not certain any more is held, and does not stand before what is."""
        for _ in range(_MOST_HELD_AT_ONCE):
            row = connection.execute(_next(lease, now)).one_or_none()
            if row is None or is_met_within(connection, row.condition):
                return row
            # It is not the destination that it waits for: the time that a destination is given begins anew.
            held = {"next_try_at": now + self.rhythm.held, "waits_since": now}
            why = {"problem": Trouble.STUDY_IN_QUESTION.value, "problem_code": ""}
            _set(connection, row.delivery_id, held | why)
        return None

    def end(self, lease: Lease, attempt: Attempt, answer: Answer) -> bool:
        """Write down what came of it; False: the lease has run out, and somebody else tries again."""
        now = self.clock.now()
        with self.index.write() as connection:
            if not self._note_destination(connection, lease, answer, now):
                return False
            values = self._outcome(attempt, answer, now)
            _set(connection, attempt.delivery_id, values)
            self._note(connection, attempt, answer, values["state"])
            if answer.verdict is Verdict.DOWN:
                self._give_up_the_old(connection, attempt.destination, answer, now)
        return True

    def put_back(self, lease: Lease, attempt: Attempt) -> None:
        """Undo a try that was broken off because this process ends: nothing can be said of the destination."""
        with self.index.write() as connection:
            if _changed(connection, lease):
                _set(connection, attempt.delivery_id, {"state": DeliveryState.WAITING.value})

    def let_go(self, lease: Lease) -> None:
        """Let others send to the destination."""
        with self.index.write() as connection:
            _changed(connection, lease, {"lease": "", "leased_until": None})

    def _pick_up(self, connection: Connection, destination_id: int, now: datetime) -> None:
        """Have what a worker left that was killed wait again; who was killed by it waits longer each time."""
        left = (deliveries.c.destination_id == destination_id, deliveries.c.state == DeliveryState.SENDING)
        for row in connection.execute(select(deliveries.c.id, deliveries.c.tries).where(*left)).all():
            again = {"state": DeliveryState.WAITING.value, "next_try_at": now + self.rhythm.pause(row.tries)}
            _set(connection, row.id, again)

    def _note_destination(self, connection: Connection, lease: Lease, answer: Answer, now: datetime) -> bool:
        if answer.verdict is not Verdict.DOWN:
            return _changed(connection, lease, {"failures": 0, "rests_until": None, "answered_at": now})
        failures = connection.scalar(select(destinations.c.failures).where(destinations.c.id == lease.destination_id))
        failures = min((failures or 0) + 1, 1_000_000)
        return _changed(connection, lease, {"failures": failures, "rests_until": now + self.rhythm.pause(failures)})

    def _outcome(self, attempt: Attempt, answer: Answer, now: datetime) -> dict[str, Any]:
        """Return what becomes of the delivery."""
        said = {"problem": answer.trouble.value if answer.trouble else "", "problem_code": answer.code[:16]}
        if answer.verdict is Verdict.ARRIVED:
            return {"state": DeliveryState.DELIVERED.value, "ended_at": now, **said}
        is_tried_again = answer.verdict is Verdict.DOWN or (
            answer.verdict is Verdict.LATER and attempt.tries < self.rhythm.most_tries
        )
        if not is_tried_again:
            return {"state": DeliveryState.GIVEN_UP.value, "ended_at": now, **said}
        # Where the destination is down it rests as well; but this may be the very one that brings it down.
        next_try_at = now + self.rhythm.pause(attempt.tries)
        return {"state": DeliveryState.WAITING.value, "next_try_at": next_try_at, **said}

    def _note(self, connection: Connection, attempt: Attempt, answer: Answer, state: str) -> None:
        """Have the audit know what left, and what will not."""
        if state == DeliveryState.WAITING:
            return
        outcome = Outcome.SUCCESS if answer.verdict is Verdict.ARRIVED else Outcome.FAILED
        detail: dict[str, str | int] = {"destination": attempt.destination.id, "key": attempt.key}
        detail |= {"why": answer.trouble.value} if answer.trouble else {}
        subject, hospital_id = Subject(SubjectKind.DELIVERY, attempt.delivery_id), attempt.destination.hospital_id
        event = AuditEvent(WORKER, "deliver", subject, outcome, hospital_id, detail=detail)
        self.audit.append(connection, event)

    def _give_up_the_old(self, connection: Connection, to: Destination, answer: Answer, now: datetime) -> None:
        """Give up whatever has waited too long for a destination that takes nothing, without trying each."""
        old = (
            deliveries.c.destination_id == to.id,
            deliveries.c.state == DeliveryState.WAITING,
            deliveries.c.waits_since <= now - self.rhythm.longest_wait,
        )
        trouble = answer.trouble.value if answer.trouble else ""
        said = {"problem": trouble, "problem_code": answer.code[:16], "ended_at": now}
        given_up = update(deliveries).where(*old).values(state=DeliveryState.GIVEN_UP.value, **said)
        count = connection.execute(given_up).rowcount
        if count:
            subject = Subject(SubjectKind.DESTINATION, to.id)
            detail: dict[str, str | int] = {"count": count, "why": trouble}
            event = AuditEvent(WORKER, "give-up", subject, Outcome.FAILED, to.hospital_id, detail=detail)
            self.audit.append(connection, event)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(deliveries.c.state == DeliveryState.WAITING, deliveries.c.next_try_at <= now)


def _may_be_called(now: datetime) -> ColumnElement[bool]:
    """Whether a destination is to be sent to, does not rest, and nobody sends to it."""
    return and_(
        destinations.c.is_active,
        destinations.c.removed_at.is_(None),
        or_(destinations.c.rests_until.is_(None), destinations.c.rests_until <= now),
        or_(destinations.c.leased_until.is_(None), destinations.c.leased_until <= now),
    )


def _is_its_turn() -> ColumnElement[bool]:
    """Whether nothing before it in its line is still to be sent to the same destination."""
    earlier, of_earlier = deliveries.alias("earlier"), parcels.alias("of_earlier")
    waits_in_line = (
        exists()
        .where(
            earlier.c.destination_id == deliveries.c.destination_id,
            earlier.c.id < deliveries.c.id,
            earlier.c.state.in_(_UNDER_WAY),
            of_earlier.c.id == earlier.c.parcel_id,
            of_earlier.c.line == parcels.c.line,
        )
        .correlate(deliveries, parcels)
    )
    return or_(parcels.c.line == "", ~waits_in_line)


def _next(lease: Lease, now: datetime) -> Any:
    """Select what is due next: what was not tried for longest."""
    columns = (
        deliveries.c.id.label("delivery_id"), deliveries.c.handle, deliveries.c.tries, parcels.c.kind,
        parcels.c.instance_id, parcels.c.said, parcels.c.key, parcels.c.put_at, parcels.c.condition,
        instances.c.size_bytes,
    )  # fmt: skip
    return (
        select(*columns)
        .join(parcels, parcels.c.id == deliveries.c.parcel_id)
        .join(destinations, destinations.c.id == deliveries.c.destination_id)
        .outerjoin(instances, instances.c.id == parcels.c.instance_id)
        .where(deliveries.c.destination_id == lease.destination_id, destinations.c.is_active, _due(now))
        .where(_is_its_turn())
        .order_by(func.coalesce(deliveries.c.tried_at, deliveries.c.waits_since), deliveries.c.id)
        .limit(1)
    )


def _attempt(row: Row[Any], destination: Destination, seconds: float) -> Attempt:
    return Attempt(
        row.delivery_id,
        destination,
        row.kind,
        row.instance_id,
        row.said,
        row.key,
        row.handle,
        row.put_at,
        row.tries + 1,
        seconds,
    )


def _changed(connection: Connection, lease: Lease, values: dict[str, Any] | None = None) -> bool:
    """Change a destination as the one who sends to it; False: that is somebody else by now."""
    own = (destinations.c.id == lease.destination_id, destinations.c.lease == lease.token)
    kept = values or {"lease": lease.token}
    return connection.execute(update(destinations).where(*own).values(kept)).rowcount > 0


def _set(connection: Connection, delivery_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))
