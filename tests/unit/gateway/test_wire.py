"""One connection's bytes, on a real connection of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from gateway.wire import Wire


@pytest.fixture
def peer_and_connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as peer:
        connection, _ = server.accept()
        with closing(connection):
            yield peer, connection


def test_what_was_read_is_acknowledged_before_more_is_waited_for(
    peer_and_connection: tuple[socket.socket, socket.socket],
) -> None:
    """Once both have spoken the system puts acknowledgements off, for up to 40 ms, and a peer may wait for them."""
    peer, connection = peer_and_connection
    wire = Wire(connection, b"", lambda: False)
    wire.expect_within(10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
    assert not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK)
    peer.sendall(b"question")
    wire.take(len(b"question"))
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK)
