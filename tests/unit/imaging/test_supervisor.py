"""The supervisor: starts what was asked, replaces what died, ends everything together."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from imaging import supervisor
from imaging.errors import SettingsError
from imaging.settings import Settings
from imaging.supervisor import Process, Supervisor

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def waits(folder: Path) -> Callable[[Settings], None]:
    def run(settings: Settings) -> None:
        (folder / str(os.getpid())).touch()
        signal.pause()

    return run


def supervise_in_child(*kinds: Process, check: Callable[[], None]) -> int:
    """Supervise in a forked child, so that signals do not meet the test runner; return its exit status."""
    parent = os.fork()
    if parent == 0:
        os._exit(Supervisor(Settings(), kinds).run())
    check()
    os.kill(parent, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(parent, 0)[1])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_wanted_number_is_started_and_all_end_together(tmp_path: Path) -> None:
    kind = Process("waiting", waits(tmp_path), count=lambda settings: 3)
    status = supervise_in_child(kind, check=lambda: wait_for(lambda: len(list(tmp_path.iterdir())) == 3))
    assert status == 0
    assert not any(is_alive(int(path.name)) for path in tmp_path.iterdir())


def test_a_child_whose_supervisor_was_killed_before_it_could_notice_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would hold the ports for ever, and whoever starts the supervisor again is told that they are taken."""
    reader, writer = os.pipe()

    class SlowLibrary:
        def __init__(self, name: str | None) -> None:
            wait_for(lambda: os.getppid() != parent)

        def prctl(self, *arguments: int) -> None:
            os.close(reader)

    monkeypatch.setattr(supervisor.ctypes, "CDLL", SlowLibrary)
    parent = os.fork()
    if parent == 0:
        parent = os.getpid()
        Supervisor(Settings(), ())._start(Process("waiting", waits(tmp_path)))
        os._exit(0)
    os.waitpid(parent, 0)
    os.close(writer)
    # The pipe closes when the child ends, which holds its other end.
    has_ended = bool(select.select([reader], [], [], 5)[0])
    os.close(reader)
    orphans = [int(path.name) for path in tmp_path.iterdir()]
    for orphan in orphans:
        os.kill(orphan, signal.SIGKILL)
    assert (has_ended, orphans) == (True, [])


def test_a_killed_process_is_replaced(tmp_path: Path) -> None:
    def kill_first() -> None:
        wait_for(lambda: len(list(tmp_path.iterdir())) == 1)
        os.kill(int(next(tmp_path.iterdir()).name), signal.SIGKILL)
        wait_for(lambda: len(list(tmp_path.iterdir())) == 2)

    assert supervise_in_child(Process("waiting", waits(tmp_path)), check=kill_first) == 0


def test_a_process_that_never_lives_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine a failure takes its time.
    monkeypatch.setattr(supervisor, "SHORT_LIFE_SECONDS", 60)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.001)

    def fails(settings: Settings) -> None:
        raise RuntimeError("no")

    assert Supervisor(Settings(), (Process("failing", fails),)).run() == 1


def test_a_process_that_has_lived_long_is_not_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "SHORT_LIFE_SECONDS", 0.5)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.001)

    def run(settings: Settings) -> None:
        is_first = not list(tmp_path.iterdir())
        (tmp_path / str(os.getpid())).touch()
        if is_first:
            time.sleep(0.7)
        elif len(list(tmp_path.iterdir())) > supervisor.MAX_SHORT_LIVES + 2:
            signal.pause()

    def look() -> None:
        wait_for(lambda: len(list(tmp_path.iterdir())) == supervisor.MAX_SHORT_LIVES + 3)

    assert supervise_in_child(Process("stumbling", run), check=look) == 0


def test_a_pause_does_not_delay_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 30.0)

    def run(settings: Settings) -> None:
        (tmp_path / str(os.getpid())).touch()

    began = time.monotonic()
    kinds = Process("ending", run), Process("waiting", waits(tmp_path))
    assert supervise_in_child(*kinds, check=lambda: wait_for(lambda: len(list(tmp_path.iterdir())) == 2)) == 0
    assert time.monotonic() - began < 10


def test_nothing_starts_when_a_check_fails(tmp_path: Path) -> None:
    def refuses(settings: Settings) -> None:
        raise SettingsError("FILMLESS_HTTP_BIND", "127.0.0.1:1", "a free port")

    kinds = (Process("waiting", waits(tmp_path)), Process("refusing", waits(tmp_path), check=refuses))
    with pytest.raises(SettingsError):
        Supervisor(Settings(), kinds).run()
    assert not list(tmp_path.iterdir())
