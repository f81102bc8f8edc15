"""The outbox: what must reach somebody else exactly once is put here together with what it tells.

Whoever concludes something writes the conclusion and puts what must leave for it in one transaction, so that there is
never one without the other. The worker sends it (``imaging.exchange.sending``).

Nobody can send a message exactly once over a line that breaks: if the answer is lost, only the receiver knows that it
came. So what was answered with success is never sent again, and what was not answered is sent again as the very same
thing, which every receiver knows by its name:

- an object has its SOP Instance UID; to store it a second time changes nothing (PS3.4 B.2.3, PS3.18 10.5),
- an HL7 message has its control id (MSH-10), by which receivers drop doubles,
- a web hook has its delivery id in a header, and is told to drop what it has seen.

A process that ends between the receiver's success and our note of it, or a line that breaks there, costs one such
repetition and nothing else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from imaging.archive.kept_files import KeptFiles
from imaging.clock import Clock
from imaging.errors import ConflictError, LimitError
from imaging.exchange.condition import Condition, condition_of, written_condition
from imaging.exchange.delivery import Delivery, DeliveryState, Payload, PayloadKind, StoredObject, payload_of, said_of
from imaging.exchange.destination import DestinationKind
from imaging.exchange.destinations import receivers_of
from imaging.exchange.observation_report import KeptPdf
from imaging.exchange.trouble import Trouble
from imaging.index.engine import Index
from imaging.index.tables import deliveries, parcels
from imaging.problems import Problem

LARGEST_PDF_BYTES: Final = 50 * 1024 * 1024
# What waits for one destination beyond this is given up at once, for a person to send when the destination is back.
MOST_WAITING: Final = 10_000
# 80 random bits as 20 characters: what MSH-10 holds (HL7 v2.5.1, 2.14.9.10).
_HANDLE_BYTES: Final = 10


@dataclass(frozen=True)
class Outbox:
    """What waits to reach somebody else."""

    index: Index
    clock: Clock
    files: KeptFiles

    def keep_pdf(self, content: bytes) -> KeptPdf:
        """Keep a PDF that a report is to carry; before the transaction, for the place of objects may be slow."""
        if len(content) > LARGEST_PDF_BYTES:
            raise LimitError("A PDF that a report carries has at most 50 MiB.", limit=LARGEST_PDF_BYTES)
        return KeptPdf(self.files.keep(content, "pdf", self.clock.now()), len(content))

    def put(self, connection: Connection, delivery: Delivery) -> int:
        """Have something delivered, as part of the caller's transaction, and return to how many destinations it goes.

        Where a destination is paused it waits there. What was put under this key before goes only to destinations
        that came since.

        Raises
        ------
        ConflictError
            Something else was put under this key, or the same while it was somebody else's.
        """
        kinds = [kind for kind in DestinationKind if kind.takes is PayloadKind.of(delivery.payload)]
        receivers = receivers_of(connection, delivery.hospital_id, delivery.content, kinds)
        if not receivers:
            return 0
        parcel_id, now = self._parcel(connection, delivery), self.clock.now()
        for receiver in receivers:
            values = {
                "parcel_id": parcel_id,
                "destination_id": receiver,
                "handle": secrets.token_hex(_HANDLE_BYTES),
                "waits_since": now,
                "next_try_at": now,
                **_first_state(connection, receiver, now),
            }
            connection.execute(self.index.insert(deliveries).values(values).on_conflict_do_nothing())
        return len(receivers)

    def kept(self, connection: Connection, hospital_id: int, key: str) -> Payload | None:
        """Return what was put under a key; None: nothing, or there was nobody to receive it."""
        query = select(parcels).where(parcels.c.hospital_id == hospital_id, parcels.c.key == key)
        row = connection.execute(query).one_or_none()
        return None if row is None else payload_of(PayloadKind(row.kind), row.instance_id, row.said)

    def _parcel(self, connection: Connection, delivery: Delivery) -> int:
        payload = delivery.payload
        values = {
            "hospital_id": delivery.hospital_id,
            "content": delivery.content.value,
            "key": delivery.key,
            "line": delivery.line,
            "kind": PayloadKind.of(payload).value,
            "instance_id": payload.instance_id if isinstance(payload, StoredObject) else None,
            "said": said_of(payload),
        }
        first = {"condition": written_condition(delivery.condition), "put_at": self.clock.now()}
        new = self.index.insert(parcels).values(values | first)
        connection.execute(new.on_conflict_do_nothing())
        own = (parcels.c.hospital_id == delivery.hospital_id, parcels.c.key == delivery.key)
        row = connection.execute(select(parcels).where(*own)).one()
        del values["said"]
        is_same = all(getattr(row, name) == value for name, value in values.items())
        # What it says is compared as values: an earlier edition wrote them otherwise.
        if not is_same or payload_of(PayloadKind(row.kind), row.instance_id, row.said) != payload:
            raise ConflictError(f"Something else was put under the key {delivery.key}.")
        if row.condition and not _names_the_same(condition_of(row.condition), delivery.condition):
            raise ConflictError("It has gone out under another number.", Problem.STUDY_IN_QUESTION)
        return int(row.id)


def _names_the_same(one: Condition, other: Condition | None) -> bool:
    return other is None or not set(one.names).isdisjoint(other.names)


def _first_state(connection: Connection, destination_id: int, now: datetime) -> dict[str, object]:
    """Say that it waits, or that too much does already: a queue must end somewhere."""
    waits = (deliveries.c.destination_id == destination_id, deliveries.c.state == DeliveryState.WAITING)
    if (connection.scalar(select(func.count()).where(*waits)) or 0) < MOST_WAITING:
        return {"state": DeliveryState.WAITING.value}
    return {"state": DeliveryState.GIVEN_UP.value, "problem": Trouble.TOO_MUCH_WAITS.value, "ended_at": now}
