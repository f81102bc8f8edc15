"""Accession numbers that orders had until somebody corrected them, kept so that none of them means two exams unseen.

A system that does not know of the correction goes on saying the former number. Taken for a new order it would be a
second one for the same exam; taken for the corrected one it could write another exam's appointment into it. So:

- what says word for word what was said before is the order that has another number by now, and changes nothing;
- what names another patient, by every sign there is, is another exam and a new order;
- anything else is refused, and whoever brings it says the number of today, or that it is another exam.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Select, select

from imaging.index.engine import Index
from imaging.index.tables import former_numbers, orders
from imaging.orders.names import names_differ


def give_up_within(
    index: Index, connection: Connection, hospital_id: int, accession_number: str, order_id: int, at: datetime
) -> None:
    """Note that an order has this number no more; whoever had it last is meant by it."""
    values = {
        "hospital_id": hospital_id,
        "accession_number": accession_number,
        "order_id": order_id,
        "corrected_at": at,
    }
    insert = index.insert(former_numbers).values(values)
    keys = ["hospital_id", "accession_number"]
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=values))


def holder_of(hospital_id: int, accession_number: str) -> Select[tuple[object, ...]]:
    """Find the order that had this number last."""
    former = former_numbers.c
    return (
        select(orders)
        .join(former_numbers, former.order_id == orders.c.id)
        .where(former.hospital_id == hospital_id, former.accession_number == accession_number)
    )


def is_same_patient(said: Mapping[str, str], kept: Mapping[str, str], brought: str) -> bool:
    """Whether what is said names the patient that an order names, or named when it was brought, by any sign."""
    return any(_is_alike(said, other) for other in (kept, json.loads(brought or "{}")) if other)


def _is_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Compare as a study and its order are: what one of the two leaves out makes nobody another patient."""
    if one["patient_id"].strip() == other["patient_id"].strip():
        return True
    birth_dates = {each["patient_birth_date"].strip() for each in (one, other)} - {""}
    return len(birth_dates) < 2 and not names_differ(one["patient_name"], other["patient_name"])
