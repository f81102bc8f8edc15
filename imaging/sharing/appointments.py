"""An order and its link come into being together, in one transaction: there is no order without a slip to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from imaging.access.actors import Action, Actor
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.events.bus import EventBus
from imaging.events.event import Event, Kind
from imaging.orders.orders import NewOrder, Order, Orders, Received
from imaging.sharing.factors import Knowledge
from imaging.sharing.links import IssuedLink, Links


@dataclass(frozen=True)
class Booking:
    """An order as it is now, and its link if it was made just now."""

    order: Order
    received: Received
    # None for an order that was here before: its secret is known to the slip alone. A reprint makes a new one.
    link: IssuedLink | None


@dataclass(frozen=True)
class Appointments:
    """The one way in for orders, whether a system, a file or a person brings them."""

    orders: Orders
    links: Links
    events: EventBus

    def book(
        self,
        actor: Actor,
        hospital_id: int,
        new: NewOrder,
        *,
        phone: str = "",
        id_number: str = "",
        not_before: datetime | None = None,
        max_openings: int | None = None,
    ) -> Booking:
        """Take an order in and make its link; an order that is here already keeps the link it has."""
        kept = self.orders.by_accession_number(hospital_id, new.accession_number)
        prepared = None
        if kept is None:
            known = Knowledge(new.patient_birth_date, phone, id_number)
            prepared = self.links.prepare(known, not_before=not_before, max_openings=max_openings)
        with self.orders.index.write() as connection:
            order, received = self.orders.create_within(connection, hospital_id, new)
            link = None
            if received is Received.CREATED and prepared is not None:
                link = self.links.create_within(connection, order, prepared)
            if received is not Received.UNCHANGED:
                subject = Subject(SubjectKind.ORDER, order.id)
                detail = {"received": received.value}
                event = AuditEvent(actor, Action.KEEP_ORDERS, subject, hospital_id=hospital_id, detail=detail)
                self.links.audit.append(connection, event)
        if received is not Received.UNCHANGED:
            # A study may have been waiting for it.
            self.events.publish(Event(Kind.ORDER, hospital_id, str(order.id)))
        return Booking(order, received, link)

    def cancel(self, actor: Actor, order_id: int, hospital_id: int) -> Order:
        """Cancel an order; its links open nothing any more."""
        with self.orders.index.write() as connection:
            self.orders.cancel_within(connection, order_id, hospital_id)
            subject = Subject(SubjectKind.ORDER, order_id)
            detail = {"received": "cancelled"}
            event = AuditEvent(actor, Action.KEEP_ORDERS, subject, hospital_id=hospital_id, detail=detail)
            self.links.audit.append(connection, event)
        return self.orders.by_id(order_id, hospital_id)
