"""How tests wait until what they have started answers."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

# Below the time that a test has. A start is a few seconds of work; beside others, and without priority, a minute.
START_SECONDS = 150


def await_start(
    is_there: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = START_SECONDS
) -> None:
    """Wait until it is there; what has ended is not waited for, and says why it did."""
    deadline = time.monotonic() + seconds
    while not is_there():
        said = log.read_text(encoding="utf-8")[-1000:]
        assert process.poll() is None, f"it ended at the start: {said}"
        assert time.monotonic() < deadline, f"it did not start within {seconds} seconds: {said}"
        time.sleep(0.1)
