"""A directory that answers byte by byte keeps nobody waiting: each byte is in time, the whole is not."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest

from imaging.access.directory import outgoing
from imaging.access.directory.outgoing import Outgoing
from imaging.errors import UnavailableError

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("begins", [HEAD, HEAD + b"Content-Length: 99\r\n\r\n", HEAD + b"\r\n"])
def test_who_answers_byte_by_byte_is_cut_off(monkeypatch: pytest.MonkeyPatch, begins: bytes) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    monkeypatch.setattr(outgoing, "_CUT_AGAIN_SECONDS", 0.1)
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
