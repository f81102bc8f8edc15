"""Filmless with all its processes and embedded defaults, on a data directory of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.orthanc import free_port

PROGRAM = Path(sys.executable).with_name("filmless")


@dataclass(frozen=True)
class Filmless:
    """A running Filmless."""

    http_port: int
    dicom_port: int
    data_dir: Path
    pid: int


@contextmanager
def running_filmless(folder: Path, **settings: str) -> Iterator[Filmless]:
    """Start ``filmless serve``, and stop it in the end."""
    http_port, dicom_port = free_port(), free_port()
    folder.mkdir(parents=True)
    environment = {
        **os.environ,
        "FILMLESS_DATA_DIR": str(folder / "data"),
        "FILMLESS_HTTP_BIND": f"127.0.0.1:{http_port}",
        "FILMLESS_DICOM_BIND": f"127.0.0.1:{dicom_port}",
        "FILMLESS_LOG_LEVEL": "WARNING",
        **settings,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "serve"], env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        _await_port(dicom_port, process)
        yield Filmless(http_port, dicom_port, folder / "data", process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _await_port(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"filmless did not start (exit code {process.returncode}, load {os.getloadavg()[0]:.1f})")
