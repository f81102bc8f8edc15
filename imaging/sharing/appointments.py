"""An order and its link come into being together, in one transaction, and are corrected together.

There is no order without a slip to print, no link that asks for a birth date which the order no longer says, and no
study shown on an order with whose patient it no longer agrees.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from imaging.access.actors import Action, Actor
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.events.bus import EventBus
from imaging.events.event import Event, Kind
from imaging.orders.binding import Bindings, StudiesCameError
from imaging.orders.brought import KNOWN
from imaging.orders.orders import IDENTITY, NewOrder, Order, Orders, Received, Taken
from imaging.orders.written import read_date
from imaging.sharing.factor_changes import FactorChange, change_within, prepare_change
from imaging.sharing.factors import Knowledge
from imaging.sharing.links import IssuedLink, Links

KEEP = Action.KEEP_ORDERS
CORRECT = "correct-order"
BIRTH_DATE = "patient_birth_date"
NUMBER = "accession_number"
# Told among the names of changed fields when the link asks for something else from now on.
SECOND_FACTOR = "second_factor"
_PATIENCE_SECONDS = 5.0


class CorrectionReason(StrEnum):
    """Why a person says that an order is wrong: words of ours, because the audit names no patient."""

    TYPING_ERROR = "typing-error"
    PATIENT_SAYS = "patient-says"
    IDENTITY_DOCUMENT = "identity-document"
    OTHER_SYSTEM = "other-system"


@dataclass(frozen=True)
class Booking:
    """An order as it is now, and its link if it was made just now."""

    order: Order
    received: Received
    # None for an order that was here before: its secret is known to the slip alone. A reprint makes a new one.
    link: IssuedLink | None
    # The names of the fields that were taken over, and ``second_factor``.
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Correction:
    """What a person says is right: values under the names of an order's fields, and what opens the link."""

    reason: CorrectionReason
    fields: Mapping[str, object] = field(repr=False)
    phone: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)


