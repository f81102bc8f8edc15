"""Orders: what a hospital asked to be examined, known to us by its accession number.

A hospital's system sends the same order again whenever it is unsure; that must change nothing. It also moves an
appointment and corrects a birth date or a name, and that must be taken over. But an accession number that suddenly
names another patient is never taken over: a slip with a link to it may be in somebody's hand. Another Patient ID is
another patient, and so are another birth date and another name together; only a person may say otherwise. Only a person
corrects the number itself, and what is brought under the former one is looked at closely (``former_numbers``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Scope
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, GoneError, MalformedError, NotFoundError, UnavailableError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import former_numbers, orders
from imaging.orders.brought import KNOWN, said_anew, written
from imaging.orders.former_numbers import give_up_within, holder_of, is_same_patient
from imaging.orders.names import names_differ
from imaging.orders.written import read_date
from imaging.problems import Problem

_LONGEST = {
    "accession_number": 64,
    "patient_id": 64,
    "patient_name": 200,
    "modality": 16,
    "procedure_description": 200,
    "place": 200,
    "preparation": 2000,
}
# What decides which studies belong to an order: whoever changes it must look at them again.
IDENTITY = frozenset({"accession_number", "patient_id", "patient_name", "patient_birth_date", "patient_sex"})


@dataclass(frozen=True)
class NewOrder:
    """An order as it is brought; checks itself once."""

    accession_number: str
    patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    # YYYYMMDD, as DICOM writes it; 1990-01-31 is understood.
    patient_birth_date: str = field(repr=False)
    procedure_description: str
    patient_sex: str = field(default="", repr=False)
    modality: str = ""
    scheduled_at: datetime | None = None
    place: str = ""
    preparation: str = ""

    def __post_init__(self) -> None:
        for name, longest in _LONGEST.items():
            value = getattr(self, name).strip()
            object.__setattr__(self, name, value)
            if len(value) > longest:
                raise MalformedError(
                    f"{name} is longer than {longest} characters.", Problem.FIELD_TOO_LONG, name=name, longest=longest
                )
            if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value) or (name != "preparation" and "\n" in value):
                raise MalformedError(
                    f"{name} contains control characters.", Problem.FIELD_CONTROL_CHARACTERS, name=name
                )
            # What hides or turns around the characters beside it would make a slip say what it does not.
            object.__setattr__(self, name, displayable(value))
        for name in ("accession_number", "patient_id", "patient_name", "procedure_description"):
            if not getattr(self, name):
                raise MalformedError(f"{name} is missing.", Problem.FIELD_MISSING, name=name)
        birth_date = read_date(self.patient_birth_date, "patient_birth_date")
        object.__setattr__(self, "patient_birth_date", birth_date.strftime("%Y%m%d"))
        if self.patient_sex not in {"", "M", "F", "O"}:
            raise MalformedError("patient_sex is M, F, O or empty.", Problem.FIELD_WRONG, name="patient_sex")
        if self.scheduled_at is not None and self.scheduled_at.tzinfo is None:
            example = "2026-03-01T09:30:00+08:00"
            raise MalformedError(
                f"scheduled_at needs a time zone, for example {example}.",
                Problem.FIELD_WITHOUT_TIME_ZONE,
                name="scheduled_at",
            )


@dataclass(frozen=True)
class Order:
    """An order as it is kept."""

    id: int
    hospital_id: int
    accession_number: str
    patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    patient_sex: str = field(repr=False)
    modality: str
    procedure_description: str
    scheduled_at: datetime | None
    place: str
    preparation: str
    created_at: datetime
    cancelled_at: datetime | None


class Received(StrEnum):
    """What bringing an order did."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"


@dataclass(frozen=True)
class Taken:
    """An order as it is now, and what bringing it has changed."""

    order: Order
    received: Received
    # Names of fields.
    changed: frozenset[str] = frozenset()


def of_order(order: Order) -> Scope:
    """Return the scope of one order, to be decided about."""
    return Scope(order.hospital_id, order_id=order.id)


