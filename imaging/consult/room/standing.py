"""What the index says about rooms within a transaction that writes into them, and what events change in it besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import TakingPart
from imaging.consult.participants import OPENED, Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.consult.room.stored import last_sequences
from imaging.consult.states import ConsultState
from imaging.index.tables import consult_participants, consults


@dataclass(frozen=True)
class Member:
    """Who takes part: what they are here, and as whom they come."""

    part: Part
    user_id: int | None = None
    guest_id: int | None = None

    @property
    def taking_part(self) -> TakingPart:
        """What the consult opens to them."""
        return TakingPart(OPENED[self.part], self.user_id, self.guest_id)


@dataclass
class LockedRoom:
    """A room that nobody else writes into until the transaction ends."""

    consult_id: int
    hospital_id: int
    consult: ConsultState
    # The number of its last event.
    last: int = 0
    # Those whom what is proposed concerns.
    members: dict[int, Member] = field(default_factory=dict)


def locked_rooms(connection: Connection, proposals: Sequence[Proposal]) -> dict[int, LockedRoom]:
    """Wait for rooms, always in the same order, and return them; SQLite has one writer, who has waited already."""
    consult_ids = sorted({each.consult_id for each in proposals})
    query = select(consults.c.id, consults.c.hospital_id, consults.c.state).where(consults.c.id.in_(consult_ids))
    locking = query.order_by(consults.c.id).with_for_update(key_share=True)
    rooms = {
        row.id: LockedRoom(row.id, row.hospital_id, ConsultState(row.state)) for row in connection.execute(locking)
    }
    # Asked for only now, for while one waited others wrote.
    for consult_id, last in last_sequences(connection, consult_ids).items():
        rooms[consult_id].last = last
    for row in connection.execute(_members(proposals)):
        if row.consult_id in rooms:
            rooms[row.consult_id].members[row.id] = Member(Part(row.part), row.user_id, row.guest_id)
    return rooms


def _members(proposals: Sequence[Proposal]) -> Select[Any]:
    """Select whom proposals concern; of many rooms at once, all of whom are far more."""
    kept = consult_participants.c
    concerned: ColumnElement[bool] = kept.id.in_({who for each in proposals for who in each.concerned})
    if whole := {each.consult_id for each in proposals if each.concerns_all}:
        concerned |= kept.consult_id.in_(whole)
    return select(kept.consult_id, kept.id, kept.part, kept.user_id, kept.guest_id).where(concerned)


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
