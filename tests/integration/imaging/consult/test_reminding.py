"""Each invitation waits by itself: who answers one leaves the others waiting, and nobody is told of what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from imaging.access.actors import Person
from imaging.clock import SetClock
from imaging.consult.asking.asking import MOST_INVITED
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.asking.times import Time
from imaging.consult.participants import Part
from imaging.consult.room.proposals import going_live
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.exchange.telling.channels import Channel, Language
from imaging.exchange.telling.hooks import HookAddress, NewHook, Shape
from imaging.exchange.telling.news import Kind
from imaging.index.tables import news, news_deliveries, news_deputies
from imaging.problems import Problem
from tests.asked_consults import Town, person
from tests.consults import room_log
from tests.houses import NOON


def pass_by(east: Town, clock: SetClock) -> None:
    """Let so much time go by that everybody is reminded, and then their deputies told."""
    for _ in range(3):
        clock.advance(timedelta(hours=5))
        east.asking.escalation.run()
        east.house.telling.escalation.run()


def is_reminded(east: Town, whom: Person) -> bool:
    with east.house.index.read() as connection:
        query = select(news.c.step).where(news.c.user_id == whom.user_id, news.c.withdrawn_at.is_(None))
        return any(connection.scalars(query))


def to_go_out(east: Town, whom: Person) -> list[str]:
    with east.house.index.read() as connection:
        query = select(news.c.kind).where(news.c.user_id == whom.user_id, news.c.planned_at.is_(None))
        return list(connection.scalars(query))


def watching(whom: Person) -> Invitee:
    return Invitee(InviteeKind.PERSON, whom.user_id, Part.WATCHES)


def test_who_was_asked_besides_is_reminded_when_another_one_has_taken_it(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first), person(east.outsider))
    east.asking.answers.accept(east.first, consult.code, east.invitations(consult)[0])
    pass_by(east, clock)
    assert [is_reminded(east, each) for each in (east.first, east.outsider)] == [False, True]
    assert east.told(east.chief) == ["consult-escalated"]
    # Who stands in for them may answer, and nobody waits then.
    east.asking.answers.accept(east.chief, consult.code, east.invitations(consult)[1])
    assert east.told(east.outsider) == []


@pytest.mark.parametrize("part", [Part.WATCHES, Part.ASKS])
def test_whatever_somebody_accepts_they_are_not_reminded_of_it(east: Town, clock: SetClock, part: Part) -> None:
    whom = east.colleague if part is Part.ASKS else east.first
    consult = east.ask(Invitee(InviteeKind.PERSON, whom.user_id, part), person(east.outsider))
    east.asking.answers.accept(whom, consult.code, east.invitations(consult)[0])
    pass_by(east, clock)
    assert [is_reminded(east, each) for each in (whom, east.outsider)] == [False, True]


def test_what_is_taken_back_from_one_waits_for_the_others(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first), person(east.outsider))
    east.asking.consults.take_back(east.asker, consult.code, east.invitations(consult)[0])
    assert [east.told(each) for each in (east.first, east.outsider)] == [[], ["consult-asked"]]
    pass_by(east, clock)
    assert east.told(east.first) == []
    assert is_reminded(east, east.outsider)


@pytest.mark.parametrize("end", ["declined", "taken back"])
def test_who_is_asked_otherwise_too_finds_it_in_their_inbox_and_is_not_called_again(east: Town, end: str) -> None:
    consult = east.ask(person(east.first), Invitee(InviteeKind.DEPARTMENT, east.department))
    by_name, _ = east.invitations(consult)
    assert east.told(east.first) == ["consult-asked"], "once, however often it asks them"
    east.house.telling.planning.run()
    if end == "declined":
        east.asking.answers.decline(east.first, consult.code, by_name, "Somebody else of us")
    else:
        east.asking.consults.take_back(east.asker, consult.code, by_name)
    assert east.told(east.first) == ["consult-asked"]
    assert to_go_out(east, east.first) == []


def test_who_is_in_is_not_asked_again(east: Town) -> None:
    consult = east.ask(watching(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    for door in (person(east.first), watching(east.first)):
        with pytest.raises(ConflictError) as refused:
            east.asking.consults.invite(east.asker, consult.code, [door])
        assert refused.value.problem is Problem.CONSULT_IN_ALREADY
    east.asking.consults.invite(east.asker, consult.code, [Invitee(InviteeKind.DEPARTMENT, east.department)])
    assert [east.told(each) for each in (east.first, east.second)] == [["consult-asked"], ["consult-asked"]]


def test_a_robot_hears_of_each_asking(east: Town) -> None:
    house, hospital = east.house, east.first.hospital_id
    kinds = frozenset({Kind.CONSULT_ASKED, Kind.CONSULT_HANDED_ON})
    address = HookAddress("https://hospital.example/hook", "k" * 24)
    house.telling.hooks.add(east.asker, hospital, NewHook("Group", Shape.SIGNED, kinds, Language.EN, address))
    consult = east.ask(person(east.first))
    east.asking.consults.invite(east.asker, consult.code, [person(east.second)])
    east.asking.answers.hand_on(east.first, consult.code, person(east.outsider), east.invitations(consult)[0])
    house.telling.planning.run()
    with house.index.read() as connection:
        told = select(news_deliveries.c.id).where(news_deliveries.c.channel == Channel.HOOK)
        # The first one was handed on before anybody was told of it.
        assert len(connection.execute(told).all()) == 2


def test_only_deputies_who_may_answer_are_told(east: Town, clock: SetClock) -> None:
    cannot = east.house.people.by_login("admin@east")
    with east.house.index.write() as connection:
        values = {"hospital_id": cannot.hospital_id, "user_id": cannot.user_id}
        connection.execute(insert(news_deputies).values(values))
    east.ask(person(east.first))
    pass_by(east, clock)
    assert [east.told(each) for each in (east.chief, cannot)] == [["consult-escalated"], []]


def test_what_is_not_there_is_not_taken_back(east: Town) -> None:
    consult, other = east.ask(person(east.first)), east.ask(person(east.first))
    for number in (*east.invitations(other), 10_000):
        with pytest.raises(NotFoundError):
            east.asking.consults.take_back(east.asker, consult.code, number)
    (own,) = east.invitations(consult)
    east.asking.answers.accept(east.first, consult.code, own)
    with pytest.raises(ConflictError) as answered:
        east.asking.consults.take_back(east.asker, consult.code, own)
    assert answered.value.problem is Problem.CONSULT_ANSWERED


def test_too_many_at_once_are_told_as_such(east: Town) -> None:
    new = east.new(person(east.first))
    with pytest.raises(MalformedError) as refused:
        replace(new, invitees=(person(east.first),) * (MOST_INVITED + 1))
    assert (refused.value.problem, refused.value.told) == (Problem.CONSULT_TO_TOO_MANY, {"most": MOST_INVITED})


def test_who_looks_in_the_day_before_begins_nothing_and_what_began_goes_on_another_day(
    east: Town, clock: SetClock
) -> None:
    consult, times = east.ask(person(east.first)), east.asking.times
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    present = frozenset(each.id for each in east.house.gatherings.of_id(consult.id).participants)
    times.schedule(east.asker, consult.code, Time(NOON + timedelta(days=1), 30))
    assert room_log(east.house).write([going_live(consult.id, present)]).refused
    assert east.now(consult).state is ConsultState.SCHEDULED
    clock.advance(timedelta(hours=23, minutes=50))
    assert times.remind() == 1
    assert not room_log(east.house).write([going_live(consult.id, present)]).refused
    assert east.now(consult).state is ConsultState.LIVE
    again = times.schedule(east.asker, consult.code, Time(NOON + timedelta(days=2), 30))
    assert again.state is ConsultState.SCHEDULED
    clock.advance(timedelta(days=1))
    assert times.begin(east.asker, consult.code).state is ConsultState.LIVE
    assert east.told(east.first)[-1] == "consult-live"
    assert east.asking.consults.withdraw(east.asker, consult.code, "Moved").state is ConsultState.WITHDRAWN
