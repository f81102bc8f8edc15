"""Chores: when they are done, and what one does not do to the others."""

from __future__ import annotations

import threading
import time

import pytest

from imaging.chores import Chore, Lane, work_in_lanes
from imaging.errors import UnavailableError
from imaging.events.event import Event, Kind

OBJECTS = Event(Kind.OBJECTS, 1)
WANTED = frozenset({Kind.OBJECTS})


def test_a_chore_that_did_something_goes_on_at_once() -> None:
    left = [3, 2, 0]
    chore = Chore("transfer", lambda: left.pop(0), every_seconds=5)
    for _ in range(3):
        chore.attempt(100.0)
    assert left == []
    assert chore.due == 105.0


def test_a_chore_that_fails_waits_longer_and_longer() -> None:
    def fail() -> int:
        raise UnavailableError("It does not answer.")

    chore, now, pauses = Chore("transfer", fail, every_seconds=0.5), 0.0, []
    for _ in range(7):
        chore.attempt(now)
        pauses.append(chore.due - now)
        now = chore.due
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_chore_that_fails_does_not_keep_the_others_from_running() -> None:
    stop, done = threading.Event(), []

    def fail() -> int:
        raise UnavailableError("It does not answer.")

    def succeed() -> int:
        done.append(1)
        if len(done) == 3:
            stop.set()
        return 1

    Lane((Chore("first", fail, 0.5), Chore("second", succeed, 0.5))).work(stop)
    assert len(done) == 3


def test_what_nobody_foresaw_ends_no_other_chore(capsys: pytest.CaptureFixture[str]) -> None:
    stop, done = threading.Event(), []

    def fail() -> int:
        raise FileNotFoundError("one.dcm")

    def succeed() -> int:
        done.append(1)
        stop.set()
        return 1

    Lane((Chore("first", fail, 0.5), Chore("second", succeed, 0.5))).work(stop)
    assert done == [1]
    assert "chore failed" in capsys.readouterr().out


def test_a_day_of_failures_still_has_a_pause() -> None:
    def fail() -> int:
        raise UnavailableError("It does not answer.")

    chore = Chore("transfer", fail, every_seconds=0.5, failures=5000)
    chore.attempt(0.0)
    assert chore.due == 30.0


def test_a_slow_lane_does_not_keep_the_others_waiting() -> None:
    stop, is_done = threading.Event(), threading.Event()

    def wait_for_the_other() -> int:
        assert is_done.wait(10)
        stop.set()
        return 1

    def succeed() -> int:
        is_done.set()
        return 0

    slow, other = Chore("slow", wait_for_the_other, 0.5), Chore("other", succeed, 0.5)
    work_in_lanes((Lane((slow,)), Lane((other,))), stop)
    assert is_done.is_set()


def test_an_event_has_a_chore_done_at_once() -> None:
    stop, done = threading.Event(), threading.Semaphore(0)

    def run() -> int:
        done.release()
        return 0

    lane = Lane((Chore("bind", run, every_seconds=600, wanted_after=WANTED),))
    working = threading.Thread(target=lane.work, args=(stop,))
    working.start()
    try:
        assert done.acquire(timeout=5)
        for _ in range(3):
            time.sleep(0.05)
            lane.ring(OBJECTS)
            assert done.acquire(timeout=5)
        lane.ring(Event(Kind.ORDER, 1))
        assert not done.acquire(timeout=0.2), "it did not want this event"
    finally:
        stop.set()
        lane.ring()
        working.join(5)
    assert not working.is_alive()


def test_what_arrives_while_a_chore_runs_is_looked_for_once_more() -> None:
    runs = []

    def run() -> int:
        runs.append(1)
        if len(runs) == 1:
            chore.is_wanted = True
        return 0

    chore = Chore("bind", run, every_seconds=600, wanted_after=WANTED)
    for _ in range(3):
        chore.attempt(1.0)
    assert len(runs) == 2


def test_events_do_not_hurry_a_chore_that_fails() -> None:
    runs = []

    def fail() -> int:
        runs.append(1)
        raise UnavailableError("It does not answer.")

    chore = Chore("bind", fail, 0.5, WANTED)
    lane = Lane((chore,))
    for _ in range(5):
        lane.ring(OBJECTS)
        chore.attempt(1.0)
    assert len(runs) == 1
