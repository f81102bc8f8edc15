"""The worker's chores."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from imaging.errors import SettingsError, UnavailableError
from imaging.settings import Settings
from imaging.worker import Chore, check, work, work_in_lanes


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


def test_what_nobody_foresaw_ends_no_other_chore(capsys: pytest.CaptureFixture[str]) -> None:
    stop, done = threading.Event(), []

    def fail() -> int:
        raise FileNotFoundError("one.dcm")

    def succeed() -> int:
        done.append(1)
        stop.set()
        return 1

    work((Chore("first", fail, 0.5), Chore("second", succeed, 0.5)), stop)
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

    work_in_lanes(((Chore("slow", wait_for_the_other, 0.5),), (Chore("other", succeed, 0.5),)), stop)
    assert is_done.is_set()


def test_a_wrong_place_of_the_objects_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FILMLESS_OBJECTS_URL"):
        check(Settings(data_dir=tmp_path, objects_url="ftp://host/objects"))


def test_objects_that_are_only_away_keep_nobody_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    check(Settings(data_dir=tmp_path, objects_url="s3://film?endpoint=http://127.0.0.1:1"))
    assert "can't be reached" in capsys.readouterr().out
