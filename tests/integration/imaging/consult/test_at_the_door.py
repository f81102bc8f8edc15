"""A guest at the door: who asks is called to it, and nobody stands there in somebody else's place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from imaging.access.actors import Guest
from imaging.access.audit import Subject, SubjectKind
from imaging.clock import SetClock
from imaging.consult.asking.consult import Consult
from imaging.consult.guest_arrival import GuestArrival
from imaging.consult.guests import MOST_TRIES
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, ForbiddenError, UnauthenticatedError
from imaging.index.tables import consult_guests
from imaging.problems import Problem
from tests.asked_consults import Town, arrive, invite_guest, person, wait


def guest_of(consult: Consult, guest_id: int) -> Guest:
    return Guest(guest_id, consult.id, consult.hospital_id)


def waits(east: Town) -> tuple[list[str], int]:
    """What who asks is told, and how many consults want something of them."""
    return east.told(east.asker), east.asking.lists.waiting(east.asker)


def leave(east: Town, consult: Consult, guest_id: int, session: str) -> None:
    GuestArrival(east.house.guests, east.house.access_log).leave(guest_of(consult, guest_id), session)


@pytest.mark.parametrize("end", ["let in", "taken out", "revoked", "withdrawn", "left"])
def test_who_asks_is_called_until_the_guest_is_in_or_gone(east: Town, end: str) -> None:
    consult, house = east.ask(person(east.first)), east.house
    guest_id = invite_guest(east, consult)
    session = arrive(east, guest_id)
    number = wait(east, consult, guest_id, session)
    assert waits(east) == (["consult-guest-waits"], 1)
    match end:
        case "let in":
            east.asking.consults.set_part(east.asker, consult.code, number, Part.SPEAKS)
        case "taken out":
            east.asking.consults.set_part(east.asker, consult.code, number, Part.GONE)
        case "revoked":
            house.guests.revoke(east.asker, house.gatherings.of_id(consult.id), guest_id)
        case "withdrawn":
            east.asking.consults.withdraw(east.asker, consult.code, "Moved")
        case "left":
            leave(east, consult, guest_id, session)
    assert waits(east) == ([], 0)


def test_who_comes_to_the_door_again_is_told_of_again(east: Town) -> None:
    consult = east.ask(person(east.first))
    guest_id = invite_guest(east, consult)
    house, session = east.house, arrive(east, guest_id)
    wait(east, consult, guest_id, session)
    leave(east, consult, guest_id, session)
    noted = house.audit.list(subject=Subject(SubjectKind.CONSULT, consult.id))
    assert ("guest", "leave-as-guest") in {(each.actor_kind, each.action) for each in noted}
    again = house.guests.issue_again(east.asker, house.gatherings.of_id(consult.id), guest_id)
    arrival = GuestArrival(house.guests, house.access_log)
    arrival.enter(consult.code, again.secret.text, again.code)
    assert waits(east) == ([], 0), "they have to say anew who they are"
    wait(east, consult, guest_id)
    leave(east, consult, guest_id, arrive(east, guest_id))
    assert waits(east) == (["consult-guest-waits"], 1), "they are there on another device"


def test_whoever_is_back_with_link_and_digits_is_at_the_door_again(east: Town) -> None:
    consult, house = east.ask(person(east.first)), east.house
    issued = house.guests.issue_again(east.asker, house.gatherings.of_id(consult.id), invite_guest(east, consult))
    session = arrive(east, issued.id)
    wait(east, consult, issued.id, session)
    leave(east, consult, issued.id, session)
    GuestArrival(house.guests, house.access_log).enter(consult.code, issued.secret.text, issued.code)
    assert waits(east) == (["consult-guest-waits"], 1)


def test_a_page_that_nobody_has_before_them_waits_for_nobody(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first))
    wait(east, consult, invite_guest(east, consult))
    clock.advance(timedelta(minutes=16))
    assert east.asking.lists.waiting(east.asker) == 0


def test_the_former_holder_of_a_link_does_not_wait_in_place_of_the_new_one(east: Town) -> None:
    consult, house = east.ask(person(east.first)), east.house
    guest_id = invite_guest(east, consult)
    former = arrive(east, guest_id)
    house.guests.issue_again(east.asker, house.gatherings.of_id(consult.id), guest_id)
    arrive(east, guest_id)
    with pytest.raises(UnauthenticatedError):
        wait(east, consult, guest_id, former)
    assert wait(east, consult, guest_id)
    with pytest.raises(ForbiddenError):
        wait(east, consult, guest_id)


def test_no_door_lets_in_who_has_not_said_who_they_are(east: Town) -> None:
    consult, house = east.ask(person(east.first)), east.house
    guest_id = invite_guest(east, consult)
    number = wait(east, consult, guest_id)
    house.guests.issue_again(east.asker, house.gatherings.of_id(consult.id), guest_id)
    with pytest.raises(ConflictError) as refused:
        east.asking.consults.set_part(east.asker, consult.code, number, Part.SPEAKS)
    assert refused.value.problem is Problem.CONSULT_TAKEN_OUT
    assert house.gatherings.of_id(consult.id).participant_of(guest_of(consult, guest_id)).part is Part.GONE


def test_a_guest_who_is_locked_out_is_nobody_who_may_still_come(east: Town) -> None:
    consult = east.ask(person(east.first))
    guest_id = invite_guest(east, consult)
    with east.house.index.write() as connection:
        locked = update(consult_guests).where(consult_guests.c.id == guest_id)
        connection.execute(locked.values(tries=MOST_TRIES))
        assert connection.scalar(select(consult_guests.c.confirmed_at)) is None
    declined = east.asking.answers.decline(east.first, consult.code, *east.invitations(consult), "On holiday")
    assert declined.state is ConsultState.DECLINED
