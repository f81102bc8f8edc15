"""Engines end with the tests that started them, also with tests that are cut off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.data import ROOT
from tests.peers import require

# Starts both kinds of engine, one that stays in the foreground and one that does not, and waits to be cut off.
CUT_OFF = """
import signal, sys, time
from pathlib import Path
from tests.engines import running_postgresql, running_redis
# Whoever runs the tests in the background has them ignore Control-C, and what they start with them.
signal.signal(signal.SIGINT, signal.default_int_handler)
with running_redis() as redis, running_postgresql(Path(sys.argv[1])):
    print(redis.process.pid, flush=True)
    time.sleep(120)
"""


@pytest.mark.parametrize("cut", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_engines_of_a_run_that_is_cut_off_end_too(cut: signal.Signals) -> None:
    require("redis-server")
    require("postgresql")
    directory = Path(tempfile.mkdtemp(prefix="filmless-"))
    tests = subprocess.Popen(
        [sys.executable, "-c", CUT_OFF, directory],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert tests.stdout is not None
    redis = int(tests.stdout.readline())
    postgresql = int((directory / "data" / "postmaster.pid").read_text().splitlines()[0])
    tests.send_signal(cut)
    tests.communicate()
    deadline = time.monotonic() + 20
    while (lives := [pid for pid in (redis, postgresql) if is_alive(pid)]) or directory.exists():
        assert time.monotonic() < deadline, f"{lives} live on, {directory} is there: {directory.exists()}"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
