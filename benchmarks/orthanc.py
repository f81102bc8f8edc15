"""Orthanc as Debian packs it, with a storage of its own, which the caller removes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path("/usr/sbin/Orthanc")
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
# Without it Orthanc takes 22 instances a second over one association.
ENVIRONMENT = {**os.environ, "TCP_NODELAY": "1"}


@dataclass(frozen=True)
class Orthanc:
    """A running Orthanc."""

    http_port: int
    dicom_port: int

    @property
    def url(self) -> str:
        """Where its web server is."""
        return f"http://127.0.0.1:{self.http_port}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_orthanc(folder: Path, **more: object) -> Iterator[Orthanc]:
    """Start it with everything at its defaults but ports, places and what is given, and stop it in the end."""
    orthanc = Orthanc(free_port(), free_port())
    folder.mkdir(parents=True)
    configuration = {
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "HttpPort": orthanc.http_port,
        "DicomPort": orthanc.dicom_port,
        "DicomAlwaysAllowStore": True,
        "AuthenticationEnabled": False,
        "Plugins": [str(PLUGIN)],
        **more,
    }
    path = folder / "orthanc.json"
    path.write_text(json.dumps(configuration), encoding="utf-8")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, path], env=ENVIRONMENT, stdout=log, stderr=log)
    try:
        _await(f"{orthanc.url}/system")
        yield orthanc
    finally:
        process.terminate()
        process.wait(60)


def _await(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            # One that wants to know first who asks is there as well.
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
