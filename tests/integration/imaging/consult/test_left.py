"""Who is left to answer: a consult goes on with its guests, whatever becomes of whoever else was asked."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from imaging.access.actors import Guest
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.guests import NewGuest
from imaging.consult.participants import Part
from imaging.consult.room.proposals import going_live, proposed
from imaging.consult.room.wanted import Do
from imaging.consult.states import ConsultState
from imaging.problems import Problem
from tests.asked_consults import Town, invite_guest, person, wait
from tests.consults import room_log

DO: TypeAdapter[Do] = TypeAdapter(Do)


def give(east: Town, consult: Consult, participant: int, part: Part) -> list[str]:
    """Give somebody a part in the room, and return the kinds of what came of it."""
    said = {"says": "do", "id": str(uuid4()), "kind": "part", "body": {"participant": participant, "part": part}}
    me = asks(east, consult)
    proposal = proposed(DO.validate_json(json.dumps(said)), consult.id, me, frozenset({me}), east.asker, "")
    written = room_log(east.house).write([proposal])
    assert written.refused == []
    return [each.kind.value for each in written.events[consult.id]]


def asks(east: Town, consult: Consult) -> int:
    return next(each.id for each in east.house.gatherings.of_id(consult.id).participants if each.part is Part.ASKS)


def watching(east: Town) -> Invitee:
    return Invitee(InviteeKind.PERSON, east.first.user_id, Part.WATCHES)


def test_a_guest_who_is_let_in_is_who_takes_it_and_it_begins(east: Town) -> None:
    consult = east.ask(person(east.first))
    number = wait(east, consult, invite_guest(east, consult))
    assert east.now(consult).state is ConsultState.REQUESTED, "who waits has taken nothing"
    assert give(east, consult, number, Part.WATCHES) == ["part"]
    assert east.now(consult).state is ConsultState.REQUESTED
    assert give(east, consult, number, Part.SPEAKS) == ["part", "state"]
    assert east.now(consult).state is ConsultState.ACCEPTED
    together = frozenset({asks(east, consult), number})
    room_log(east.house).write([going_live(consult.id, together)])
    assert east.now(consult).state is ConsultState.LIVE
    # Whoever was asked by name may still take it.
    assert east.asking.answers.accept(east.first, consult.code, *east.invitations(consult)).state is ConsultState.LIVE


def test_a_guest_is_let_in_from_the_desk_too(east: Town) -> None:
    consult = east.ask(person(east.first))
    number = wait(east, consult, invite_guest(east, consult))
    assert east.asking.consults.set_part(east.asker, consult.code, number, Part.SPEAKS).state is ConsultState.ACCEPTED


@pytest.mark.parametrize("came", [False, True])
def test_what_the_last_doctor_declines_goes_on_with_its_guests(east: Town, came: bool) -> None:
    consult = east.ask(person(east.first))
    guest_id = invite_guest(east, consult)
    if came:
        wait(east, consult, guest_id)
    declined = east.asking.answers.decline(east.first, consult.code, *east.invitations(consult), "On holiday")
    assert (declined.state, declined.reason) == (ConsultState.ACCEPTED, "")
    assert east.told(east.asker) == [*(["consult-guest-waits"] if came else []), "consult-answered"]


@pytest.mark.parametrize("end", ["revoked", "taken out"])
def test_guests_that_come_no_more_are_nobody(east: Town, end: str) -> None:
    consult = east.ask(person(east.first))
    guest_id = invite_guest(east, consult)
    number = wait(east, consult, guest_id)
    if end == "revoked":
        east.house.guests.revoke(east.asker, east.house.gatherings.of_id(consult.id), guest_id)
    else:
        give(east, consult, number, Part.GONE)
    declined = east.asking.answers.decline(east.first, consult.code, *east.invitations(consult), "On holiday")
    assert (declined.state, declined.reason) == (ConsultState.DECLINED, "On holiday")


def test_the_last_invitation_is_taken_back_and_it_waits_for_nobody(east: Town) -> None:
    consult = east.ask(person(east.first))
    (invitation,) = east.invitations(consult)
    alone = east.ask(person(east.second))
    invite_guest(east, consult)
    assert east.asking.consults.take_back(east.asker, consult.code, invitation).state is ConsultState.ACCEPTED
    # With nobody at all who could answer, somebody else is to be asked.
    taken_back = east.asking.consults.take_back(east.asker, alone.code, *east.invitations(alone))
    assert taken_back.state is ConsultState.REQUESTED


def test_where_all_were_asked_to_watch_whoever_comes_has_taken_it(east: Town) -> None:
    also = Invitee(InviteeKind.PERSON, east.second.user_id, Part.WATCHES)
    consult = east.ask(watching(east), also)
    first, second = east.invitations(consult)
    declined = east.asking.answers.decline(east.first, consult.code, first, "On holiday")
    assert declined.state is ConsultState.REQUESTED, "the other one may still come"
    assert east.asking.answers.accept(east.second, consult.code, second).state is ConsultState.ACCEPTED


def test_guests_beside_those_who_only_watch_are_waited_for_by_nobody(east: Town) -> None:
    consult, (issued,) = east.asking.with_guests.ask(
        east.asker, new_with_guests(east, watching(east)), [NewGuest("Ada", "Clinic")]
    )
    assert issued.id
    assert consult.state is ConsultState.ACCEPTED


def new_with_guests(east: Town, *invitees: Invitee):
    wanted = east.new(*invitees)
    return type(wanted)(
        wanted.study_id, wanted.question, wanted.urgency, wanted.invitees, wanted.series_ids, has_guests=True
    )


def test_a_refused_proposal_moves_nothing_on(east: Town) -> None:
    consult = east.ask(person(east.first))
    number = wait(east, consult, invite_guest(east, consult))
    said = {"says": "do", "id": str(uuid4()), "kind": "part", "body": {"participant": number, "part": "speaks"}}
    guest = Guest(1, consult.id, consult.hospital_id)
    proposal = proposed(DO.validate_json(json.dumps(said)), consult.id, number, frozenset(), guest, "")
    ((_, refusal),) = room_log(east.house).write([proposal]).refused
    assert refusal.problem is Problem.ROOM_PART
    assert east.now(consult).state is ConsultState.REQUESTED
