from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


HOLDER = """
import fcntl, sys
with open(sys.argv[1], "w") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_another_process_that_holds_the_turn_without_end_is_not_waited_for_without_end(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns", busy_seconds=0.2)
    with held_by_another_process(tmp_path / "turns"):
        for _ in range(3):
            started = time.monotonic()
            with pytest.raises(UnavailableError, match="busy"), turns.wait():
                pytest.fail("two had the turn at once")
            assert time.monotonic() - started < 2
        assert [thread.name for thread in threading.enumerate()].count("turn") == 1
    with turns.wait():
        pass
    # What was waited for in vain is not kept from others either.
    with held_by_another_process(tmp_path / "turns"):
        pass
    turns.close()


def test_nothing_waits_any_more_once_it_is_closed(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns", busy_seconds=10)
    with held_by_another_process(tmp_path / "turns") as holder:
        threading.Timer(0.1, holder.kill).start()
        with turns.wait():
            pass
    turns.close()
    assert "turn" not in [thread.name for thread in threading.enumerate()]


def test_a_thread_that_could_not_be_made_blocks_nobody_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    turns = Turns(tmp_path / "turns", busy_seconds=5)
    with held_by_another_process(tmp_path / "turns"), monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", fail)
        with pytest.raises(RuntimeError), turns.wait():
            pytest.fail("two had the turn at once")
    with turns.wait():
        pass
    turns.close()


def test_a_lock_that_the_system_does_not_give_blocks_nobody_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fcntl.flock

    def flock(descriptor: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        real(descriptor, operation)

    turns = Turns(tmp_path / "turns", busy_seconds=5)
    with held_by_another_process(tmp_path / "turns"), monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", flock)
        started = time.monotonic()
        with pytest.raises(UnavailableError, match="busy"), turns.wait():
            pytest.fail("two had the turn at once")
        assert time.monotonic() - started < 3
    with turns.wait():
        pass
    turns.close()


def test_that_the_system_gives_no_lock_at_all_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    turns = Turns(tmp_path / "turns", busy_seconds=5)
    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", flock)
        with pytest.raises(UnavailableError, match="no lock on turns"), turns.wait():
            pytest.fail("nobody had the turn")
    with turns.wait():
        pass
    turns.close()


def test_a_turn_that_another_process_gives_up_is_handed_over_at_once(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns", busy_seconds=10)
    with held_by_another_process(tmp_path / "turns") as holder:
        threading.Timer(0.3, holder.kill).start()
        started = time.monotonic()
        with turns.wait():
            assert 0.2 < time.monotonic() - started < 3
    turns.close()


def test_two_processes_that_write_without_pause_both_come_to_their_turn(tmp_path: Path) -> None:
    writer = """
import sys, time
from pathlib import Path
from imaging.index.turns import Turns
turns = Turns(Path(sys.argv[1]), 5)
count, end = 0, time.monotonic() + 1
while time.monotonic() < end:
    with turns.wait():
        time.sleep(0.001)
        count += 1
print(count)
"""
    command = [sys.executable, "-c", writer, str(tmp_path / "turns")]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[4]) for _ in range(2)]
    counts = [int(process.communicate(timeout=60)[0]) for process in writers]
    assert min(counts) > 50
