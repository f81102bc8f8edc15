from __future__ import annotations

import fcntl
import os
import threading
from pathlib import Path

import pytest

from imaging.errors import UnavailableError
from imaging.index.turns import Turns


def test_the_next_writer_of_a_process_waits_for_the_one_before(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path / "turns", busy_seconds=10), []

    def write() -> None:
        with turns.wait():
            order.append("second")

    with turns.wait():
        waiting = threading.Thread(target=write)
        waiting.start()
        waiting.join(0.1)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_other_processes_wait_as_well(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns", busy_seconds=10)
    # Another descriptor stands for another process: the lock belongs to the open file.
    other = os.open(tmp_path / "turns", os.O_RDWR | os.O_CREAT)
    with turns.wait(), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
    turns.close()


def test_whoever_waits_too_long_is_told_so(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns", busy_seconds=0.05)
    with turns.wait(), pytest.raises(UnavailableError, match="busy"), turns.wait():
        pytest.fail("two had the turn at once")
