"""The worker's chores."""

from __future__ import annotations

import threading

from imaging.errors import UnavailableError
from imaging.worker import Chore, work


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

    work((Chore("first", fail, 0.5), Chore("second", succeed, 0.5)), stop)
    assert len(done) == 3
