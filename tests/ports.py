"""Ports for servers that tests start."""

from __future__ import annotations

import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10_000


def free_port(in_a_row: int = 1) -> int:
    """Return a port that nobody listens on, for a server that starts a moment later, and perhaps again and again.

    A server that takes several ports `in_a_row` gets the first of them.

    The kernel gives it to nobody by itself: whoever asks for any port, or calls somebody, gets one from its own range
    further up. One of those would sooner or later be taken while the server is not there yet, or not there again.
    """
    lowest_of_kernel = int(_RANGE.read_text().split()[0]) if _RANGE.is_file() else 32_768
    ports = random.SystemRandom().sample(range(LOWEST, lowest_of_kernel - in_a_row), 100)
    return next(port for port in ports if all(map(_is_free, range(port, port + in_a_row))))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
