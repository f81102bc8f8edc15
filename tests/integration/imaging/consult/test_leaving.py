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
from imaging.consult.asking.invitations import Invitee, InviteeKind, invitations_of
from imaging.consult.asking.standings import Standing
from imaging.consult.participants import Part
from imaging.consult.room.proposals import proposed
from imaging.consult.room.wanted import Do
from imaging.errors import ConflictError, NotFoundError
from imaging.problems import Problem
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
    else:
        assert give(east, consult, number, Part.GONE) == []


def give(east: Town, consult: Consult, number: int, part: Part) -> list[Problem]:
    """Give somebody a part in the room, and return why not."""
    said = {"says": "do", "id": str(uuid4()), "kind": "part", "body": {"participant": number, "part": part}}
    me = number_of(east, consult, east.asker)
    proposal = proposed(DO.validate_json(json.dumps(said)), consult.id, me, frozenset({me}), east.asker, "")
    return [refusal.problem for _, refusal in room_log(east.house).write([proposal]).refused]


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


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("part", [Part.SPEAKS, Part.WATCHES])
def test_no_door_lets_back_in_who_was_taken_out(east: Town, door: str, part: Part) -> None:
    consult = east.ask(person(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    take_out(east, consult, east.first, "desk")
    number = number_of(east, consult, east.first)
    if door == "desk":
        with pytest.raises(ConflictError) as refused:
            east.asking.consults.set_part(east.asker, consult.code, number, part)
        assert refused.value.problem is Problem.CONSULT_TAKEN_OUT
    else:
        assert give(east, consult, number, part) == [Problem.ROOM_PART]
    assert standing(east, consult, east.first) is Standing.NONE


@pytest.mark.parametrize("door", DOORS)
def test_who_was_taken_out_finds_nothing_of_it_in_their_inbox(east: Town, door: str) -> None:
    consult, other = east.ask(person(east.first)), east.ask(person(east.first))
    for each in (consult, other):
        east.asking.answers.accept(east.first, each.code, *east.invitations(each))
    take_out(east, consult, east.first, door)
    (left,) = east.house.telling.inbox.of(east.first.user_id)
    assert left.path.endswith(other.code)


@pytest.mark.parametrize("door", DOORS)
def test_who_handed_it_on_and_was_taken_out_reads_it_no_more(east: Town, clock: SetClock, door: str) -> None:
    consult = east.ask(person(east.first))
    answers = east.asking.answers
    answers.accept(east.first, consult.code, *east.invitations(consult))
    answers.hand_on(east.first, consult.code, person(east.second))
    clock.advance(timedelta(minutes=1))
    take_out(east, consult, east.first, door)
    assert standing(east, consult, east.first) is Standing.NONE
    assert [each.consult.id for each in east.asking.lists.of(east.first)] == []
    # Whoever it was handed on to is asked all the same.
    answers.accept(east.second, consult.code, east.invitations(consult)[-1])
    assert standing(east, consult, east.second) is Standing.SPEAKS


def test_who_came_back_stays_whoever_takes_what_they_handed_on(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first))
    answers = east.asking.answers
    answers.accept(east.first, consult.code, *east.invitations(consult))
    for giver, taker in ((east.first, east.second), (east.second, east.outsider)):
        answers.hand_on(giver, consult.code, person(taker))
        if taker is east.outsider:
            clock.advance(timedelta(minutes=1))
            east.asking.consults.invite(east.asker, consult.code, [person(east.first)])
            answers.accept(east.first, consult.code, east.invitations(consult)[-1])
        answers.accept(taker, consult.code, handed(east, consult, taker))
    stands = [standing(east, consult, each) for each in (east.first, east.second, east.outsider)]
    assert stands == [Standing.SPEAKS, Standing.SETTLED, Standing.SPEAKS]


def test_what_comes_back_to_whoever_handed_it_on_lets_them_in(east: Town) -> None:
    consult = east.ask(person(east.first))
    answers = east.asking.answers
    answers.hand_on(east.first, consult.code, person(east.second), *east.invitations(consult))
    answers.hand_on(east.second, consult.code, person(east.first), east.invitations(consult)[-1])
    answers.accept(east.first, consult.code, east.invitations(consult)[-1])
    assert standing(east, consult, east.first) is Standing.SPEAKS


def handed(east: Town, consult: Consult, whom: Person) -> int:
    with east.house.index.read() as connection:
        found = [each.id for each in invitations_of(connection, consult.id) if each.invitee_id == whom.user_id]
    return found[-1]


@pytest.mark.parametrize("door", DOORS)
def test_the_room_says_who_took_somebody_out(east: Town, door: str) -> None:
    consult = east.ask(person(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    take_out(east, consult, east.first, door)
    last = room_log(east.house).since(consult.id, 0).events[-1]
    assert (last.body["part"], last.by) == ("gone", number_of(east, consult, east.asker))
