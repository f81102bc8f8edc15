from __future__ import annotations

from datetime import timedelta

from imaging.access.remembered import Remembered
from imaging.clock import SetClock


def test_an_answer_is_given_while_it_is_fresh(clock: SetClock) -> None:
    known = Remembered[str, int](clock, timedelta(seconds=3))
    assert known.put("a", 1) == known.get("a") == 1
    clock.advance(timedelta(seconds=3))
    assert known.get("a") is None


def test_a_clock_that_was_set_back_makes_it_stale_not_eternal(clock: SetClock) -> None:
    known = Remembered[str, int](clock)
    known.put("a", 1)
    clock.advance(timedelta(days=-1))
    assert known.get("a") is None


def test_the_oldest_gives_way(clock: SetClock) -> None:
    known = Remembered[int, int](clock, size=2)
    for number in range(3):
        known.put(number, number)
    assert [known.get(number) for number in range(3)] == [None, 1, 2]


def test_one_and_all_are_forgotten(clock: SetClock) -> None:
    known = Remembered[str, int](clock)
    known.put("a", 1), known.put("b", 2)
    known.forget("a")
    assert (known.get("a"), known.get("b")) == (None, 2)
    known.clear()
    assert known.get("b") is None
