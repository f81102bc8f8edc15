"""Nothing is lost and nothing goes twice, whoever works at it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imaging.access.calls import Bounds
from imaging.clock import SetClock
from imaging.exchange.telling.deliveries import LEASE, MOST_AT_ONCE, MOST_TRIES, pause
from imaging.exchange.telling.hooks import Shape
from imaging.exchange.telling.news import Urgency
from imaging.exchange.telling.outcomes import Sent
from imaging.exchange.telling.quiet import QuietHours
from tests.receivers import PushedBrowser, Receiver
from tests.unit.imaging.exchange.telling.conftest import Ward


def test_what_a_dead_worker_had_is_sent_by_another_under_the_same_name(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.tell([ward.ann], urgency=Urgency.URGENT)
    deliveries = ward.house.telling.sending.deliveries
    ward.house.telling.planning.run()
    (first,) = deliveries.take()
    clock.advance(LEASE - timedelta(seconds=1))
    assert deliveries.take() == ()
    clock.advance(timedelta(seconds=1))
    (second,) = deliveries.take()
    assert (first.ids, first.name) == (second.ids, second.name)
    # It was not dead after all: what it says counts no more.
    deliveries.settle(first, Sent())
    assert ward.settled() == [("push", "", "", 0)]
    deliveries.settle(second, Sent())
    assert ward.settled() == [("push", "sent", "", 1)]


def test_one_that_does_not_answer_keeps_nobody_waiting(
    ward: Ward, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    monkeypatch.setattr("imaging.access.directory.outgoing.BOUNDS", Bounds(read_seconds=0.5))
    slow, quick = (PushedBrowser(receiver, f"/push/{number}") for number in range(2))
    ward.subscribe(ward.ann, slow)
    ward.subscribe(ward.ben, quick)
    receiver.answers = [None]
    ward.tell([ward.ann], key="slow", urgency=Urgency.URGENT)
    ward.work()
    ward.tell([ward.ben], key="quick", urgency=Urgency.URGENT)
    ward.work()
    assert ward.settled() == [("push", "", "silent", 1), ("push", "sent", "", 1)]
    clock.advance(timedelta(seconds=10))
    ward.work()
    assert ward.settled() == [("push", "sent", "", 2), ("push", "sent", "", 1)]


def test_what_presses_goes_first(ward: Ward, receiver: Receiver) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.choose(ward.ann)
    for number in range(MOST_AT_ONCE):
        ward.tell([ward.ann], key=f"routine-{number}")
    ward.tell([ward.ann], key="urgent", urgency=Urgency.EMERGENCY)
    ward.house.telling.planning.run()
    parcels = ward.house.telling.sending.deliveries.take()
    assert [(each.is_pressing, len(each.news)) for each in parcels] == [(True, 1), (False, MOST_AT_ONCE - 1)]


def test_pauses_grow_to_an_hour_and_a_day_is_enough(ward: Ward, receiver: Receiver, clock: SetClock) -> None:
    pauses = [pause(tries).total_seconds() for tries in range(MOST_TRIES - 1)]
    assert pauses[:7] == [10, 30, 90, 270, 810, 2430, 3600]
    assert 23 * 3600 < sum(pauses) < 25 * 3600
    assert (pause(0, 90).total_seconds(), pause(8, 90).total_seconds(), pause(0, 1e9).total_seconds()) == (
        90,
        3600,
        3600,
    )
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    receiver.usual = (503, {}, b"")
    ward.tell([ward.ann], urgency=Urgency.URGENT)
    for _ in range(40):
        ward.work()
        clock.advance(timedelta(hours=1))
    assert (len(receiver.received), ward.settled()) == (MOST_TRIES, [("push", "failed", "busy", MOST_TRIES)])


# It is 20:00 in the zone of the house.
FROM_FIVE_PAST = QuietHours(20 * 60 + 5, 7 * 60)
BUSY = (503, {}, b"")


def test_what_failed_before_the_quiet_hours_is_tried_again_after_them(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.choose(ward.ann, quiet=FROM_FIVE_PAST)
    receiver.answers = [BUSY, BUSY]
    ward.tell([ward.ann], key="routine")
    ward.tell([ward.ann], key="urgent", urgency=Urgency.URGENT)
    ward.work()
    clock.advance(timedelta(minutes=6))
    ward.work()
    assert ward.settled() == [("push", "", "busy", 1), ("push", "sent", "", 2)]
    clock.advance(timedelta(hours=10, minutes=53))
    ward.work()
    assert len(receiver.received) == 3
    clock.advance(timedelta(minutes=1))
    ward.work()
    assert ward.settled()[0] == ("push", "sent", "", 2)


def test_what_a_worker_left_that_was_away_waits_for_the_morning(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.subscribe(ward.ben, PushedBrowser(receiver, "/push/2"))
    ward.choose(ward.ann, quiet=FROM_FIVE_PAST)
    ward.choose(ward.ben)
    robot = ward.hook(Shape.SIGNED, f"{receiver.url}/hook", "x" * 32)
    ward.tell([ward.ann, ward.ben])
    ward.house.telling.planning.run()
    clock.advance(timedelta(hours=1))
    ward.work()
    # Others have no quiet hours, and robots do not sleep.
    assert sorted(each.path for each in receiver.received) == ["/hook", "/push/2"]
    assert ward.house.telling.hooks.by_id(robot.id).trouble == ""
    clock.advance(timedelta(hours=10))
    ward.work()
    assert len(receiver.received) == 3


def test_what_is_tried_with_something_old_is_not_given_up_with_it(
    ward: Ward, receiver: Receiver, clock: SetClock
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    ward.choose(ward.ann)
    receiver.answers = [BUSY] * MOST_TRIES
    ward.tell([ward.ann], key="old")
    for _ in range(MOST_TRIES - 1):
        ward.work()
        clock.advance(timedelta(hours=1))
    ward.tell([ward.ann], key="new")
    ward.work()
    assert ward.settled() == [("push", "failed", "busy", MOST_TRIES), ("push", "", "busy", 1)]
    clock.advance(timedelta(hours=1))
    ward.work()
    assert ward.settled()[1] == ("push", "sent", "", 2)
