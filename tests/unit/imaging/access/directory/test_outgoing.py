"""What is called is a directory, and it keeps nobody waiting: who answers byte by byte is cut off."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest

from imaging.access.calls import Bounds
from imaging.access.directory import outgoing
from imaging.access.directory.addresses import check_peer
from imaging.access.directory.outgoing import Outgoing
from imaging.errors import MalformedError, UnavailableError

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("begins", [HEAD, HEAD + b"Content-Length: 99\r\n\r\n", HEAD + b"\r\n"])
def test_who_answers_byte_by_byte_is_cut_off(monkeypatch: pytest.MonkeyPatch, begins: bytes) -> None:
    monkeypatch.setattr(outgoing, "BOUNDS", Bounds(whole_seconds=0.3))
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=trickle, args=(server, begins, is_over))
        thread.start()
        began = time.monotonic()
        with pytest.raises(UnavailableError) as refused:
            Outgoing(allows_loopback=True).json(f"http://127.0.0.1:{server.getsockname()[1]}/")
        took = time.monotonic() - began
        is_over.set()
        thread.join()
    assert refused.value.problem == "directory-silent"
    assert took < 3


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_to_this_machine_is_called_only_where_nobody_else_is_served(address: str) -> None:
    check_peer(address, allows_loopback=True)
    with pytest.raises(MalformedError):
        check_peer(address, allows_loopback=False)


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1"])
def test_the_machinery_of_a_network_is_never_called(address: str) -> None:
    with pytest.raises(MalformedError):
        check_peer(address, allows_loopback=True)


def test_what_lies_within_a_hospital_is_called() -> None:
    for address in ("10.0.0.7", "192.168.1.4", "fd00::7", "203.0.113.5"):
        check_peer(address, allows_loopback=False)


def test_where_a_call_has_come_to_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    # The address is refused as it is written already; here only what it leads to is left to look at.
    monkeypatch.setattr(outgoing, "check_endpoint", lambda *_, **__: None)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(MalformedError) as refused:
        Outgoing(allows_loopback=False).json(f"http://127.0.0.1:{server.getsockname()[1]}/")
    assert refused.value.problem == "directory-address"


def trickle(server: socket.socket, begins: bytes, is_over: threading.Event) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.recv(65536)
        connection.sendall(begins)
        # Longer than anybody waits in this test.
        for _ in range(50):
            connection.sendall(b"X")
            if is_over.wait(0.1):
                return
