"""What happens when nobody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imaging.access.actors import Person, Role
from imaging.clock import SetClock
from imaging.errors import MalformedError, NotFoundError
from imaging.exchange.telling.channels import Channel
from imaging.exchange.telling.deputies import USUAL_MINUTES, Deputy, EscalationRules
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.quiet import QuietHours
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.reporting.critical import Acknowledgement, Critical, How, NewCritical
from tests.receivers import MailServer, PushedBrowser, Receiver
from tests.unit.imaging.exchange.telling.conftest import HOSPITAL, PASSWORD, Ward

SOON = timedelta(minutes=20)


def chief_of(house: House, login: str = "chief") -> Person:
    return house.people.add(login, PASSWORD, HOSPITAL, Role.CLINICIAN, login.title())


def name_deputies(house: House, *deputies: Deputy, minutes: dict[Urgency, int] | None = None) -> None:
    rules = EscalationRules(minutes or USUAL_MINUTES, deputies)
    house.telling.deputies.set(house.people.by_login("ann"), HOSPITAL, rules)


def test_who_does_not_answer_is_reminded_by_all_ways_and_then_a_deputy_is_told(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    chief, browsers = chief_of(ward.house), [PushedBrowser(receiver, f"/push/{number}") for number in range(3)]
    for person, browser in zip((ward.ann, ward.ben, chief), browsers, strict=True):
        ward.subscribe(person, browser)
    name_deputies(ward.house, Deputy(chief.user_id))
    # Ann chose to hear of nothing, and sleeps.
    ward.choose(ward.ann, channels={}, quiet=QuietHours(0, 23 * 60 + 59))
    ward.tell([ward.ann, ward.ben], answer_by=clock.now() + SOON)

    def titles() -> list[list[str]]:
        ward.work()
        return [[browser.read(each)["title"] for each in browser.arrived()] for browser in browsers]

    asked, again = "A consult waits for you", "Still unanswered: A consult waits for you"
    assert titles() == [[], [asked], []]
    ward.house.telling.inbox.read(ward.ann.user_id)
    clock.advance(SOON - timedelta(seconds=1))
    assert titles() == [[], [asked], []]
    clock.advance(timedelta(seconds=1))
    assert titles() == [[again], [asked, again], []]
    assert ward.house.telling.inbox.unread(ward.ann.user_id) == 1
    clock.advance(timedelta(minutes=239))
    assert titles()[2] == []
    clock.advance(timedelta(minutes=1))
    assert titles() == [[again], [asked, again], ["Nobody has answered a consult"]]
    assert [(each.path, each.urgency) for each in ward.inbox(chief)] == [("/c/7", Urgency.URGENT)]
    clock.advance(timedelta(days=2))
    assert titles() == [[again], [asked, again], ["Nobody has answered a consult"]]
    # Once somebody answers, the deputy is left alone.
    ward.answer(ward.ben)
    assert (ward.inbox(chief), ward.house.telling.inbox.unread(chief.user_id)) == ([], 0)


@pytest.mark.parametrize("how", ["answered", "withdrawn"])
def test_one_answer_or_a_withdrawal_ends_it_for_all(ward: Ward, receiver: Receiver, clock: SetClock, how: str) -> None:
    for number, person in enumerate((ward.ann, ward.ben)):
        ward.subscribe(person, PushedBrowser(receiver, f"/push/{number}"))
    ward.tell([ward.ann, ward.ben], answer_by=clock.now() + SOON)
    ward.work()
    if how == "answered":
        ward.answer(ward.ben)
    else:
        ward.withdraw()
    for _ in range(3):
        clock.advance(timedelta(hours=5))
        ward.work()
    assert len(receiver.received) == 2


def test_an_answer_within_the_last_moment_reaches_nobody_any_more(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.tell([ward.ann], answer_by=clock.now() + SOON)
    ward.work()
    clock.advance(SOON)
    telling = ward.house.telling
    # Already reminded, and planned, but not sent yet.
    assert (telling.escalation.run(), telling.planning.run()) == (1, 1)
    ward.answer(ward.ann)
    ward.work()
    assert (len(receiver.received), [each[1] for each in ward.settled()]) == (1, ["sent", "dropped"])


def test_two_workers_escalate_once(ward: Ward, clock: SetClock) -> None:
    ward.tell([ward.ann], answer_by=clock.now())
    escalation = ward.house.telling.escalation
    assert (escalation.run(), escalation.run()) == (1, 0)
    assert [each.step for each in ward.inbox(ward.ann)] == [1]
    actions = [each.action for each in ward.house.audit.list(hospital_id=HOSPITAL)]
    assert actions.count("escalate-news") == 1


def test_the_head_of_ones_department_comes_first(ward: Ward, clock: SetClock) -> None:
    house = ward.house
    heart, brain = (house.departments.add(HOSPITAL, name).id for name in ("Heart", "Brain"))
    house.departments.set_of(ward.ann.user_id, HOSPITAL, [heart])
    chiefs = [chief_of(house, login) for login in ("heart", "brain", "house")]
    name_deputies(
        house,
        Deputy(chiefs[0].user_id, heart),
        # They are their own deputies in nothing.
        Deputy(ward.ann.user_id, heart),
        Deputy(chiefs[1].user_id, brain),
        Deputy(chiefs[2].user_id),
        minutes={Urgency.ROUTINE: 1, Urgency.URGENT: 1, Urgency.EMERGENCY: 1},
    )
    ward.tell([ward.ann], key="of-heart", answer_by=clock.now())
    ward.tell([ward.ben], key="of-nobody", answer_by=clock.now())
    ward.work()
    clock.advance(timedelta(minutes=1))
    ward.work()
    assert [[each.key for each in ward.inbox(chief)] for chief in chiefs] == [
        ["of-heart/unanswered"],
        [],
        ["of-nobody/unanswered"],
    ]


def test_rules_name_people_and_departments_of_the_hospital(ward: Ward) -> None:
    house = ward.house
    elsewhere = house.hospitals.add("OTHER", "Other").id
    stranger = house.people.add("carl", PASSWORD, elsewhere, Role.CLINICIAN)
    foreign = house.departments.add(elsewhere, "Heart").id
    for deputy in (Deputy(stranger.user_id), Deputy(ward.ann.user_id, foreign)):
        with pytest.raises(NotFoundError):
            name_deputies(house, deputy)
    with pytest.raises(MalformedError):
        EscalationRules({Urgency.ROUTINE: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 1})
    assert house.telling.deputies.of_hospital(HOSPITAL) == EscalationRules()


def mark(ward: Ward, recipient: Person | None) -> Critical:
    house = ward.house
    order = house.orders.create(HOSPITAL, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT head", "M", "CT"))[0]
    new = NewCritical(0, "note", None if recipient is None else recipient.user_id)
    return house.reporting.critical.mark(ward.ben, order.id, HOSPITAL, new)


def test_who_must_know_of_a_critical_result_is_told_until_somebody_knows(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ann, browser)
    ward.choose(ward.ann, quiet=QuietHours(0, 23 * 60 + 59))
    marked = mark(ward, ward.ann)
    ward.work()
    assert [browser.read(each)["title"] for each in browser.arrived()] == ["A critical result waits for you"]
    assert [(each.kind, each.path) for each in ward.inbox(ward.ann)] == [(Kind.CRITICAL_RESULT, "/#/critical")]
    clock.advance(timedelta(minutes=15))
    ward.work()
    assert len(browser.arrived()) == 2
    ward.house.reporting.critical.acknowledge(ward.ben, marked.id, HOSPITAL, Acknowledgement(How.READ))
    ward.work()
    assert ward.inbox(ward.ann) == []
    clock.advance(timedelta(hours=5))
    ward.work()
    assert len(browser.arrived()) == 2


def test_a_critical_result_of_nobody_goes_to_the_deputies_when_it_is_late(ward: Ward, clock: SetClock) -> None:
    chief = chief_of(ward.house)
    name_deputies(ward.house, Deputy(chief.user_id))
    mark(ward, None)
    ward.work()
    assert [ward.inbox(each) for each in (ward.ann, ward.ben, chief)] == [[], [], []]
    clock.advance(timedelta(minutes=15))
    ward.house.reporting.critical.escalate()
    ward.work()
    assert [len(ward.inbox(each)) for each in (ward.ann, ward.ben, chief)] == [0, 0, 1]


def test_a_reminder_goes_by_letter_too_where_letters_are_not_chosen(
    mailing: Ward, mail: MailServer, clock: SetClock
) -> None:
    mailing.address(mailing.ann, "ann@hospital.example", mail)
    mailing.choose(mailing.ann, channels={Kind.CONSULT_ASKED: frozenset({Channel.PUSH})})
    mailing.tell([mailing.ann], answer_by=clock.now() + SOON)
    mailing.work()
    assert mail.letters == []
    clock.advance(SOON)
    mailing.work()
    assert [each["Subject"] for each in mail.letters] == ["Still unanswered: A consult waits for you"]


def test_a_reminder_takes_the_place_of_a_letter_that_still_waits(
    mailing: Ward, mail: MailServer, clock: SetClock
) -> None:
    mailing.address(mailing.ann, "ann@hospital.example", mail)
    mailing.choose(mailing.ann, quiet=QuietHours(19 * 60, 7 * 60))
    mailing.tell([mailing.ann], answer_by=clock.now() + SOON)
    mailing.work()
    assert mail.letters == []
    clock.advance(SOON)
    mailing.work()
    clock.advance(timedelta(hours=12))
    mailing.work()
    assert [each["Subject"] for each in mail.letters] == ["Still unanswered: A consult waits for you"]
    assert [each[1] for each in mailing.settled()] == ["dropped", "sent"]


def test_who_is_told_anew_before_the_first_message_left_gets_one(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    for _ in range(2):
        ward.tell([ward.ann])
        ward.house.telling.planning.run()
        ward.withdraw(ward.ann)
        clock.advance(timedelta(seconds=1))
    ward.tell([ward.ann])
    ward.work()
    assert len(receiver.received) == 1
