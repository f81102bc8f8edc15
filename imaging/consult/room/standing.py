"""What the index says about rooms within a transaction that writes into them, and what events change in it besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, case, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import TakingPart
from imaging.consult.leaving import take_out_within, user_of
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
    # When one meets, if that is agreed on.
    scheduled_at: datetime | None = None
    # The number of its last event.
    last: int = 0
    # Those whom what is proposed concerns.
    members: dict[int, Member] = field(default_factory=dict)


def locked_rooms(connection: Connection, proposals: Sequence[Proposal]) -> dict[int, LockedRoom]:
    """Wait for rooms, always in the same order, and return them; SQLite has one writer, who has waited already."""
    consult_ids = sorted({each.consult_id for each in proposals})
    found = connection.execute(_LOCKING, {"consult_ids": consult_ids})
    rooms = {row.id: LockedRoom(row.id, row.hospital_id, ConsultState(row.state), row.scheduled_at) for row in found}
    # Asked for only now, for while one waited others wrote.
    for consult_id, last in last_sequences(connection, consult_ids).items():
        rooms[consult_id].last = last
    # Of many rooms at once, all who take part are far more than those whom proposals concern.
    concerned = {who for each in proposals for who in each.concerned}
    whole = {each.consult_id for each in proposals if each.concerns_all}
    for row in connection.execute(_MEMBERS, {"ids": list(concerned), "consult_ids": list(whole)}):
        if row.consult_id in rooms:
            rooms[row.consult_id].members[row.id] = Member(Part(row.part), row.user_id, row.guest_id)
    return rooms


def _select_locking() -> Select[Any]:
    query = select(consults.c.id, consults.c.hospital_id, consults.c.state, consults.c.scheduled_at)
    named = query.where(consults.c.id.in_(bindparam("consult_ids", expanding=True)))
    return named.order_by(consults.c.id).with_for_update(key_share=True)


def _select_members() -> Select[Any]:
    kept = consult_participants.c
    named = kept.id.in_(bindparam("ids", expanding=True))
    of_whole = kept.consult_id.in_(bindparam("consult_ids", expanding=True))
    return select(kept.consult_id, kept.id, kept.part, kept.user_id, kept.guest_id).where(named | of_whole)


# Made once: every batch asks them.
_LOCKING: Final = _select_locking()
_MEMBERS: Final = _select_members()


def move_on(connection: Connection, consult_id: int, event: RoomEvent) -> None:
    """Have the tables say what an event says, where they say it too."""
    if event.kind is EventKind.PART:
        connection.execute(
            update(consult_participants)
            .where(consult_participants.c.consult_id == consult_id)
            .where(consult_participants.c.id == event.body["participant"])
            .values(part=event.body["part"])
        )
        if event.body["part"] == Part.GONE:
            take_out_within(connection, event.body["participant"], user_of(event.by), event.at)
    elif event.kind is EventKind.STATE:
        is_live = event.body["state"] == ConsultState.LIVE
        began = case((consults.c.live_at.is_(None), event.at), else_=consults.c.live_at)
        connection.execute(
            update(consults)
            .where(consults.c.id == consult_id)
            .values(state=event.body["state"], revision=consults.c.revision + 1)
            .values({"live_at": began} if is_live else {})
        )
