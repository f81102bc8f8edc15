"""What the index says about rooms within a transaction that writes into them, and what events change in it besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, select, update
from sqlalchemy.engine import Connection

from imaging.consult.participants import Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.stored import last_sequences
from imaging.consult.states import ConsultState
from imaging.index.tables import consult_participants, consults


@dataclass
class LockedRoom:
    """A room that nobody else writes into until the transaction ends."""

    consult_id: int
    hospital_id: int
    consult: ConsultState
    # The number of its last event.
    last: int = 0
    parts: dict[int, Part] = field(default_factory=dict)


def locked_rooms(connection: Connection, consult_ids: Sequence[int]) -> dict[int, LockedRoom]:
    """Wait for rooms, always in the same order, and return them; SQLite has one writer, who has waited already."""
    query = select(consults.c.id, consults.c.hospital_id, consults.c.state).where(consults.c.id.in_(consult_ids))
    locking = query.order_by(consults.c.id).with_for_update(key_share=True)
    rooms = {
        row.id: LockedRoom(row.id, row.hospital_id, ConsultState(row.state)) for row in connection.execute(locking)
    }
    # Asked for only now, for while one waited others wrote.
    for consult_id, last in last_sequences(connection, consult_ids).items():
        rooms[consult_id].last = last
    kept = consult_participants.c
    taking_part = select(kept.consult_id, kept.id, kept.part).where(kept.consult_id.in_(consult_ids))
    for consult_id, participant_id, part in connection.execute(taking_part):
        rooms[consult_id].parts[participant_id] = Part(part)
    return rooms


def move_on(connection: Connection, consult_id: int, event: RoomEvent) -> None:
    """Have the tables say what an event says, where they say it too."""
    if event.kind is EventKind.PART:
        connection.execute(
            update(consult_participants)
            .where(consult_participants.c.consult_id == consult_id)
            .where(consult_participants.c.id == event.body["participant"])
            .values(part=event.body["part"])
        )
    elif event.kind is EventKind.STATE:
        is_live = event.body["state"] == ConsultState.LIVE
        began = case((consults.c.live_at.is_(None), event.at), else_=consults.c.live_at)
        connection.execute(
            update(consults)
            .where(consults.c.id == consult_id)
            .values(state=event.body["state"], revision=consults.c.revision + 1)
            .values({"live_at": began} if is_live else {})
        )
