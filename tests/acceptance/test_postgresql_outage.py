"""PostgreSQL is killed, stopped and started again under `filmless serve`, which receives, works and shows meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
import psutil
import pytest

from gateway.admission import Rejection
from imaging.access.actors import TokenScope
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Verification
from imaging.dicom.uids import new_uid
from imaging.house import House, prepare
from imaging.orders.orders import NewOrder
from imaging.orders.visibility import visible_study_ids
from imaging.settings import Settings
from tests.acceptance.test_demo import free_port
from tests.engines import PostgreSql
from tests.integration.gateway.data_sets import ct
from tests.integration.gateway.raw_peer import ACCEPT, CT, REJECT, RawPeer, request

FILMLESS = Path(sys.executable).parent / "filmless"
SENDERS = 3
SUCCESS, OUT_OF_RESOURCES = 0x0000, 0xA700
NOT_NOW = Rejection.CONGESTION.encode()[6:]


@dataclass
class Sender:
    """A modality that sends all the time; what is refused it sends again."""

    port: int
    study: str
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    answers: Counter[object] = field(default_factory=Counter)

    def run(self, stop: threading.Event) -> None:
        instance = new_uid()
        while not stop.is_set():
            with RawPeer(self.port) as peer:
                if self.is_let_in(peer):
                    while not stop.is_set() and self.is_stored(peer, instance):
                        instance = new_uid()
            stop.wait(0.1)

    def is_let_in(self, peer: RawPeer) -> bool:
        peer.send(request())
        kind, body = peer.receive()
        if kind != ACCEPT:
            self.answers["not now" if (kind, body) == (REJECT, NOT_NOW) else (kind, body)] += 1
        return kind == ACCEPT

    def is_stored(self, peer: RawPeer, instance: str) -> bool:
        data = ct(instance, study=self.study, series=f"{self.study}.1", accession_number="A-1")
        status = peer.store(CT, instance, data)
        self.answers[status] += 1
        if status == SUCCESS:
            self.acknowledged[instance] = data
        return status == SUCCESS


@dataclass(frozen=True)
class Place:
    """A running installation, seen from outside."""

    settings: Settings
    supervisor: psutil.Process
    web: httpx.Client
    senders: list[Sender]

    def processes(self) -> set[int]:
        return {child.pid for child in self.supervisor.children()}

    def acknowledged(self) -> int:
        return sum(len(sender.acknowledged) for sender in self.senders)

    def status(self, path: str = "/dicom-web/studies") -> int:
        return self.web.get(path).status_code

    def goes_on(self, within_seconds: float = 15) -> None:
        """Wait until every sender is heard again, and studies are listed."""
        before = [len(sender.acknowledged) for sender in self.senders]
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            now = [len(sender.acknowledged) for sender in self.senders]
            if all(after > earlier for after, earlier in zip(now, before, strict=True)) and self.status() == 200:
                return
            time.sleep(0.05)
        pytest.fail(f"it did not go on: {[sender.answers for sender in self.senders]}, {self.status()}")

    def says_that_it_can_not(self) -> None:
        """Nobody is told success, and those who ask are told that it is for now."""
        heard = self.acknowledged()
        time.sleep(1)
        assert (self.status(), self.status("/readyz"), self.status("/healthz")) == (503, 503, 200)
        # An answer may have been on its way.
        assert self.acknowledged() <= heard + SENDERS


@contextmanager
def running(settings: Settings, token: str, senders: list[Sender]) -> Iterator[Place]:
    environment = {
        **os.environ,
        "FILMLESS_DATA_DIR": str(settings.data_dir),
        "FILMLESS_DATABASE_URL": settings.database_url or "",
        "FILMLESS_HTTP_BIND": settings.http_bind,
        "FILMLESS_DICOM_BIND": settings.dicom_bind,
    }
    stop = threading.Event()
    threads = [threading.Thread(target=sender.run, args=(stop,)) for sender in senders]
    with subprocess.Popen([FILMLESS, "serve"], env=environment, stderr=subprocess.DEVNULL) as served:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            with httpx.Client(base_url=f"http://{settings.http_bind}", headers=headers, timeout=20) as web:
                await_start(web)
                for thread in threads:
                    thread.start()
                yield Place(settings, psutil.Process(served.pid), web, senders)
        finally:
            stop.set()
            for thread in threads:
                thread.join(30)
            served.send_signal(signal.SIGTERM)
            served.wait(30)


def await_start(web: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if web.get("/readyz").status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail("it did not start")


def test_nothing_is_lost_and_nothing_must_be_started_again(postgresql: PostgreSql, tmp_path: Path) -> None:
    binds = {"http_bind": f"127.0.0.1:{free_port()}", "dicom_bind": f"127.0.0.1:{free_port()}"}
    settings = Settings(data_dir=tmp_path, database_url=postgresql.new_database(), **binds)
    prepare(settings)
    with House.open(settings) as house:
        order, _ = house.orders.create(1, NewOrder("A-1", "P1", "Zhang^San", "1970-01-01", "CT"))
        token = house.tokens.create(1, [TokenScope.READ], "test")
    senders = [Sender(settings.dicom.port, f"{new_uid()}.1") for _ in range(SENDERS)]
    with running(settings, token, senders) as place:
        place.goes_on()
        before = place.processes()
        for end in (postgresql.kill, partial(postgresql.control, "stop", "-m", "immediate"), postgresql.kill):
            end()
            place.says_that_it_can_not()
            postgresql.start()
            place.goes_on()
        # A restart in good order cuts off whoever is in the middle of something as well.
        postgresql.control("stop", "-m", "fast")
        postgresql.start()
        place.goes_on()
        assert place.processes() == before
    for sender in senders:
        assert set(sender.answers) <= {SUCCESS, OUT_OF_RESOURCES, "not now"}
        assert sender.answers["not now"] + sender.answers[OUT_OF_RESOURCES] > 0
    with House.open(settings) as house:
        assert_whole(house, {uid: data for sender in senders for uid, data in sender.acknowledged.items()})
        house.bindings.bind_new_studies()
        with house.index.read() as connection:
            assert len(visible_study_ids(connection, order.id)) == SENDERS


def assert_whole(house: House, acknowledged: dict[str, bytes]) -> None:
    """What was acknowledged is here bit for bit, and every object that is named is here."""
    kept = {found.sop_instance_uid: found for found in house.archive.retrieve.instances_of(None)}
    assert set(acknowledged) <= set(kept)
    for uid, data in acknowledged.items():
        whole = b"".join(house.archive.retrieve.open(kept[uid]))
        assert whole[kept[uid].dataset_offset :] == data
    Transfer(house.index, house.archive.landing, house.archive.blobs).run()
    assert list(Verification(house.index, house.archive.objects).run()) == []
