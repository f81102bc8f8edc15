"""Consults are asked, taken, declined and handed on, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from imaging.access.actors import Action, Allowed, Denied, Person, decide
from imaging.clock import SetClock
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import Invitee, InviteeKind
from imaging.consult.asking.lists import Tab
from imaging.consult.asking.standings import Standing
from imaging.consult.asking.times import Time
from imaging.consult.named_records import Record, RecordKind
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError, ForbiddenError, MalformedError, NotFoundError
from imaging.exchange.telling.news import Urgency
from imaging.problems import Problem
from tests.asked_consults import Town, image, person
from tests.consults import room_log
from tests.houses import NOON


def standing(east: Town, consult: Consult, whom: Person) -> Standing:
    return east.asking.consults.standing(east.now(consult), whom)


def tab(east: Town, consult: Consult, whom: Person) -> Tab | None:
    return next((each.tab for each in east.asking.lists.of(whom) if each.consult.id == consult.id), None)


def may_see_images(east: Town, consult: Consult, whom: Person) -> bool:
    scope = east.house.gatherings.of_id(consult.id).scope
    return decide(whom, Action.SEE_IMAGES, scope) == Allowed()


def test_who_is_asked_is_told_and_sees_no_images_before_they_accept(east: Town) -> None:
    consult = east.ask_department()
    assert consult.state is ConsultState.REQUESTED
    assert len(consult.code) == 22
    assert east.told(east.first) == east.told(east.second) == ["consult-asked"]
    assert east.told(east.outsider) == east.told(east.asker) == []
    assert standing(east, consult, east.first) is Standing.INVITED
    assert standing(east, consult, east.outsider) is Standing.NONE
    assert not may_see_images(east, consult, east.first)
    (invitation,) = east.invitations(consult)
    accepted = east.asking.answers.accept(east.first, consult.code, invitation)
    assert accepted.state is ConsultState.ACCEPTED
    assert may_see_images(east, consult, east.first)
    assert not may_see_images(east, consult, east.second)
    assert not may_see_images(east, consult, east.colleague), "nor does anybody else of the asking hospital"
    assert east.told(east.asker) == ["consult-answered"]


def test_the_first_of_a_department_takes_it_and_the_others_see_by_whom(east: Town) -> None:
    consult = east.ask_department()
    (invitation,) = east.invitations(consult)

    def accept(whom: Person) -> str:
        try:
            return east.asking.answers.accept(whom, consult.code, invitation).state
        except ConflictError as error:
            return f"{error.problem.value} {error.told['who']}"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(accept, (east.first, east.second)))
    assert answers[0] == "accepted"
    assert answers[1] in {"consult-taken 王小明", "consult-taken second"}
    present = [each for each in east.house.gatherings.of_id(consult.id).participants if each.part is Part.SPEAKS]
    assert len(present) == 1
    took = east.house.people.by_id(present[0].user_id or 0)
    assert east.told(took) == ["consult-asked"]
    loser = east.second if present[0].user_id == east.first.user_id else east.first
    (seen,) = [each for each in east.asking.lists.of(loser) if each.consult.id == consult.id]
    assert (seen.standing, seen.tab) == (Standing.SETTLED, Tab.DONE)
    assert east.told(loser) == [], "nobody is reminded of what somebody else took"
    assert seen.invitations[0].answered_by_name == present[0].name


def test_when_everybody_has_declined_it_is_declined(east: Town) -> None:
    consult = east.ask(person(east.first), Invitee(InviteeKind.GROUP, east.group))
    by_name, of_group = east.invitations(consult)
    answers = east.asking.answers
    with pytest.raises(MalformedError):
        answers.decline(east.first, consult.code, by_name, "  ")
    assert answers.decline(east.first, consult.code, by_name, "On holiday").state is ConsultState.REQUESTED
    assert tab(east, consult, east.first) is Tab.DONE
    with pytest.raises(NotFoundError):
        answers.decline(east.first, consult.code, of_group, "Not mine")
    declined = answers.decline(east.second, consult.code, of_group, "Not our subject")
    assert (declined.state, declined.reason) == (ConsultState.DECLINED, "Not our subject")
    assert east.told(east.second) == []
    assert east.told(east.asker) == ["consult-answered", "consult-answered"]


def test_handed_on_it_keeps_its_chain_and_the_former_one_goes_when_the_next_accepts(east: Town) -> None:
    consult = east.ask(person(east.first))
    (first,) = east.invitations(consult)
    answers = east.asking.answers
    answers.accept(east.first, consult.code, first)
    answers.hand_on(east.first, consult.code, person(east.outsider))
    assert standing(east, consult, east.first) is Standing.SPEAKS
    assert east.told(east.outsider) == ["consult-handed-on"]
    with pytest.raises(NotFoundError):
        answers.hand_on(east.first, consult.code, person(east.second))
    _, second = east.invitations(consult)
    answers.hand_on(east.outsider, consult.code, person(east.second), second)
    *_, third = east.invitations(consult)
    assert east.now(consult).state is ConsultState.ACCEPTED
    answers.accept(east.second, consult.code, third)
    assert standing(east, consult, east.first) is Standing.SETTLED
    assert standing(east, consult, east.outsider) is Standing.SETTLED
    assert not may_see_images(east, consult, east.first)
    listed = east.asking.lists.one(east.asker, east.now(consult))
    assert [each.handed_to for each in listed.invitations] == [second, third, None]
    assert east.told(east.asker) == ["consult-answered", "consult-passed-on", "consult-passed-on", "consult-answered"]


def test_who_comes_back_is_in_the_room_again(east: Town) -> None:
    consult = east.ask(person(east.first))
    answers, log = east.asking.answers, room_log(east.house)
    answers.accept(east.first, consult.code, east.invitations(consult)[-1])
    answers.hand_on(east.first, consult.code, person(east.second))
    answers.accept(east.second, consult.code, east.invitations(consult)[-1])
    (gone,) = [each.id for each in east.house.gatherings.of_id(consult.id).participants if each.part is Part.GONE]
    assert log.know(consult.id).parts[gone] is Part.GONE
    east.asking.consults.invite(east.asker, consult.code, [person(east.first)])
    answers.accept(east.first, consult.code, east.invitations(consult)[-1])
    assert log.catch_up([consult.id]).events[consult.id][-1].body == {"participant": gone, "part": "speaks"}
    assert log.know(consult.id).parts[gone] is Part.SPEAKS


def test_what_nobody_takes_over_comes_back(east: Town) -> None:
    consult = east.ask(person(east.first))
    (first,) = east.invitations(consult)
    answers = east.asking.answers
    answers.accept(east.first, consult.code, first)
    answers.hand_on(east.first, consult.code, person(east.outsider))
    answers.decline(east.outsider, consult.code, east.invitations(consult)[1], "No time")
    assert east.now(consult).state is ConsultState.ACCEPTED
    answers.hand_on(east.first, consult.code, person(east.second))
    assert standing(east, consult, east.second) is Standing.INVITED


def test_only_what_was_offered_is_opened(east: Town) -> None:
    other = image(east.house, "1.2.3.2", PatientID="P-2", PatientName="Li^Si")
    prior = image(east.house, "1.2.3.3")
    consults, invitee = east.asking.consults, person(east.first)
    new = east.new(invitee)
    (study, earlier) = east.asking.offers.of(east.asker, east.study_id).studies
    assert (study.id, earlier.id) == (east.study_id, prior)
    for opened in ({"series_ids": east.series_ids(other)}, {"records": frozenset({Record(RecordKind.PAPER, 1)})}):
        with pytest.raises(ForbiddenError) as refused:
            consults.ask(east.asker, type(new)(**vars(new) | opened))
        assert refused.value.problem is Problem.CONSULT_NOT_OFFERED
    consult = consults.ask(east.asker, type(new)(**vars(new) | {"series_ids": east.series_ids(prior)}))
    assert east.house.gatherings.of_id(consult.id).series_ids == east.series_ids(prior)
    with pytest.raises(NotFoundError):
        east.asking.offers.of(east.first, east.study_id)
    more = consults.open_more(east.asker, consult.code, east.series_ids(), [], consult.revision)
    assert east.house.gatherings.of_id(consult.id).series_ids == east.series_ids() | east.series_ids(prior)
    with pytest.raises(ConflictError) as changed:
        consults.open_more(east.asker, consult.code, east.series_ids(), [], more.revision - 1)
    assert changed.value.problem is Problem.CONSULT_CHANGED


def test_nobody_asks_themselves_nobody_or_somebody_twice(east: Town) -> None:
    with pytest.raises(ConflictError):
        east.ask(person(east.asker))
    with pytest.raises(MalformedError):
        east.ask()
    with pytest.raises(NotFoundError):
        east.ask(Invitee(InviteeKind.DEPARTMENT, 99))
    with pytest.raises(NotFoundError):
        # Who conducts it is of the asking hospital.
        east.ask(Invitee(InviteeKind.PERSON, east.first.user_id, Part.ASKS))
    with pytest.raises(NotFoundError):
        east.ask(Invitee(InviteeKind.DEPARTMENT, east.department, Part.ASKS))
    consult = east.ask(person(east.first))
    with pytest.raises(ConflictError) as twice:
        east.asking.consults.invite(east.asker, consult.code, [person(east.first)])
    assert twice.value.problem is Problem.CONSULT_ASKED_ALREADY


def test_withdrawn_it_opens_nothing_any_more(east: Town) -> None:
    consult = east.ask(person(east.first), person(east.second))
    first, _ = east.invitations(consult)
    east.asking.answers.accept(east.first, consult.code, first)
    for stranger in (east.first, east.second):
        with pytest.raises(ForbiddenError):
            east.asking.consults.withdraw(stranger, consult.code, "No")
    withdrawn = east.asking.consults.withdraw(east.asker, consult.code, "The patient was moved")
    assert withdrawn.state is ConsultState.WITHDRAWN
    assert not may_see_images(east, consult, east.first)
    assert may_see_images(east, consult, east.asker)
    assert "consult-asked" not in east.told(east.second)
    assert "consult-withdrawn" in east.told(east.first)
    with pytest.raises(ConflictError):
        east.asking.answers.accept(east.second, consult.code, east.invitations(consult)[1])


def test_a_time_is_proposed_taken_and_changed(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    times, tomorrow = east.asking.times, NOON + timedelta(days=1)
    with pytest.raises(MalformedError):
        times.propose(east.first, consult.code, Time(NOON - timedelta(minutes=1), 30))
    with pytest.raises(ForbiddenError):
        times.schedule(east.first, consult.code, Time(tomorrow, 30))
    times.propose(east.first, consult.code, Time(tomorrow, 30))
    times.propose(east.first, consult.code, Time(tomorrow + timedelta(hours=1), 30))
    with pytest.raises(NotFoundError):
        times.take(east.asker, consult.code, 1)
    scheduled = times.take(east.asker, consult.code, 2)
    assert (scheduled.state, scheduled.scheduled_at) == (ConsultState.SCHEDULED, tomorrow + timedelta(hours=1))
    assert east.told(east.first) == ["consult-asked", "consult-scheduled"]
    assert east.told(east.asker)[1:] == ["consult-time-proposed", "consult-time-proposed"]
    again = times.schedule(east.asker, consult.code, Time(tomorrow, 15), scheduled.revision)
    assert (again.scheduled_at, again.scheduled_minutes) == (tomorrow, 15)
    assert times.remind() == 0
    clock.advance(timedelta(hours=23, minutes=55))
    assert times.remind() == 1
    assert times.remind() == 0
    assert east.told(east.first)[-1] == "consult-starts-soon"
    assert times.begin(east.first, consult.code).state is ConsultState.LIVE
    assert east.told(east.asker)[-1] == "consult-live"


@pytest.mark.parametrize(
    ("urgency", "minutes"), [(Urgency.EMERGENCY, 30), (Urgency.URGENT, 240), (Urgency.ROUTINE, 1440)]
)
def test_what_nobody_accepts_in_time_is_escalated_once(
    east: Town, clock: SetClock, urgency: Urgency, minutes: int
) -> None:
    consult = east.ask(Invitee(InviteeKind.DEPARTMENT, east.department), urgency=urgency)
    (invitation,) = east.invitations(consult)
    assert consult.due_at == NOON + timedelta(minutes=minutes)
    clock.advance(timedelta(minutes=minutes) - timedelta(seconds=1))
    assert east.asking.escalation.run() == 0
    assert standing(east, consult, east.chief) is Standing.NONE
    clock.advance(timedelta(seconds=1))
    assert east.asking.escalation.run() == 1
    assert east.asking.escalation.run() == 0
    assert east.told(east.asker) == ["consult-escalated"]
    # Who stands in for the department may answer now, and may hand it to somebody of theirs.
    assert tab(east, consult, east.chief) is Tab.TO_ANSWER
    east.asking.answers.hand_on(east.chief, consult.code, person(east.second), invitation)
    assert east.told(east.second)[-1] == "consult-handed-on"
    east.asking.answers.accept(east.second, consult.code, east.invitations(consult)[1])
    assert decide(east.chief, Action.SEE_IMAGES, east.house.gatherings.of_id(consult.id).scope) != Allowed()


def test_what_was_accepted_in_time_is_not_escalated(east: Town, clock: SetClock) -> None:
    consult = east.ask(person(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    clock.advance(timedelta(days=2))
    assert east.asking.escalation.run() == 0


def test_who_is_made_view_only_or_taken_out_sees_as_much(east: Town) -> None:
    consult = east.ask(person(east.first))
    east.asking.answers.accept(east.first, consult.code, *east.invitations(consult))
    (number,) = [each.id for each in east.house.gatherings.of_id(consult.id).participants if each.part is Part.SPEAKS]
    consults = east.asking.consults
    consults.set_part(east.asker, consult.code, number, Part.WATCHES)
    scope = east.house.gatherings.of_id(consult.id).scope
    assert decide(east.first, Action.SEE_IMAGES, scope) == Allowed()
    assert isinstance(decide(east.first, Action.SPEAK, scope), Denied)
    consults.set_part(east.asker, consult.code, number, Part.GONE)
    assert not may_see_images(east, consult, east.first)
    with pytest.raises(MalformedError):
        consults.set_part(east.asker, consult.code, number, Part.ASKS)
    with pytest.raises(NotFoundError):
        consults.set_part(east.first, consult.code, number, Part.SPEAKS)


def test_colleagues_are_found_by_pinyin_department_and_hospital(east: Town) -> None:
    search = east.asking.colleagues.search

    def names(text: str) -> list[str]:
        return [each.name for each in search(east.asker, text)]

    for text in ("王", "wangxiaoming", "wxm", "first", "wxm east", "neuro wang"):
        assert "王小明" in names(text), text
    assert names("Neuroradiology")[0] == "Neuroradiology"
    assert "Stroke" in names("stroke")
    assert names("wxm main") == []
    assert names("") == []
    assert "asker" not in names("asker"), "nobody asks themselves"
    assert "admin@east" not in names("admin"), "only those who can answer"
