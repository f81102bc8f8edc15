"""A room within a transaction: where it stood, and what is added to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from imaging.consult.participants import Part
from imaging.consult.room.events import RoomEvent, chained, line_of, moment
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal
from imaging.consult.room.standing import LockedRoom
from imaging.consult.room.state import RoomState
from imaging.consult.states import ConsultState


@dataclass
class Making:
    """What is made of one room; thrown away if the transaction fails."""

    room: LockedRoom
    # What lasts; what passes only moves the number on.
    lasting: RoomState
    now: datetime
    # All that is new to whoever made this, in order.
    new: list[RoomEvent] = field(default_factory=list)
    sequence: int = field(init=False)
    _moment: str = field(init=False)

    def __post_init__(self) -> None:
        self.sequence, self._moment = self.lasting.sequence, moment(self.now)

    @property
    def state(self) -> RoomState:
        """The room after all that is new."""
        return self.lasting.up_to(self.sequence)

    def add(self, proposal: Proposal) -> RoomEvent:
        """Give a proposal the next place in the order."""
        event = self._next(proposal)
        self.new.append(event)
        self.sequence = event.sequence
        if not event.kind.is_passing:
            self._keep(event)
        return event

    def _next(self, proposal: Proposal) -> RoomEvent:
        sequence, kind, author = self.sequence + 1, proposal.kind, proposal.participant_id
        line = line_of(sequence, proposal.id, author, self._moment, kind, proposal.body.to_json())
        chain = "" if kind.is_passing else chained(self.lasting.chain, line)
        return RoomEvent(sequence, author, proposal.id, kind, self.now, line, chain)

    def _keep(self, event: RoomEvent) -> None:
        self.lasting = self.lasting.after((event,))
        if event.kind is EventKind.PART:
            who = event.body["participant"]
            self.room.members[who] = replace(self.room.members[who], part=Part(event.body["part"]))
        elif event.kind is EventKind.STATE:
            self.room.consult = ConsultState(event.body["state"])
