"""The whole gateway of one process, on a free port, with a house of its own in a temporary directory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gateway.limits import Limits
from gateway.process import desk
from gateway.server import Server, listen
from imaging.house import House
from imaging.settings import Bind, Settings
from tests.prepared import prepare_quickly


@dataclass(frozen=True)
class Gateway:
    """A running gateway, and the house behind it."""

    port: int
    house: House
    data_dir: Path

    def files(self) -> list[Path]:
        """Everything that holds bytes of objects."""
        found = (path for place in self._places for path in place.rglob("*"))
        return sorted(path for path in found if path.is_file() and path.stat().st_size)

    def names_elsewhere(self) -> list[Path]:
        """What lies in and around the data directory, where no object belongs."""
        around = self.data_dir.parent.rglob("*")
        return sorted(path for path in around if not any(path.is_relative_to(place) for place in self._places))

    @property
    def _places(self) -> list[Path]:
        return [self.data_dir / "landing", self.data_dir / "objects"]

    def instances(self) -> list[str]:
        """SOP Instance UIDs of everything in the index."""
        return [found.sop_instance_uid for found in self.house.archive.retrieve.instances_of(None)]


@contextmanager
def running(
    data_dir: Path, limits: Limits | None = None, host: str = "127.0.0.1", **settings: Any
) -> Iterator[Gateway]:
    listener = listen(Bind(host, 0))
    port = listener.getsockname()[1]
    # A file of settings in the working directory is none of the test's.
    chosen = Settings(data_dir=data_dir, dicom_bind=f"{host}:{port}", **settings)
    ending = threading.Event()
    prepare_quickly(chosen)
    with House.open(chosen) as house:
        shared = desk(house, chosen, ending)
        server = Server(listener, replace(shared, limits=limits or shared.limits))
        thread = threading.Thread(target=server.run, name="server")
        thread.start()
        try:
            yield Gateway(port, house, data_dir)
        finally:
            ending.set()
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with running(tmp_path_factory.mktemp("gateway") / "data") as started:
        yield started


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Gateway]:
    """A gateway whose deadlines are short and whose places are few."""
    few = {"dicom_associations": 2, "dicom_deadline_seconds": 2, "dicom_idle_seconds": 3}
    with running(tmp_path, **few) as started:
        yield started


@pytest.fixture
def unchanged(gateway: Gateway) -> Iterator[Gateway]:
    """A gateway where the test must leave neither a file nor a row."""
    files, instances, elsewhere = gateway.files(), gateway.instances(), gateway.names_elsewhere()
    yield gateway
    # A busy disk may take its time to remove a file.
    deadline = time.monotonic() + 60
    while gateway.files() != files and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gateway.files() == files
    assert gateway.instances() == instances
    assert gateway.names_elsewhere() == elsewhere
