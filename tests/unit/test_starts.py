"""Waiting for a start ends when there is nothing to wait for any more."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.starts import START_SECONDS, await_start


@contextmanager
def started(folder: Path, script: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = folder / "log"
    with log.open("wb") as written, subprocess.Popen(["sh", "-c", script], stderr=written) as process:
        try:
            yield process, log
        finally:
            process.kill()


def test_what_takes_its_time_is_waited_for(tmp_path: Path) -> None:
    with started(tmp_path, f"sleep 0.5; touch {tmp_path}/there; exec sleep 60") as (process, log):
        await_start((tmp_path / "there").exists, process, log)
        assert process.poll() is None


def test_what_has_ended_is_not_waited_for_and_says_why(tmp_path: Path) -> None:
    began = time.monotonic()
    with (
        started(tmp_path, "echo the port is taken >&2; exit 1") as (process, log),
        pytest.raises(AssertionError, match="it ended at the start: the port is taken"),
    ):
        await_start(lambda: False, process, log)
    assert time.monotonic() - began < START_SECONDS / 2


def test_what_never_answers_is_told_from_what_has_ended(tmp_path: Path) -> None:
    with (
        started(tmp_path, "echo looking for objects >&2; exec sleep 60") as (process, log),
        pytest.raises(AssertionError, match="it did not start within 1 seconds: looking for objects"),
    ):
        await_start(lambda: False, process, log, seconds=1)
