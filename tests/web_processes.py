"""``filmless web`` with several processes at one port, as somebody would start it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port


@contextmanager
def web_processes(folder: Path, count: int = 2) -> Iterator[tuple[str, Path]]:
    """Where they answer, and their data directory; a connection each is handed to all of them by the kernel."""
    port, data = free_port(), folder / "data"
    environment = os.environ | {
        "FILMLESS_DATA_DIR": str(data),
        "FILMLESS_HTTP_BIND": f"127.0.0.1:{port}",
        "FILMLESS_WEB_PROCESSES": str(count),
    }
    program = Path(sys.executable).with_name("filmless")
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([*DYING_TOGETHER, program, "web"], env=environment, stdout=log, stderr=log)
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            httpx.get(url + "/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield url, data
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
