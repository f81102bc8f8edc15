"""A running web server, over real sockets, in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from dicomweb_client.api import DICOMwebClient
from starlette.types import ASGIApp

from imaging.access.actors import TokenScope
from imaging.archive.ingest import Accepted, Origin
from imaging.house import House
from imaging.settings import Settings
from tests.ports import free_port
from tests.prepared import MEMORY, prepare_quickly
from viewer.app import application
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


class _Server(uvicorn.Server):
    """Ends at once: what the product looks at ten times a second, a suite waits for a thousand times."""

    async def main_loop(self) -> None:
        while not self.should_exit:
            await self.on_tick(0)
            await asyncio.sleep(0.01)


@contextmanager
def serving(served: ASGIApp, settings: Settings, port: int = 0) -> Iterator[Served]:
    """Serve an application as the product serves it, on loopback; port 0 takes one that is free."""
    listener = socket.create_server(("127.0.0.1", port), backlog=512)
    server = _Server(configuration(served, settings))
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


@dataclass(frozen=True)
class Establishment:
    """A house with the web server of its own, and the keys to it."""

    house: House
    served: Served
    hospital_id: int
    # Opens reading and writing in the default hospital.
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def client(self) -> DICOMwebClient:
        """The Python client, as its users make it."""
        return DICOMwebClient(self.served.url + "/dicom-web", headers=self.headers)

    def receive(self, *paths: Path, hospital_id: int | None = None) -> list[Accepted]:
        """Bring files into the archive by the one way in."""
        origin = Origin(hospital_id or self.hospital_id, "test")
        archive = self.house.archive
        accepted = []
        for path in paths:
            file = archive.landing.begin()
            file.write(path.read_bytes())
            accepted.append(archive.ingest.accept(file, origin))
        return accepted


@contextmanager
def establishment(
    data_dir: Path | None = None, build: Callable[[House], ASGIApp] = application, **settings: Any
) -> Iterator[Establishment]:
    """Open an empty house and serve it: SQLite, local objects, no TLS, one process; without a directory in memory."""
    if data_dir is None:
        with (
            tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory,
            establishment(Path(directory), build, **settings) as opened,
        ):
            yield opened
        return
    port = free_port()
    chosen = Settings(data_dir=data_dir, http_bind=f"127.0.0.1:{port}", **settings)
    prepare_quickly(chosen)
    with House.open(chosen) as house, serving(build(house), chosen, port) as served:
        hospital = house.hospitals.by_code(chosen.default_hospital)
        token = house.tokens.create(hospital.id, [TokenScope.READ, TokenScope.WRITE], "test")
        yield Establishment(house, served, hospital.id, token)
