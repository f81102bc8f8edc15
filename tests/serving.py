"""A running web server, over real sockets, in a thread of the test's own process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from imaging.settings import Settings
from viewer.process import configuration


@dataclass(frozen=True)
class Served:
    """Where it answers."""

    host: str
    port: int
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def exchange(self, request: bytes, seconds: float = 10.0) -> bytes:
        """Send raw bytes and return everything that comes until the server closes or falls silent."""
        with socket.create_connection((self.host, self.port), timeout=seconds) as connection:
            connection.sendall(request)
            return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Read until the peer closes, or says nothing for the connection's time."""
    received = bytearray()
    try:
        while piece := connection.recv(1 << 16):
            received += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return bytes(received)


@contextmanager
def serving(application: ASGIApp, settings: Settings) -> Iterator[Served]:
    """Serve an application as the product serves it, on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    server = uvicorn.Server(configuration(application, settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert server.started, "the web server did not start"
    try:
        yield Served("127.0.0.1", listener.getsockname()[1], "https" if settings.tls_certificate else "http")
    finally:
        server.should_exit = True
        thread.join(15)
        listener.close()
