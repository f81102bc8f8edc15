"""Who may do what in a room, as it is at that moment: a proposal is in order, or there is a reason why not.

::

    the consult is open? ──► does the part allow it? ──► is what it refers to open here? ──► the rule of its kind
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from imaging.access.actors import Action, Allowed, Scope, decide
from imaging.consult.participants import OUTSIDE, SPEAKING, Part
from imaging.consult.room.bodies import BeingDrawn, Drawn, Erased, PartGiven, Presented, Said
from imaging.consult.room.bounds import is_full
from imaging.consult.room.grounds import Grounds
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.proposals import Proposal, Refusal
from imaging.consult.room.standing import Member
from imaging.consult.room.state import Drawing, RoomState
from imaging.consult.states import ConsultState
from imaging.problems import Problem

# What one must be allowed to do for it.
_ACTIONS: Final[Mapping[EventKind, Action]] = {
    EventKind.ENTERED: Action.TAKE_PART,
    EventKind.SAY: Action.SPEAK,
    EventKind.DRAW: Action.SPEAK,
    EventKind.ERASE: Action.SPEAK,
    EventKind.DRAWING: Action.SPEAK,
    EventKind.POINT: Action.SPEAK,
    EventKind.LOOK: Action.SPEAK,
    EventKind.PRESENT: Action.SPEAK,
    EventKind.RAISE: Action.TAKE_PART,
    EventKind.PART: Action.CONDUCT,
}


@dataclass(frozen=True)
class Situation:
    """A room as a proposal finds it: its state, what everybody is in it, where its consult stands, what that opens."""

    state: RoomState
    members: Mapping[int, Member]
    consult: ConsultState
    grounds: Grounds
    hospital_id: int
    # Whether its time is near enough that it begins by itself.
    is_time: bool = True

    def part_of(self, participant_id: int | None) -> Part | None:
        """Return what somebody is; None: they do not take part."""
        member = self.members.get(participant_id or 0)
        return None if member is None else member.part


@dataclass(frozen=True)
class _Case:
    """What the rule of a kind decides about: a proposal, its author, and what they are in the room."""

    situation: Situation
    proposal: Proposal
    author: int
    part: Part


def check(situation: Situation, proposal: Proposal) -> Refusal | None:
    """Say why a proposal is not in order; None: it is."""
    if proposal.participant_id is None:
        return _check_going_live(situation, proposal)
    member = situation.members.get(proposal.participant_id)
    if member is None or not _may(situation, member, proposal):
        return Refusal(Problem.ROOM_PART, f"Their part in this consult does not include to {proposal.kind}.")
    # Concluded, people still come in, and look; once it is over, its log has ended.
    takes_it = not situation.consult.is_over if proposal.kind is EventKind.ENTERED else situation.consult.is_open
    if not takes_it:
        return Refusal(Problem.ROOM_CLOSED, "Nobody draws or speaks in this room any more.")
    if not situation.grounds.holds(proposal.body):
        return Refusal(Problem.ROOM_PICTURE, "This consult does not open what that refers to.")
    if is_full(situation.state, proposal, member.part):
        return Refusal(Problem.ROOM_FULL, "This room holds no more.")
    rule = _RULES.get(proposal.kind)
    return None if rule is None else rule(_Case(situation, proposal, proposal.participant_id, member.part))


def _may(situation: Situation, member: Member, proposal: Proposal) -> bool:
    if member.part in OUTSIDE:
        return False
    scope = Scope(situation.hospital_id, taking_part=frozenset({member.taking_part}))
    return isinstance(decide(proposal.actor, _ACTIONS[proposal.kind], scope), Allowed)


def _check_going_live(situation: Situation, proposal: Proposal) -> Refusal | None:
    present = {situation.part_of(each) for each in proposal.present}
    if present >= SPEAKING and situation.is_time and situation.consult.may_become(ConsultState.LIVE):
        return None
    return Refusal(Problem.CONFLICT, "The consult does not begin now.")


def _say(case: _Case) -> Refusal | None:
    body = _of(Said, case.proposal)
    if not case.situation.members.keys() >= set(body.mentions):
        return _nobody()
    if body.replies_to is not None and body.replies_to not in case.situation.state.messages:
        return Refusal(Problem.NOT_FOUND, "There is no such message to reply to.")
    return None


def _draw(case: _Case) -> Refusal | None:
    body = _of(Drawn, case.proposal)
    former = case.situation.state.drawings.get(body.drawing)
    if former is not None and former.author != case.author:
        return _of_another()
    return _check_base(former, body.base)


def _erase(case: _Case) -> Refusal | None:
    body = _of(Erased, case.proposal)
    former = case.situation.state.drawings.get(body.drawing)
    if former is None or former.is_erased:
        return Refusal(Problem.NOT_FOUND, "There is no such figure.")
    if former.author != case.author and case.part is not Part.ASKS:
        return _of_another()
    return _check_base(former, body.base)


def _sketch(case: _Case) -> Refusal | None:
    former = case.situation.state.drawings.get(_of(BeingDrawn, case.proposal).drawing)
    return None if former is None or former.author == case.author else _of_another()


def _look(case: _Case) -> Refusal | None:
    if case.situation.state.presenter == case.author:
        return None
    return Refusal(Problem.NOT_PRESENTING, "Only who presents shows the others what they look at.")


def _present(case: _Case) -> Refusal | None:
    chosen, presenter = _of(Presented, case.proposal).participant, case.situation.state.presenter
    if chosen is not None and case.situation.part_of(chosen) not in SPEAKING:
        return _nobody()
    if case.part is Part.ASKS or presenter == case.author:
        return None
    if chosen == case.author and (presenter is None or presenter not in case.proposal.present):
        return None
    return Refusal(Problem.NOT_PRESENTING, "Somebody else presents, and is here.")


def _give_part(case: _Case) -> Refusal | None:
    who = _of(PartGiven, case.proposal).participant
    if who not in case.situation.members:
        return _nobody()
    if case.situation.part_of(who) is Part.GONE:
        return Refusal(Problem.ROOM_PART, "Who was taken out comes back by a new invitation.")
    if case.situation.part_of(who) is Part.ASKS:
        return Refusal(Problem.ROOM_PART, "Who asks is let in and taken out by nobody.")
    return None


def _enter(case: _Case) -> Refusal | None:
    if case.author in case.situation.state.entered:
        return Refusal(Problem.CONFLICT, "They have been here before.")
    return None


_RULES: Final[Mapping[EventKind, Callable[[_Case], Refusal | None]]] = {
    EventKind.ENTERED: _enter,
    EventKind.SAY: _say,
    EventKind.DRAW: _draw,
    EventKind.ERASE: _erase,
    EventKind.DRAWING: _sketch,
    EventKind.LOOK: _look,
    EventKind.PRESENT: _present,
    EventKind.PART: _give_part,
}


def _check_base(former: Drawing | None, base: int) -> Refusal | None:
    version = 0 if former is None else former.version
    if base == version:
        return None
    told: dict[str, str | int] = {"version": version}
    return Refusal(Problem.ANNOTATION_CHANGED, "It has changed since it was seen.", told)


def _of(kind: type[Any], proposal: Proposal) -> Any:
    """Return the body, which is of the proposal's kind whoever made it."""
    if not isinstance(proposal.body, kind):
        raise TypeError(f"The body of {proposal.kind} is none.")
    return proposal.body


def _nobody() -> Refusal:
    return Refusal(Problem.ROOM_NOBODY, "Nobody of that number takes part so in this consult.")


def _of_another() -> Refusal:
    return Refusal(Problem.ANNOTATION_OF_ANOTHER, "Only who drew it changes it.")
