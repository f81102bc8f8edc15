"""coturn, as somebody would run it for calls between networks: it knows a secret of the web server, and no users."""

from __future__ import annotations

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lifetimes import DYING_TOGETHER
from tests.peers import require
from tests.ports import free_port


@dataclass(frozen=True)
class Relay:
    """Where it listens, and what it knows."""

    url: str
    secret: str


@contextmanager
def relaying(folder: Path) -> Iterator[Relay]:
    """Run it on loopback alone."""
    program, port, secret = require("turnserver"), free_port(), secrets.token_hex(16)
    options = {
        "listening-ip": "127.0.0.1", "relay-ip": "127.0.0.1", "listening-port": port, "realm": "filmless",
        "static-auth-secret": secret, "min-port": 50000, "max-port": 50199, "pidfile": folder / "turn.pid",
        "userdb": folder / "turn.sqlite", "log-file": "stdout",
    }  # fmt: skip
    flags = ("--use-auth-secret", "--allow-loopback-peers", "--no-cli", "--no-tls", "--no-dtls", "-n")
    command = [*DYING_TOGETHER, program, *flags, *(f"--{name}={value}" for name, value in options.items())]
    with (folder / "turn.log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            _await(port, running)
            yield Relay(f"turn:127.0.0.1:{port}", secret)
        finally:
            running.terminate()
            running.wait(10)


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("coturn did not start")
