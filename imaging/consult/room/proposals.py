"""What somebody proposes for a room, with all that is needed to decide about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from imaging.access.actors import Actor, Anonymous
from imaging.consult.room.bodies import Body, PartGiven, Presented, Said
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.wanted import Do
from imaging.consult.states import ConsultState
from imaging.problems import Problem

# What the server proposes has words for numbers: no page's number can be one of them.
ENTERING: Final = "entered"
GOING_LIVE: Final = "live"
ACCEPTING: Final = "accepted"


class _Nothing(Body):
    """Says nothing more than its kind."""


class Moved(Body):
    """The consult is in another state."""

    state: ConsultState


_NOBODY: Final = Anonymous()


@dataclass(frozen=True)
class Proposal:
    """A proposal.

    Attributes
    ----------
    participant_id : int or None
        Its author: whoever is at the other end of the connection, never what they say of themselves. None: the server.
    present : frozenset of int
        The participants that were in the room when it was made.
    """

    consult_id: int
    participant_id: int | None
    id: str
    kind: EventKind
    body: Body
    present: frozenset[int] = frozenset()
    actor: Actor = _NOBODY
    address: str = ""

    @property
    def is_named_by_page(self) -> bool:
        """Whether its number is one that a page made, and sends again if it heard nothing."""
        return self.participant_id is not None and self.id != ENTERING

    @property
    def concerned(self) -> frozenset[int]:
        """The participants that must be known to decide about it: its author, and whom it names."""
        author = frozenset() if self.participant_id is None else frozenset({self.participant_id})
        match self.body:
            case Said(mentions=mentions):
                return author.union(mentions)
            case Presented(participant=who) if who is not None:
                return author | {who}
            case PartGiven(participant=who):
                return author | {who}
        return author

    @property
    def concerns_all(self) -> bool:
        """Whether it is for everybody who takes part: the server's own, and what those who are away are told of."""
        return self.participant_id is None or self.kind in {EventKind.SAY, EventKind.DRAW}


def proposed(
    do: Do, consult_id: int, participant_id: int, present: frozenset[int], actor: Actor, address: str
) -> Proposal:
    """Return what a page wants as a proposal of whoever it belongs to."""
    return Proposal(consult_id, participant_id, do.id, EventKind(do.kind), do.body, present, actor, address)


def entering(consult_id: int, participant_id: int, actor: Actor) -> Proposal:
    """Somebody is there, perhaps for the first time."""
    return Proposal(consult_id, participant_id, ENTERING, EventKind.ENTERED, _Nothing(), actor=actor)


def going_live(consult_id: int, present: frozenset[int]) -> Proposal:
    """Those who must be are there."""
    return Proposal(consult_id, None, GOING_LIVE, EventKind.STATE, Moved(state=ConsultState.LIVE), present)


def accepting(proposal: Proposal, consult: ConsultState) -> Proposal | None:
    """Return what follows of a proposal that came true: with somebody in who speaks, it waits for no answer more."""
    match proposal.body:
        case PartGiven(part="speaks") if consult is ConsultState.REQUESTED:
            moved = Moved(state=ConsultState.ACCEPTED)
            return Proposal(proposal.consult_id, None, ACCEPTING, EventKind.STATE, moved, proposal.present)
    return None


@dataclass(frozen=True)
class Refusal:
    """Why a proposal came to nothing."""

    problem: Problem
    detail: str
    told: dict[str, str | int] = field(default_factory=dict)
