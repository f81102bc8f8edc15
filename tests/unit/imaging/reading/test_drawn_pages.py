"""Few PDFs are drawn at once, few readers wait, and none of them holds a file meanwhile."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from imaging.errors import MalformedError, UnavailableError
from imaging.reading.drawn_pages import DrawnPages, Line
from tests.unit.imaging.reading.test_pdf_pages import block, nothing, written

PDF = written(block, nothing)


def test_pages_that_follow_cost_no_further_read() -> None:
    reads = 0

    def read() -> bytes:
        nonlocal reads
        reads += 1
        return PDF

    pages = DrawnPages()
    first, second = (pages.picture("a", read, number, 400) for number in (1, 2))
    assert (reads, first == second) == (1, False)
    assert pages.picture("a", read, 1, 400) == first
    assert reads == 1
    with ThreadPoolExecutor(4) as pool:
        assert len({each.data for each in pool.map(lambda _: pages.picture("b", read, 1, 400), range(4))}) == 1
    assert reads == 2
    with pytest.raises(MalformedError):
        pages.picture("a", read, 3, 400)


def test_pictures_are_forgotten_after_a_while() -> None:
    reads: list[int] = []

    def read() -> bytes:
        reads.append(1)
        return PDF

    pages = DrawnPages(kept_seconds=0)
    for _ in range(2):
        pages.picture("a", read, 1, 400)
    assert len(reads) == 2


def refused_read() -> bytes:
    raise AssertionError("Nobody reads who is sent away.")


def test_whoever_comes_to_a_long_line_is_sent_away_at_once_and_reads_nothing() -> None:
    line = Line(at_once=1, most_waiting=1, seconds=20)
    pages, begun, may_end = DrawnPages(line), Event(), Event()

    def slow() -> bytes:
        begun.set()
        may_end.wait(20)
        return PDF

    with ThreadPoolExecutor(2) as pool:
        going = pool.submit(pages.told, "a", slow)
        assert begun.wait(20)
        waiting = pool.submit(pages.told, "b", lambda: PDF)
        while line.waiting == 0:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(UnavailableError) as refused:
            pages.picture("c", refused_read, 1, 400)
        assert time.monotonic() - began < 1
        assert refused.value.retry_after_seconds == 2
        may_end.set()
        assert (going.result().count, waiting.result().count) == (2, 2)
    assert pages.told("c", lambda: PDF).count == 2


def test_nobody_waits_for_long() -> None:
    line = Line(at_once=2, seconds=0.05)
    with line.turn("a"), pytest.raises(UnavailableError), line.turn("a"):
        pass
    with line.turn("a"), line.turn("b"), pytest.raises(UnavailableError), line.turn("c"):
        pass
    with line.turn("c"):
        pass
