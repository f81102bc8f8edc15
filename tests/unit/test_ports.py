"""Ports for servers that tests start stay theirs until they start."""

from __future__ import annotations

import random
import socket
from pathlib import Path

import pytest

from tests.ports import free_port


def test_the_kernel_gives_a_free_port_to_nobody_else() -> None:
    lowest, highest = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    with socket.create_server(("127.0.0.1", 0)) as any_port:
        assert lowest <= any_port.getsockname()[1] <= highest
    ports = [free_port() for _ in range(50)]
    assert max(ports) < lowest
    assert len(set(ports)) > 40


def test_a_port_that_somebody_listens_on_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = free_port(), free_port()
    monkeypatch.setattr(random.SystemRandom, "sample", lambda chance, ports, count: [taken, free])
    with socket.create_server(("127.0.0.1", taken)):
        assert free_port() == free


def test_ports_in_a_row_are_all_free(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = free_port(in_a_row=3), free_port(in_a_row=3)
    monkeypatch.setattr(random.SystemRandom, "sample", lambda chance, ports, count: [taken, free])
    with socket.create_server(("127.0.0.1", taken + 2)):
        assert free_port(in_a_row=3) == free
