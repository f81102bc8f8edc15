"""One connection's bytes, on a real connection of this machine."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from gateway.faults import ProtocolError
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


def test_time_that_we_take_ourselves_is_not_the_peers(peer_and_connection: tuple[socket.socket, socket.socket]) -> None:
    peer, connection = peer_and_connection
    wire = Wire(connection, b"", lambda: False)
    wire.expect_within(0.2)
    peer.sendall(b"ab")
    # A disk that stands still, a processor that others have.
    wire.pour(2, lambda piece: time.sleep(0.3))
    peer.sendall(b"c")
    assert wire.take(1) == b"c"
    assert wire.waited_seconds < 0.2


def test_pauses_of_the_peer_are_counted_together(peer_and_connection: tuple[socket.socket, socket.socket]) -> None:
    peer, connection = peer_and_connection
    wire = Wire(connection, b"", lambda: False)
    wire.expect_within(0.2)
    peer.sendall(b"a")
    wire.take(1)
    with pytest.raises(ProtocolError, match="too long"):
        wire.take(1)
    assert 0.2 < wire.waited_seconds < 3


def test_an_absolute_end_holds_however_kind_each_wait_was(
    peer_and_connection: tuple[socket.socket, socket.socket],
) -> None:
    peer, connection = peer_and_connection
    began = time.monotonic()
    wire = Wire(connection, b"", lambda: False, began + 0.5)

    def trickle() -> None:
        for _ in range(100):
            # Each byte comes well within what it may take.
            wire.expect_within(10)
            peer.sendall(b"x")
            time.sleep(0.02)
            wire.take(1)

    with pytest.raises(ProtocolError, match="too long"):
        trickle()
    assert 0.5 <= time.monotonic() - began < 3
    with pytest.raises(ProtocolError, match="too long"):
        wire.send(b"more")
