"""The destinations of hospitals, as their administrators keep them."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.sealed import Sealed
from imaging.access.secret_key import SecretKey
from imaging.clock import Clock
from imaging.errors import ConflictError, LimitError, MalformedError, NotFoundError
from imaging.exchange.content import Content
from imaging.exchange.delivery import DeliveryState
from imaging.exchange.destination import Address, Destination, DestinationKind, check_address
from imaging.index.engine import Index
from imaging.index.tables import deliveries, destinations
from imaging.problems import Problem

MOST_DESTINATIONS: Final = 50


@dataclass(frozen=True)
class Wanted:
    """What an administrator says of a destination."""

    name: str
    kind: DestinationKind
    address: Address
    receives: frozenset[Content] = frozenset(Content)
    is_active: bool = True


@dataclass(frozen=True)
class State:
    """How it goes with a destination."""

    # In a row; none: it answered when it was called last.
    failures: int
    rests_until: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Destinations:
    """The destinations of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    key: SecretKey = field(repr=False)
    # Only where this machine serves nobody else.
    allows_loopback: bool = False
    _sealed: Sealed = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sealed", Sealed(self.key.derive("destinations")))

    def list(self, hospital_id: int) -> tuple[tuple[Destination, State], ...]:
        """Return those of a hospital by name."""
        query = select(destinations).where(*_own(hospital_id)).order_by(destinations.c.name)
        with self.index.read() as connection:
            return tuple((self.of(row), _state(row)) for row in connection.execute(query))

    def one(self, destination_id: int, hospital_id: int) -> Destination:
        """Return one of this hospital."""
        query = select(destinations).where(destinations.c.id == destination_id, *_own(hospital_id))
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no such destination.")
        return self.of(row)

    def add(self, by: Actor, hospital_id: int, wanted: Wanted) -> Destination:
        """Keep a new one."""
        self._check(wanted)
        with self.index.write() as connection:
            self._check_room(connection, hospital_id, wanted.name)
            values = {"hospital_id": hospital_id, "secret": None, **self._values(wanted)}
            new_id: int = connection.execute(
                insert(destinations).values(values).returning(destinations.c.id)
            ).scalar_one()
            self._keep_secret(connection, new_id, wanted.address.secret)
            self._note(connection, by, "add-destination", new_id, hospital_id)
        return self.one(new_id, hospital_id)

    def change(self, by: Actor, destination_id: int, hospital_id: int, wanted: Wanted) -> Destination:
        """Keep something else of one; it is called at once, however long it was to be left alone.

        Without a secret the former one stays, as long as it is told to the same place.
        """
        former = self.one(destination_id, hospital_id)
        if former.kind is not wanted.kind:
            raise ConflictError("A destination keeps its protocol: make another one.", Problem.DESTINATION_KIND)
        if not wanted.address.secret and _place(former.address) == _place(wanted.address):
            wanted = replace(wanted, address=replace(wanted.address, secret=former.address.secret))
        self._check(wanted)
        at_once = {"failures": 0, "rests_until": None}
        with self.index.write() as connection:
            self._check_room(connection, hospital_id, wanted.name, destination_id)
            change = update(destinations).where(destinations.c.id == destination_id, *_own(hospital_id))
            connection.execute(change.values(self._values(wanted) | at_once))
            # It was not for the destination's sake that what was paused waited so long.
            anew = {"next_try_at": self.clock.now()} | ({} if former.is_active else {"waits_since": self.clock.now()})
            waiting = (deliveries.c.destination_id == destination_id, deliveries.c.ended_at.is_(None))
            connection.execute(update(deliveries).where(*waiting).values(anew))
            self._keep_secret(connection, destination_id, wanted.address.secret)
            self._note(connection, by, "change-destination", destination_id, hospital_id)
        return self.one(destination_id, hospital_id)

    def remove(self, by: Actor, destination_id: int, hospital_id: int) -> None:
        """Forget one and its secret; nothing goes there any more, and what was for it is discarded."""
        gone = {"removed_at": self.clock.now(), "is_active": False, "secret": None, "login": ""}
        with self.index.write() as connection:
            own = update(destinations).where(destinations.c.id == destination_id, *_own(hospital_id))
            if connection.execute(own.values(gone)).rowcount == 0:
                raise NotFoundError("There is no such destination.")
            left = deliveries.c.state.not_in([DeliveryState.DELIVERED, DeliveryState.DISCARDED])
            discarded = {"state": DeliveryState.DISCARDED, "ended_at": self.clock.now(), "ended_by": by.label[:64]}
            those = update(deliveries).where(deliveries.c.destination_id == destination_id, left)
            connection.execute(those.values(discarded))
            self._note(connection, by, "remove-destination", destination_id, hospital_id)

    def of(self, row: Row[tuple[object, ...]]) -> Destination:
        """Return the destination of a row of the table."""
        secret = "" if row.secret is None else self._sealed.open(row.secret, _sealed_as(row.id))
        address = Address(row.host, row.port, row.ae_title, row.application, row.facility, row.url, row.login, secret)
        receives = frozenset(map(Content, row.receives.split()))
        return Destination(
            row.id, row.hospital_id, row.name, DestinationKind(row.kind), address, receives, row.is_active
        )

    def _check(self, wanted: Wanted) -> None:
        if not wanted.name.strip() or len(wanted.name) > 100 or not wanted.name.isprintable():
            raise MalformedError("A destination's name has 1 to 100 characters.", Problem.FIELD_WRONG, name="name")
        if not wanted.receives:
            raise MalformedError("A destination receives something.", Problem.FIELD_MISSING, name="receives")
        check_address(wanted.kind, wanted.address, allows_loopback=self.allows_loopback)

    def _check_room(self, connection: Connection, hospital_id: int, name: str, but: int | None = None) -> None:
        query = select(destinations.c.id, destinations.c.name).where(*_own(hospital_id))
        others = [row for row in connection.execute(query) if row.id != but]
        if any(row.name == name.strip() for row in others):
            raise ConflictError(f"There is a destination {name} already.", Problem.DESTINATION_TAKEN, name=name)
        if len(others) >= MOST_DESTINATIONS:
            raise LimitError(
                f"A hospital has at most {MOST_DESTINATIONS} destinations.",
                Problem.TOO_MANY_DESTINATIONS,
                limit=MOST_DESTINATIONS,
                most=MOST_DESTINATIONS,
            )

    def _values(self, wanted: Wanted) -> dict[str, object]:
        address, kind = wanted.address, wanted.kind
        return {
            "name": wanted.name.strip(),
            "kind": kind.value,
            "receives": " ".join(sorted(wanted.receives)),
            "host": "" if kind.has_url else address.host,
            "port": None if kind.has_url else address.port,
            "ae_title": address.ae_title if kind is DestinationKind.C_STORE else "",
            "application": address.application if kind is DestinationKind.HL7_MLLP else "",
            "facility": address.facility if kind is DestinationKind.HL7_MLLP else "",
            "url": address.url if kind.has_url else "",
            "login": address.login if kind is DestinationKind.STOW else "",
            "is_active": wanted.is_active,
            "changed_at": self.clock.now(),
        }

    def _keep_secret(self, connection: Connection, destination_id: int, secret: str) -> None:
        sealed = self._sealed.seal(secret, _sealed_as(destination_id)) if secret else None
        connection.execute(update(destinations).where(destinations.c.id == destination_id).values(secret=sealed))

    def _note(self, connection: Connection, by: Actor, action: str, destination_id: int, hospital_id: int) -> None:
        subject = Subject(SubjectKind.DESTINATION, destination_id)
        self.audit.append(connection, AuditEvent(by, action, subject, hospital_id=hospital_id))


def receivers_of(
    connection: Connection, hospital_id: int, content: Content, kinds: Iterable[DestinationKind]
) -> builtins.list[int]:
    """Return the destinations of a hospital that receive this content by one of these protocols."""
    query = select(destinations.c.id, destinations.c.receives).where(
        *_own(hospital_id), destinations.c.kind.in_([kind.value for kind in kinds])
    )
    rows = connection.execute(query.order_by(destinations.c.id))
    return [row.id for row in rows if content.value in row.receives.split()]


def _own(hospital_id: int) -> tuple[ColumnElement[bool], ...]:
    return (destinations.c.hospital_id == hospital_id, destinations.c.removed_at.is_(None))


def _place(address: Address) -> tuple[object, ...]:
    return (address.host, address.port, address.url, address.login)


def _sealed_as(destination_id: int) -> str:
    return f"destination {destination_id}"


def _state(row: Row[tuple[object, ...]]) -> State:
    return State(row.failures, row.rests_until, row.answered_at)
