"""Orders that are brought, sent again and corrected, and whether the slip still opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from imaging.access.actors import Machine, Person, Role, TokenScope
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.sharing.appointments import Booking, Correction, CorrectionReason
from imaging.sharing.link_sessions import Opened
from imaging.sharing.links import IssuedLink

HIS = Machine(1, 1, frozenset(TokenScope), "HIS")
DESK = Person(1, 1, "desk", Role.FRONT_DESK)
NEW = NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT")
PHONE = "139 1234 5678"
OTHER_PHONE = "139 1234 9999"
SECOND_FACTOR = "second_factor"


def brought(house: House, new: NewOrder = NEW, **more: Any) -> IssuedLink:
    booking = house.appointments.book(HIS, 1, new, **more)
    assert booking.link is not None
    return booking.link


def again(house: House, new: NewOrder = NEW, **more: Any) -> Booking:
    return house.appointments.book(HIS, 1, new, **more)


def corrected(house: House, order_id: int, *, phone: str = "", id_number: str = "", **fields: object) -> Booking:
    correction = Correction(CorrectionReason.TYPING_ERROR, fields, phone, id_number)
    return house.appointments.correct(DESK, order_id, 1, correction)


def opens(house: House, link: IssuedLink, birth_date: str = "1960-02-29", last_four: str = "5678") -> bool:
    answer = {"birth_date": birth_date, "last_four": last_four}
    return isinstance(house.link_sessions.exchange(secret=link.secret.text, answer=answer), Opened)


def detail(house: House, action: str) -> Mapping[str, str]:
    """What the audit holds of the latest event of this kind."""
    found = next(event for event in house.audit.list() if event.action == action)
    told: Mapping[str, str] = json.loads(found.detail)
    return told
