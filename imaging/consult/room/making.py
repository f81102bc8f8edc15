"""A room within a transaction: where it stood, and what is added to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from imaging.consult.participants import Part
from imaging.consult.room.events import RoomEvent, chained, line_of
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.consult.room.standing import LockedRoom
from imaging.consult.room.state import RoomState
from imaging.consult.states import ConsultState


@dataclass
class Making:
    """What is made of one room; thrown away if the transaction fails."""

    room: LockedRoom
    state: RoomState
    now: datetime
    # All that is new to whoever made this, in order.
    new: list[RoomEvent] = field(default_factory=list)

    def add(self, proposal: Proposal) -> RoomEvent:
        """Give a proposal the next place in the order."""
        event = event_after(self.state, proposal, self.now)
        self.new.append(event)
        self.state = self.state.after((event,))
        if event.kind is EventKind.PART:
            who = event.body["participant"]
            self.room.members[who] = replace(self.room.members[who], part=Part(event.body["part"]))
        elif event.kind is EventKind.STATE:
            self.room.consult = ConsultState(event.body["state"])
        return event


def event_after(state: RoomState, proposal: Proposal, now: datetime) -> RoomEvent:
    """Return the event that a proposal becomes in a room of this state."""
    sequence, kind, author = state.sequence + 1, proposal.kind, proposal.participant_id
    line = line_of(sequence, proposal.id, author, now, kind, proposal.body.to_json())
    chain = "" if kind.is_passing else chained(state.chain, line)
    return RoomEvent(sequence, author, proposal.id, kind, now, line, chain)
