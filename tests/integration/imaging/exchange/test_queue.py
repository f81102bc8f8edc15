"""Who sends to a destination and when, as the rows say it, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from imaging.clock import SetClock
from imaging.exchange.queue import Attempt, Lease, Queue
from imaging.exchange.rhythm import Rhythm
from imaging.exchange.shipment import ARRIVED, Answer, down, later, refused
from imaging.exchange.trouble import Trouble
from imaging.house import House
from imaging.index.tables import deliveries, destinations
from tests.unit.imaging.exchange.test_outbox import BY, HOOK, NOTICE, kept, put

SILENT = down(Trouble.SILENT)


def queue_of(house: House) -> Queue:
    return Queue(house.index, house.clock, house.audit, house.destinations)


def filled(house: House, count: int = 1, **more: Any) -> int:
    """A destination that so many deliveries wait for; its number."""
    (hook,) = kept(house, HOOK)
    for number in range(count):
        put(house, replace(NOTICE, key=f"k{number}", **more))
    return hook.id


def begun(queue: Queue, destination_id: int) -> tuple[Lease, Attempt]:
    lease = queue.take(destination_id)
    assert lease is not None
    attempt = queue.begin(lease)
    assert attempt is not None
    return lease, attempt


def tried(queue: Queue, destination_id: int, answer: Answer) -> Attempt:
    lease, attempt = begun(queue, destination_id)
    assert queue.end(lease, attempt, answer)
    queue.let_go(lease)
    return attempt


def states(house: House) -> list[str]:
    with house.index.read() as connection:
        return list(connection.scalars(select(deliveries.c.state).order_by(deliveries.c.id)))


def failures(house: House) -> int:
    with house.index.read() as connection:
        return int(connection.scalar(select(destinations.c.failures)) or 0)


def test_one_of_many_sends_at_a_time(either: House) -> None:
    number, queue, leases = filled(either, 3), queue_of(either), []
    barrier = threading.Barrier(8)

    def take() -> None:
        barrier.wait()
        leases.append(queue.take(number))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease is not None for lease in leases) == 1
    assert queue.wanting((), 10) == []


def test_what_arrived_is_never_sent_again(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    assert queue.wanting((), 10) == [number]
    tried(queue, number, ARRIVED)
    assert states(either) == ["delivered"]
    assert queue.wanting((), 10) == []
    (event, *_) = either.audit.list(hospital_id=1)
    assert (event.action, event.outcome, event.subject_kind) == ("deliver", "success", "delivery")
    assert '"key": "k0"' in event.detail


def test_the_lease_of_a_worker_that_was_killed_runs_out(either: House, moved: SetClock) -> None:
    number, queue = filled(either), queue_of(either)
    killed, first = begun(queue, number)
    assert queue.wanting((), 10) == []
    moved.advance(timedelta(seconds=89))
    assert queue.take(number) is None
    moved.advance(timedelta(seconds=2))
    assert queue.wanting((), 10) == [number]
    heir = queue.take(number)
    assert heir is not None
    # What was under way waits its pause, then goes again under the same name.
    assert queue.begin(heir) is None
    moved.advance(timedelta(seconds=11))
    again = queue.begin(heir)
    assert again is not None
    assert (again.handle, again.tries) == (first.handle, 2)
    # Whoever was only slow, and comes back, changes nothing any more.
    assert not queue.end(killed, first, refused())
    queue.let_go(killed)
    assert queue.end(heir, again, ARRIVED)
    assert states(either) == ["delivered"]


def test_a_destination_that_is_down_rests_longer_and_longer(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 2), queue_of(either)
    waited = timedelta()
    for count in range(1, 9):
        tried(queue, number, SILENT)
        assert failures(either) == count
        assert queue.wanting((), 10) == []
        before = moved.moment
        while not queue.wanting((), 10):
            moved.advance(timedelta(seconds=5))
        waited = moved.moment - before
    assert timedelta(minutes=7) < waited <= timedelta(minutes=15, seconds=5)
    tried(queue, number, ARRIVED)
    assert failures(either) == 0
    assert sorted(states(either)) == ["delivered", "waiting"]


def test_nothing_hammers_on_a_destination_however_much_waits(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 20), queue_of(either)
    calls, end = 0, moved.moment + timedelta(hours=24)
    while moved.moment < end:
        if queue.wanting((), 10):
            tried(queue, number, SILENT)
            calls += 1
        moved.advance(timedelta(minutes=4))
    assert 24 * 3 <= calls <= 24 * 8 + 10
    assert set(states(either)) == {"waiting"}


def test_after_three_days_what_waited_is_given_up_and_said_once(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 5), queue_of(either)
    tried(queue, number, SILENT)
    moved.advance(timedelta(hours=73))
    put(either, replace(NOTICE, key="new"))
    tried(queue, number, SILENT)
    assert states(either) == ["given-up"] * 5 + ["waiting"]
    (event, *_) = either.audit.list(hospital_id=1)
    assert (event.action, event.outcome, event.detail) == ("give-up", "failed", '{"count": 5, "why": "silent"}')


def test_what_only_one_has_trouble_with_keeps_no_other(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 2), queue_of(either)
    troubled = tried(queue, number, later(Trouble.BUSY, "C000"))
    assert tried(queue, number, ARRIVED).delivery_id != troubled.delivery_id
    for count in range(2, Rhythm().most_tries + 1):
        moved.advance(timedelta(minutes=16))
        attempt = tried(queue, number, later(Trouble.BUSY, "C000"))
        assert (attempt.delivery_id, attempt.tries) == (troubled.delivery_id, count)
    assert sorted(states(either)) == ["delivered", "given-up"]
    with either.index.read() as connection:
        row = connection.execute(select(deliveries).where(deliveries.c.state == "given-up")).one()
    assert (row.problem, row.problem_code) == ("busy", "C000")


def test_a_refusal_is_final(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    tried(queue, number, refused(code="AE 204"))
    assert states(either) == ["given-up"]


def test_a_line_keeps_its_order(either: House, moved: SetClock) -> None:
    number, queue = filled(either, 3, line="consult 17"), queue_of(either)
    first = tried(queue, number, later())
    # The second may not overtake the first, and nobody looks for it in vain all the time.
    assert queue.wanting((), 10) == []
    moved.advance(timedelta(seconds=11))
    assert tried(queue, number, ARRIVED).delivery_id == first.delivery_id
    second = tried(queue, number, refused())
    third = tried(queue, number, ARRIVED)
    assert first.delivery_id < second.delivery_id < third.delivery_id
    assert states(either) == ["delivered", "given-up", "delivered"]


def test_what_was_broken_off_by_our_own_end_is_nobodys_failure(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    lease, attempt = begun(queue, number)
    queue.put_back(lease, attempt)
    queue.let_go(lease)
    assert (states(either), failures(either)) == (["waiting"], 0)
    assert queue.wanting((), 10) == [number]


def test_a_pause_keeps_what_waits_and_counts_for_nothing(either: House, moved: SetClock) -> None:
    number, queue = filled(either), queue_of(either)
    either.destinations.change(BY, number, 1, replace(HOOK, is_active=False))
    moved.advance(timedelta(days=9))
    assert queue.wanting((), 10) == []
    assert queue.take(number) is None
    either.destinations.change(BY, number, 1, HOOK)
    tried(queue, number, SILENT)
    assert states(either) == ["waiting"]


def test_what_is_changed_is_tried_at_once(either: House) -> None:
    number, queue = filled(either), queue_of(either)
    tried(queue, number, SILENT)
    either.destinations.change(BY, number, 1, HOOK)
    assert queue.wanting((), 10) == [number]


def test_what_was_for_a_removed_destination_is_discarded(either: House) -> None:
    number, queue = filled(either, 2), queue_of(either)
    tried(queue, number, refused())
    either.destinations.remove(BY, number, 1)
    assert states(either) == ["discarded", "discarded"]
    assert queue.wanting((), 10) == []


@pytest.mark.parametrize("failures_in_a_row", [1, 3, 50, 10_000_000])
def test_no_pause_is_on_the_beat(failures_in_a_row: int) -> None:
    pauses = {Rhythm().pause(failures_in_a_row) for _ in range(50)}
    assert len(pauses) > 40
    assert max(pauses) <= timedelta(minutes=15)
    assert min(pauses) >= timedelta(seconds=5)
