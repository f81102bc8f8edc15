"""Who was taken out of a consult is asked no more, and comes back by a new invitation alone."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from imaging.access.actors import Person
from imaging.clock import SetClock
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.asking.standings import Standing
from imaging.consult.participants import Part
from imaging.consult.room.proposals import proposed
from imaging.consult.room.wanted import Do
from imaging.errors import ConflictError, NotFoundError
from tests.asked_consults import Town, person
from tests.consults import room_log

DO: TypeAdapter[Do] = TypeAdapter(Do)
DOORS = ("desk", "room")


def number_of(east: Town, consult: Consult, whom: Person) -> int:
    here = east.house.gatherings.of_id(consult.id).participants
    return next(each.id for each in here if each.user_id == whom.user_id)


def take_out(east: Town, consult: Consult, whom: Person, door: str) -> None:
    number = number_of(east, consult, whom)
    if door == "desk":
        east.asking.consults.set_part(east.asker, consult.code, number, Part.GONE)
        return
    said = {"says": "do", "id": str(uuid4()), "kind": "part", "body": {"participant": number, "part": "gone"}}
    me = number_of(east, consult, east.asker)
    proposal = proposed(DO.validate_json(json.dumps(said)), consult.id, me, frozenset({me}), east.asker, "")
    assert room_log(east.house).write([proposal]).refused == []


def standing(east: Town, consult: Consult, whom: Person) -> Standing:
    return east.asking.consults.standing(east.now(consult), whom)


def lists(east: Town, whom: Person) -> list[int]:
    return [each.consult.id for each in east.asking.lists.of(whom) if each.standing is Standing.INVITED]


@pytest.mark.parametrize("door", DOORS)
def test_who_was_taken_out_is_invited_anew_and_comes_back(east: Town, clock: SetClock, door: str) -> None:
    consult = east.ask(person(east.first))
    answers = east.asking.answers
    (first,) = east.invitations(consult)
    answers.accept(east.first, consult.code, first)
    clock.advance(timedelta(minutes=1))
    take_out(east, consult, east.first, door)
    assert standing(east, consult, east.first) is Standing.NONE
    (told,) = [each.invitations for each in east.asking.lists.of(east.asker) if each.consult.id == consult.id]
    assert [(each.state, each.answered_by) for each in told] == [("taken-back", east.asker.user_id)]
    clock.advance(timedelta(minutes=1))
    east.asking.consults.invite(east.asker, consult.code, [person(east.first)])
    assert lists(east, east.first) == [consult.id]
    answers.accept(east.first, consult.code, east.invitations(consult)[1])
    assert standing(east, consult, east.first) is Standing.SPEAKS
    assert number_of(east, consult, east.first)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", [InviteeKind.DEPARTMENT, InviteeKind.GROUP])
def test_nobody_comes_back_by_what_waits_for_others_of_theirs(
    east: Town, clock: SetClock, door: str, kind: InviteeKind
) -> None:
    of_several = Invitee(kind, east.department if kind is InviteeKind.DEPARTMENT else east.group)
    consult = east.ask(person(east.second), of_several)
    by_name, several = east.invitations(consult)
    east.asking.answers.accept(east.second, consult.code, by_name)
    clock.advance(timedelta(minutes=1))
    take_out(east, consult, east.second, door)
    assert standing(east, consult, east.second) is Standing.NONE
    assert lists(east, east.second) == []
    assert east.asking.lists.waiting(east.second) == 0
    with pytest.raises(NotFoundError):
        east.asking.answers.accept(east.second, consult.code, several)
    with pytest.raises(ConflictError):
        # It still waits for the others.
        east.asking.consults.invite(east.asker, consult.code, [of_several])
    clock.advance(timedelta(minutes=1))
    east.asking.consults.take_back(east.asker, consult.code, several)
    east.asking.consults.invite(east.asker, consult.code, [of_several])
    assert standing(east, consult, east.second) is Standing.INVITED