@dataclass(frozen=True)
class Appointments:
    """The one way in for orders, whether a system, a file or a person brings them."""

    orders: Orders
    links: Links
    bindings: Bindings
    events: EventBus

    def book(  # noqa: PLR0913  (whoever brings an order may say each of these)
        self,
        actor: Actor,
        hospital_id: int,
        new: NewOrder,
        *,
        phone: str = "",
        id_number: str = "",
        not_before: datetime | None = None,
        max_openings: int | None = None,
        is_another_exam: bool = False,
    ) -> Booking:
        """Take an order in and make its link; an order that is here already keeps the link it has.

        What is said of it anew is taken over, what opens its link included. Under a number that was corrected, nothing
        is: ``is_another_exam`` says that a new order is meant all the same.
        """
        known = Knowledge(new.patient_birth_date, phone, id_number)
        digest = self._digest(known)
        here = self.orders.said_anew(hospital_id, new, digest)
        if here is not None:
            change = self._change(*here, known)

            def update() -> Booking:
                with self.orders.index.write() as connection:
                    held = self._hold(connection, here[0].id, here[1])
                    taken = self.orders.update_within(connection, hospital_id, new, digest)
                    return self._updated(connection, actor, taken, change, held)

            return self._told(_until_nothing_comes(update))
        meant = None if is_another_exam else self.orders.meant_by_former_number(hospital_id, new, digest)
        if meant is not None:
            return Booking(meant, Received.UNCHANGED, None)
        prepared = self.links.prepare(known, not_before=not_before, max_openings=max_openings)
        created = None
        with self.orders.index.write() as connection:
            order = self.orders.create_within(connection, hospital_id, new, digest)
            if order is not None:
                created = Booking(order, Received.CREATED, self.links.create_within(connection, order, prepared))
                self._append(connection, actor, KEEP, order, {"received": Received.CREATED.value})
        if created is not None:
            return self._told(created)
        # Somebody else brought the number between our look and our insert, so it is here by now.
        return self.book(actor, hospital_id, new, phone=phone, id_number=id_number)

    def correct(self, actor: Actor, order_id: int, hospital_id: int, correction: Correction) -> Booking:
        """Set what a person says is right."""
        kept = self.orders.by_id(order_id, hospital_id)
        known = Knowledge(str(correction.fields.get(BIRTH_DATE, "")), correction.phone, correction.id_number)
        anew = frozenset(correction.fields) | ({KNOWN} if correction.phone or correction.id_number else frozenset())
        change = self._change(kept, anew, known)

        def update() -> Booking:
            with self.orders.index.write() as connection:
                held = self._hold(connection, order_id, anew, str(correction.fields.get(NUMBER, "")).strip())
                taken = self.orders.correct_within(connection, order_id, hospital_id, correction.fields)
                return self._updated(connection, actor, taken, change, held, correction.reason)

        return self._told(_until_nothing_comes(update))

    def cancel(self, actor: Actor, order_id: int, hospital_id: int) -> Order:
        """Cancel an order; its links open nothing any more."""
        order = self.orders.by_id(order_id, hospital_id)
        with self.orders.index.write() as connection:
            self.orders.cancel_within(connection, order_id, hospital_id)
            self._append(connection, actor, KEEP, order, {"received": "cancelled"})
        return self.orders.by_id(order_id, hospital_id)

    def _change(self, kept: Order, anew: Collection[str], known: Knowledge) -> FactorChange | None:
        """Prepare another factor if what it is made of is said anew."""
        birth_date = kept.patient_birth_date
        if BIRTH_DATE in anew:
            birth_date = f"{read_date(known.birth_date, BIRTH_DATE):%Y%m%d}"
        is_corrected = birth_date != kept.patient_birth_date
        if not is_corrected and KNOWN not in anew:
            return None
        known = replace(known, birth_date=birth_date)
        return prepare_change(self.links, kept.id, known, birth_date_changes=is_corrected)

    def _hold(
        self, connection: Connection, order_id: int, anew: Collection[str], accession_number: str = ""
    ) -> frozenset[int]:
        """Hold the studies that will have to be judged again, and return them."""
        if not IDENTITY & frozenset(anew):
            return frozenset()
        return self.bindings.hold_within(connection, order_id, accession_number)

    def _updated(
        self,
        connection: Connection,
        actor: Actor,
        taken: Taken,
        change: FactorChange | None,
        held: frozenset[int],
        reason: CorrectionReason | None = None,
    ) -> Booking:
        """Bring link and studies into line with what has changed, and have the audit know."""
        changed = tuple(sorted(taken.changed))
        if change is not None:
            change_within(connection, self.links, change)
            changed = (*changed, SECOND_FACTOR)
        if not changed:
            return Booking(taken.order, Received.UNCHANGED, None)
        if taken.changed & IDENTITY:
            for event in self.bindings.reconsider_within(connection, taken.order.id, held):
                self.links.audit.append(connection, event)
        detail = {"changed": " ".join(changed)}
        if reason is None:
            self._append(connection, actor, KEEP, taken.order, {"received": Received.UPDATED.value, **detail})
        else:
            self._append(connection, actor, CORRECT, taken.order, {"reason": reason.value, **detail})
        return Booking(taken.order, Received.UPDATED, None, changed)

    def _told(self, booking: Booking) -> Booking:
        """Have the worker know once it is durable: a study may have been waiting for this order."""
        if booking.received is not Received.UNCHANGED:
            self.events.publish(Event(Kind.ORDER, booking.order.hospital_id, str(booking.order.id)))
        return booking

    def _append(
        self, connection: Connection, actor: Actor, action: str, order: Order, detail: Mapping[str, str | int]
    ) -> None:
        subject = Subject(SubjectKind.ORDER, order.id)
        event = AuditEvent(actor, action, subject, hospital_id=order.hospital_id, detail=detail)
        self.links.audit.append(connection, event)

    def _digest(self, known: Knowledge) -> str:
        """Tell whether the same numbers came again, without keeping them."""
        if not known.phone and not known.id_number:
            return ""
        key = self.links.key.derive("brought with an order")
        return hmac.new(key, f"{known.phone}\n{known.id_number}".encode(errors="replace"), hashlib.sha256).hexdigest()


def _until_nothing_comes(update: Callable[[], Booking]) -> Booking:
    """Change an order, from the start again while studies come to it between the look at them and the change."""
    asking = Retrying(
        retry=retry_if_exception_type(StudiesCameError),
        stop=stop_after_delay(_PATIENCE_SECONDS),
        wait=wait_random(0, 0.05),
        reraise=True,
    )
    return asking(update)