@dataclass(frozen=True)
class Orders:
    """The orders of all hospitals."""

    index: Index
    clock: Clock

    def create(self, hospital_id: int, new: NewOrder) -> tuple[Order, Received]:
        """Take an order in; bringing the same again is no error and no second order."""
        with self.index.write() as connection:
            order = self.create_within(connection, hospital_id, new)
            if order is not None:
                return order, Received.CREATED
            taken = self.update_within(connection, hospital_id, new)
            return taken.order, taken.received

    def create_within(self, connection: Connection, hospital_id: int, new: NewOrder, known: str = "") -> Order | None:
        """Take a new order in as part of a transaction; None if its number is here already.

        ``known`` is a digest of what came with it and is not kept itself.
        """
        brought = written(asdict(new) | {KNOWN: known})
        values = asdict(new) | {"hospital_id": hospital_id, "created_at": self.clock.now(), "brought": brought}
        query = self.index.insert(orders).values(values).on_conflict_do_nothing().returning(orders)
        row = connection.execute(query).one_or_none()
        return None if row is None else _order(row)

    def update_within(self, connection: Connection, hospital_id: int, new: NewOrder, known: str = "") -> Taken:
        """Take over what is said anew of an order that is here, as part of a transaction."""
        brought = written(asdict(new) | {KNOWN: known})
        row = connection.execute(_by_accession(hospital_id, new.accession_number).with_for_update()).one_or_none()
        if row is None:
            raise UnavailableError(
                "The order is just being changed; try again.", Problem.ORDER_CHANGING, retry_after_seconds=1
            )
        kept = _order(row)
        changes = _changes(kept, new, said_anew(row.brought, asdict(new)))
        _refuse_contradiction(kept, changes)
        if row.brought == brought and not changes:
            return Taken(kept, Received.UNCHANGED)
        change = update(orders).where(orders.c.id == kept.id).values(changes | {"brought": brought}).returning(orders)
        order = _order(connection.execute(change).one())
        return Taken(order, Received.UPDATED if changes else Received.UNCHANGED, frozenset(changes))

    def said_anew(self, hospital_id: int, new: NewOrder, known: str) -> tuple[Order, frozenset[str]] | None:
        """Return the order that is here already and the names of what is said anew of it; None if none is here.

        What can't be taken over is refused here already, before anything is hashed for it.
        """
        with self.index.read() as connection:
            row = connection.execute(_by_accession(hospital_id, new.accession_number)).one_or_none()
        if row is None:
            return None
        kept, anew = _order(row), said_anew(row.brought, asdict(new) | {KNOWN: known})
        _refuse_contradiction(kept, _changes(kept, new, anew))
        return kept, anew

    def meant_by_former_number(self, hospital_id: int, new: NewOrder, known: str) -> Order | None:
        """Return the order that had this number until it was corrected, if it is meant; None if another exam is.

        Raises
        ------
        ConflictError
            Nobody can tell which of the two is meant.
        """
        with self.index.read() as connection:
            row = connection.execute(holder_of(hospital_id, new.accession_number)).one_or_none()
        if row is None or not is_same_patient(asdict(new), asdict(_order(row)), row.brought):
            return None
        kept = _order(row)
        _refuse_cancelled(kept)
        if not said_anew(row.brought, asdict(new) | {KNOWN: known}):
            return kept
        former, now = new.accession_number, kept.accession_number
        raise ConflictError(
            f"The accession number {former} was corrected to {now}: bring {now}, or say that it is another exam.",
            Problem.NUMBER_CORRECTED,
            accession_number=former,
            now=now,
        )

    def correct_within(
        self, connection: Connection, order_id: int, hospital_id: int, corrected: Mapping[str, object]
    ) -> Taken:
        """Set what a person says is right, as part of a transaction; what systems brought stays noted as it was."""
        query = select(orders).where(orders.c.id == order_id, orders.c.hospital_id == hospital_id)
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            raise NotFoundError("There is no such order.")
        kept = _order(row)
        _refuse_cancelled(kept)
        new = NewOrder(**{name: getattr(kept, name) for name in NewOrder.__dataclass_fields__} | dict(corrected))
        changes = _changes(kept, new, frozenset(corrected))
        if not changes:
            return Taken(kept, Received.UNCHANGED)
        if "accession_number" in changes:
            self._give_up_number(connection, kept, new.accession_number)
        change = update(orders).where(orders.c.id == kept.id).values(changes).returning(orders)
        return Taken(_order(connection.execute(change).one()), Received.UPDATED, frozenset(changes))

    def _give_up_number(self, connection: Connection, kept: Order, number: str) -> None:
        """Let an order have another number, if no order of its hospital has it."""
        if connection.execute(_by_accession(kept.hospital_id, number)).one_or_none() is not None:
            raise ConflictError(
                f"Another order has the accession number {number}.", Problem.NUMBER_TAKEN, accession_number=number
            )
        at = self.clock.now()
        give_up_within(self.index, connection, kept.hospital_id, kept.accession_number, kept.id, at)

    def by_id(self, order_id: int, hospital_id: int | None = None) -> Order:
        """Return one order, of this hospital if one is named."""
        query = select(orders).where(orders.c.id == order_id)
        if hospital_id is not None:
            query = query.where(orders.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no such order.")
        return _order(row)

    def by_ids(self, order_ids: Collection[int], hospital_id: int) -> dict[int, Order]:
        """Return those of these orders that are this hospital's."""
        query = select(orders).where(orders.c.id.in_(order_ids), orders.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            return {row.id: _order(row) for row in connection.execute(query)}

    def by_accession_number(self, hospital_id: int, accession_number: str) -> Order | None:
        """Return the order that a hospital knows by this number."""
        with self.index.read() as connection:
            row = connection.execute(_by_accession(hospital_id, accession_number)).one_or_none()
        return None if row is None else _order(row)

    def list(
        self,
        hospital_id: int,
        *,
        text: str = "",
        scheduled_from: datetime | None = None,
        scheduled_before: datetime | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> tuple[Order, ...]:
        """Return a hospital's orders, the latest first; ``text`` is found in numbers, names and descriptions."""
        query = select(orders).where(orders.c.hospital_id == hospital_id)
        if text.strip():
            query = query.where(_mentions(hospital_id, text.strip()))
        if scheduled_from is not None:
            query = query.where(orders.c.scheduled_at >= scheduled_from)
        if scheduled_before is not None:
            query = query.where(orders.c.scheduled_at < scheduled_before)
        with self.index.read() as connection:
            found = connection.execute(query.order_by(orders.c.id.desc()).limit(limit).offset(offset))
            return tuple(_order(row) for row in found)

    def cancel(self, order_id: int, hospital_id: int) -> Order:
        """Cancel an order; cancelling again changes nothing."""
        with self.index.write() as connection:
            self.cancel_within(connection, order_id, hospital_id)
        return self.by_id(order_id, hospital_id)

    def cancel_within(self, connection: Connection, order_id: int, hospital_id: int) -> None:
        """Cancel an order as part of a transaction."""
        connection.execute(
            update(orders)
            .where(orders.c.id == order_id, orders.c.hospital_id == hospital_id, orders.c.cancelled_at.is_(None))
            .values(cancelled_at=self.clock.now())
        )

    @staticmethod
    def by_accession_within(connection: Connection, hospital_id: int, accession_number: str) -> Order | None:
        """Return the order of this number; until the transaction ends nobody changes what it says."""
        query = _by_accession(hospital_id, accession_number).with_for_update(read=True)
        row = connection.execute(query).one_or_none()
        return None if row is None else _order(row)

    @staticmethod
    def by_ids_within(connection: Connection, order_ids: Collection[int]) -> dict[int, Order]:
        """Return these orders by their numbers."""
        rows = connection.execute(select(orders).where(orders.c.id.in_(order_ids)))
        return {row.id: _order(row) for row in rows}


def _by_accession(hospital_id: int, accession_number: str) -> Select[tuple[object, ...]]:
    return select(orders).where(
        orders.c.hospital_id == hospital_id, orders.c.accession_number == accession_number.strip()
    )


def _changes(kept: Order, new: NewOrder, names: Collection[str]) -> dict[str, object]:
    """Return what of these fields is not here already."""
    values = {name: value for name, value in asdict(new).items() if name in names}
    return {name: value for name, value in values.items() if getattr(kept, name) != value}


def _refuse_cancelled(kept: Order) -> None:
    if kept.cancelled_at is not None:
        number = kept.accession_number
        raise GoneError(
            f"The order {number} was cancelled; a new appointment needs a new number.",
            Problem.ORDER_CANCELLED,
            accession_number=number,
        )


def _refuse_contradiction(kept: Order, changes: Mapping[str, object]) -> None:
    _refuse_cancelled(kept)
    name = str(changes.get("patient_name", kept.patient_name))
    is_named_alike = not names_differ(name, kept.patient_name)
    if "patient_id" in changes or ("patient_birth_date" in changes and not is_named_alike):
        number = kept.accession_number
        raise ConflictError(
            f"The accession number {number} belongs to another patient already.",
            Problem.NUMBER_OF_ANOTHER_PATIENT,
            accession_number=number,
        )


def _order(row: Row[tuple[object, ...]]) -> Order:
    values = values_of(row)
    del values["brought"]
    return Order(**values)


def _mentions(hospital_id: int, text: str) -> ColumnElement[bool]:
    """Find a text in what an order is or was known by; a name as people write it, without the carets of DICOM."""
    former = former_numbers.c
    had_number = select(former.order_id).where(
        former.hospital_id == hospital_id, former.accession_number.startswith(text, autoescape=True)
    )
    name = func.lower(orders.c.patient_name)
    names = (name, func.replace(name, "^", ""), func.replace(name, "^", " "))
    return or_(
        orders.c.accession_number.startswith(text, autoescape=True),
        orders.c.id.in_(had_number),
        orders.c.patient_id.startswith(text, autoescape=True),
        *(form.contains(text.lower(), autoescape=True) for form in names),
    )
