"""``filmless web`` with several processes at one port, as somebody would start it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port
from tests.starts import await_start


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
    url, log = f"http://127.0.0.1:{port}", folder / "log"
    with log.open("wb") as written:
        running = subprocess.Popen([*DYING_TOGETHER, program, "web"], env=environment, stdout=written, stderr=written)
    try:
        await_start(lambda: _answers(url), running, log)
        yield url, data
    finally:
        running.send_signal(signal.SIGTERM)
        status = running.wait(30)
    assert status == 0


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(url + "/healthz").status_code == 200
    return False
