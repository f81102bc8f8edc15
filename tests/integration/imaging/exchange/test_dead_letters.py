"""What an administrator does about what was given up, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from imaging.clock import SetClock
from imaging.errors import ConflictError, FilmlessError, MalformedError, NotFoundError
from imaging.exchange.delivery import DeliveryState
from imaging.exchange.destination import Address
from imaging.exchange.shipment import ARRIVED, down, refused
from imaging.exchange.trouble import Trouble
from imaging.house import House
from imaging.problems import Problem
from tests.failing_receivers import KEY
from tests.integration.imaging.exchange.test_queue import filled, queue_of, states, tried
from tests.ports import free_port
from tests.unit.imaging.exchange.test_outbox import BY, HIS, HOOK, NOTICE, REPORT, kept, put

GIVEN_UP = (DeliveryState.GIVEN_UP,)
REFUSED = refused(code="404")


def results(house: House, count: int) -> int:
    """An information system that so many results of one line wait for; its number."""
    (his,) = kept(house, HIS)
    for number in range(count):
        put(house, replace(NOTICE, key=f"r{number}", payload=REPORT, line="consult 17"))
    return his.id


def ids(house: House, *among: DeliveryState) -> list[int]:
    return [each.id for each in reversed(house.dead_letters.list(1, among or tuple(DeliveryState)))]


def test_what_was_given_up_is_sent_again_at_once_and_under_its_name(either: House) -> None:
    number, queue = filled(either, 2), queue_of(either)
    first = tried(queue, number, REFUSED)
    tried(queue, number, down(Trouble.SILENT))
    (letter,) = either.dead_letters.list(1, GIVEN_UP)
    assert (letter.id, letter.destination, letter.key) == (first.delivery_id, "hook", "k0")
    assert (letter.problem, letter.problem_code, letter.tries) == ("refused", "404", 1)
    # The destination rests for the other one's sake; a person who asks is not made to wait for that.
    assert queue.wanting((), 10) == []
    either.dead_letters.resend(BY, letter.id, 1)
    again = tried(queue, number, ARRIVED)
    assert (again.handle, again.tries) == (first.handle, 1)
    (event, *_) = [each for each in either.audit.list() if each.action == "resend"]
    assert (event.subject_kind, event.subject_id) == ("delivery", letter.id)


def test_all_of_a_destination_are_sent_again_by_one_click(either: House) -> None:
    number, queue = filled(either, 5), queue_of(either)
    for _ in range(5):
        tried(queue, number, REFUSED)
    assert either.dead_letters.counts(1)[number].given_up == either.dead_letters.count_all().given_up == 5
    assert either.dead_letters.resend_all(BY, number, 1) == 5
    assert states(either) == ["waiting"] * 5
    assert either.dead_letters.counts(1)[number].waiting == 5
    assert either.dead_letters.resend_all(BY, number, 1) == 0


def test_what_was_overtaken_in_its_line_is_not_sent_over_what_corrects_it(either: House) -> None:
    number, queue = results(either, 2), queue_of(either)
    first = tried(queue, number, REFUSED)
    tried(queue, number, ARRIVED)
    with pytest.raises(ConflictError) as caught:
        either.dead_letters.resend(BY, first.delivery_id, 1)
    assert caught.value.problem is Problem.DELIVERY_OVERTAKEN
    assert either.dead_letters.resend_all(BY, number, 1) == 0
    assert states(either) == ["given-up", "delivered"]
    either.dead_letters.discard(BY, first.delivery_id, 1, "Version 2 has arrived.")
    assert states(either) == ["discarded", "delivered"]


def test_what_was_overtaken_in_another_line_is_not_meant(either: House) -> None:
    number, queue = results(either, 1), queue_of(either)
    first = tried(queue, number, REFUSED)
    put(either, replace(NOTICE, key="other", payload=REPORT, line="consult 18"))
    tried(queue, number, ARRIVED)
    either.dead_letters.resend(BY, first.delivery_id, 1)


def test_what_stands_beside_what_arrived_is_not_put_over_it(either: House) -> None:
    number, queue = filled(either, 2, line="consult 17"), queue_of(either)
    first = tried(queue, number, REFUSED)
    tried(queue, number, ARRIVED)
    either.dead_letters.resend(BY, first.delivery_id, 1)
    assert states(either) == ["waiting", "delivered"]


def test_only_what_was_given_up_is_sent_again(either: House) -> None:
    number, queue = filled(either, 2), queue_of(either)
    arrived = tried(queue, number, ARRIVED)
    for delivery_id in ids(either):
        with pytest.raises(ConflictError):
            either.dead_letters.resend(BY, delivery_id, 1)
    with pytest.raises(ConflictError):
        either.dead_letters.discard(BY, arrived.delivery_id, 1, "never mind")
    assert states(either) == ["delivered", "waiting"]


def test_what_is_discarded_says_by_whom_and_why_and_is_never_sent(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    (delivery_id,) = ids(either)
    for reason in ("", " x ", "x" * 501):
        with pytest.raises(MalformedError):
            either.dead_letters.discard(BY, delivery_id, 1, reason)
    either.dead_letters.discard(BY, delivery_id, 1, "The HIS was replaced.")
    (letter,) = either.dead_letters.list(1, (DeliveryState.DISCARDED,))
    assert (letter.ended_by, letter.reason) == ("test", "The HIS was replaced.")
    assert queue.wanting((), 10) == []
    # The audit knows that, and not the words: they might say more than they should.
    (event, *_) = either.audit.list()
    assert (event.action, "HIS" in event.detail, number > 0) == ("discard-delivery", False, True)


def test_another_hospital_sees_and_does_nothing(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    attempt = tried(queue, number, REFUSED)
    other = either.hospitals.add("OTHER", "Other").id
    letters = either.dead_letters
    assert letters.list(other, tuple(DeliveryState)) == ()
    assert letters.counts(other) == {}
    for act in (
        lambda: letters.resend(BY, attempt.delivery_id, other),
        lambda: letters.discard(BY, attempt.delivery_id, other, "a reason"),
        lambda: letters.resend_all(BY, number, other),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_lists_go_on_where_they_ended(either: House) -> None:
    filled(either, 7)
    first = either.dead_letters.list(1, tuple(DeliveryState), limit=4)
    rest = either.dead_letters.list(1, tuple(DeliveryState), limit=4, before=first[-1].id)
    assert [each.key for each in (*first, *rest)] == [f"k{number}" for number in range(6, -1, -1)]


def test_what_waits_says_when_it_is_tried_next(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 2), queue_of(either)
    tried(queue, number, down(Trouble.SILENT))
    for letter in either.dead_letters.list(1, (DeliveryState.WAITING,)):
        assert letter.next_try_at is not None
        assert moved.moment < letter.next_try_at <= moved.moment + timedelta(seconds=10)


def test_a_destination_that_answers_nothing_is_not_called_without_end(either: House) -> None:
    number = filled(either)
    silent = Address(url=f"http://127.0.0.1:{free_port()}/", secret=KEY)
    either.destinations.change(BY, number, 1, replace(HOOK, address=silent))
    for _ in range(10):
        reached = either.reaching.test(BY, number, 1)
        assert reached.trouble is Trouble.UNREACHABLE
    with pytest.raises(FilmlessError) as caught:
        either.reaching.test(BY, number, 1)
    assert caught.value.problem is Problem.MACHINE_TESTS
    tests = [each for each in either.audit.list() if each.action == "test-destination"]
    assert [each.outcome for each in tests] == ["denied", *["failed"] * 10]
