"""Whoever is told of a consult because nobody answered may answer it: there is one rule for both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from imaging.access.actors import Person, Role
from imaging.clock import SetClock
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.asking.standings import Standing
from imaging.errors import NotFoundError
from imaging.exchange.telling.deputies import Deputy, EscalationRules
from imaging.index.tables import expert_group_members, news_deputies
from tests.asked_consults import PASSWORD, Town, person


def deputy(east: Town, login: str, hospital_id: int, department_id: int | None) -> Person:
    """Somebody who stands in, in place of all who did so far."""
    house = east.house
    named = house.people.add(login, PASSWORD, hospital_id, Role.RADIOLOGIST)
    values = {"hospital_id": hospital_id, "department_id": department_id, "user_id": named.user_id}
    with house.index.write() as connection:
        connection.execute(delete(news_deputies))
        connection.execute(insert(news_deputies).values(values))
    return named


def pass_by(east: Town, clock: SetClock) -> None:
    """Let so much time go by that everybody is told who ever is."""
    for _ in range(4):
        clock.advance(timedelta(hours=8))
        east.asking.escalation.run()
        east.house.telling.escalation.run()


def may_answer(east: Town, consult: Consult, whom: Person) -> bool:
    return east.asking.consults.standing(east.now(consult), whom) is Standing.INVITED


@pytest.mark.parametrize("way", ["person", "department", "group", "group of another hospital", "other department"])
def test_a_deputy_who_is_told_may_answer(east: Town, clock: SetClock, way: str) -> None:
    house, hospital = east.house, east.second.hospital_id
    department: int | None = east.department
    invitee = person(east.second)
    match way:
        case "department":
            invitee = Invitee(InviteeKind.DEPARTMENT, east.department)
        case "group":
            invitee = Invitee(InviteeKind.GROUP, east.group)
        case "group of another hospital":
            invitee = Invitee(InviteeKind.GROUP, east.group)
            west = house.hospitals.ensure("WEST", "West")
            hospital, department = west.id, None
            expert = house.people.add("expert", PASSWORD, west.id, Role.RADIOLOGIST)
            with house.index.write() as connection:
                connection.execute(insert(expert_group_members).values(group_id=east.group, user_id=expert.user_id))
        case "other department":
            invitee = Invitee(InviteeKind.DEPARTMENT, east.department)
            department = house.departments.add(hospital, "Stroke unit").id
            house.departments.set_of(east.second.user_id, hospital, [east.department, department])
    stands_in = deputy(east, "deputy", hospital, department)
    consult = east.ask(invitee)
    assert not may_answer(east, consult, stands_in)
    pass_by(east, clock)
    assert east.told(stands_in) == ["consult-escalated"]
    assert may_answer(east, consult, stands_in)
    (invitation,) = east.invitations(consult)
    east.asking.answers.accept(stands_in, consult.code, invitation)
    assert east.told(stands_in) == []


def test_who_cannot_speak_is_not_named_a_deputy(east: Town) -> None:
    hospital = east.second.hospital_id
    cannot = east.house.people.by_login("admin@east")
    deputies = east.house.telling.deputies
    with pytest.raises(NotFoundError):
        deputies.set(cannot, hospital, EscalationRules(deputies=[Deputy(cannot.user_id)]))
    # Whoever was named before may stay, for what else they are told of.
    with east.house.index.write() as connection:
        connection.execute(insert(news_deputies).values(hospital_id=hospital, user_id=cannot.user_id))
    deputies.set(cannot, hospital, EscalationRules(deputies=[Deputy(cannot.user_id), Deputy(east.chief.user_id)]))
    assert len(deputies.of_hospital(hospital).deputies) == 2


@pytest.mark.parametrize("when", ["before anybody accepted", "after it was accepted"])
def test_who_it_was_handed_on_to_is_reminded_and_then_their_deputies(east: Town, clock: SetClock, when: str) -> None:
    consult = east.ask(person(east.first))
    (first,) = east.invitations(consult)
    if when == "after it was accepted":
        east.asking.answers.accept(east.first, consult.code, first)
    pass_by(east, clock)
    east.asking.answers.hand_on(east.first, consult.code, person(east.outsider), first)
    handed = east.now(consult)
    assert handed.escalated_at is None
    assert not may_answer(east, consult, east.chief)
    assert east.told(east.chief) == []
    pass_by(east, clock)
    assert east.told(east.chief) == ["consult-escalated"]
    assert may_answer(east, consult, east.chief)
    assert (east.now(consult).escalated_at is None) is (when == "after it was accepted")
    east.asking.answers.accept(east.chief, consult.code, east.invitations(consult)[1])
    assert east.told(east.chief) == []
