"""`filmless serve` as a process of its own, with modalities that send to it all the time, seen from outside."""

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
from pathlib import Path

import httpx
import psutil
import pytest

from gateway.admission import Rejection
from imaging.access.actors import TokenScope
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Verification
from imaging.dicom.uids import new_uid
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.visibility import visible_study_ids
from imaging.settings import Settings
from tests.integration.gateway.data_sets import ct
from tests.integration.gateway.raw_peer import ACCEPT, CT, REJECT, RawPeer, request
from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port
from tests.prepared import prepare_quickly
from tests.starts import await_start

FILMLESS = Path(sys.executable).parent / "filmless"
SENDERS = 3
SUCCESS, OUT_OF_RESOURCES = 0x0000, 0xA700
NOT_NOW, BROKEN = "not now", "broken"
_CONGESTION = (REJECT, Rejection.CONGESTION.encode()[6:])


@dataclass
class Sender:
    """A modality that sends a study without end; what was not acknowledged it sends again."""

    port: int
    study: str
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    answers: Counter[object] = field(default_factory=Counter)
    _instance: str = field(default_factory=new_uid)

    def run(self, stop: threading.Event) -> None:
        """Send until told to stop."""
        while not stop.is_set():
            try:
                with RawPeer(self.port) as peer:
                    self._associate(peer, stop)
            except OSError:
                self.answers[BROKEN] += 1
            stop.wait(0.1)

    def _associate(self, peer: RawPeer, stop: threading.Event) -> None:
        peer.send(request())
        answer = peer.receive()
        if answer[0] != ACCEPT:
            said = {_CONGESTION: NOT_NOW, (0, b""): BROKEN}
            self.answers[said.get(answer, answer)] += 1
            return
        while not stop.is_set() and self._store(peer):
            self._instance = new_uid()

    def _store(self, peer: RawPeer) -> bool:
        data = ct(self._instance, study=self.study, series=f"{self.study}.1", accession_number="A-1")
        try:
            status = peer.store(CT, self._instance, data)
        except AssertionError:
            # Something else came than an answer: the association was cut off.
            self.answers[BROKEN] += 1
            return False
        self.answers[status] += 1
        if status == SUCCESS:
            self.acknowledged[self._instance] = data
        return status == SUCCESS


@dataclass
class Installation:
    """Where everything lies, and the modalities around it."""

    settings: Settings
    token: str
    senders: list[Sender]

    @classmethod
    def prepared(cls, directory: Path, database_url: str = "") -> Installation:
        """One hospital with one order, that all studies are for."""
        binds = {"http_bind": f"127.0.0.1:{free_port()}", "dicom_bind": f"127.0.0.1:{free_port()}"}
        settings = Settings(data_dir=directory, database_url=database_url, **binds)
        prepare_quickly(settings)
        with House.open(settings) as house:
            house.orders.create(1, NewOrder("A-1", "P1", "Zhang^San", "1970-01-01", "CT"))
            token = house.tokens.create(1, [TokenScope.READ], "test")
        senders = [Sender(settings.dicom.port, f"{new_uid()}.1") for _ in range(SENDERS)]
        return cls(settings, token, senders)

    @contextmanager
    def served(self) -> Iterator[Serving]:
        """Run it, and the modalities beside it."""
        environment = {
            **os.environ,
            "FILMLESS_DATA_DIR": str(self.settings.data_dir),
            "FILMLESS_DATABASE_URL": self.settings.database_url,
            "FILMLESS_HTTP_BIND": self.settings.http_bind,
            "FILMLESS_DICOM_BIND": self.settings.dicom_bind,
        }
        address, headers = f"http://{self.settings.http_bind}", {"Authorization": f"Bearer {self.token}"}
        log = self.settings.data_dir / "serve.log"
        with (
            log.open("ab") as written,
            subprocess.Popen([*DYING_TOGETHER, FILMLESS, "serve"], env=environment, stderr=written) as supervisor,
            httpx.Client(base_url=address, headers=headers, timeout=20) as web,
        ):
            serving = Serving(psutil.Process(supervisor.pid), web, self.senders)
            try:
                await_start(lambda: serving.status("/readyz", within_seconds=2) == 200, supervisor, log)
                with self._sending():
                    yield serving
            finally:
                supervisor.send_signal(signal.SIGTERM)
                supervisor.wait(40)

    @contextmanager
    def _sending(self) -> Iterator[None]:
        stop = threading.Event()
        threads = [threading.Thread(target=sender.run, args=(stop,)) for sender in self.senders]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(40)

    def answers(self) -> set[object]:
        """Everything that the modalities were told."""
        return {answer for sender in self.senders for answer in sender.answers}

    def assert_whole(self) -> int:
        """What was acknowledged is here bit for bit, and nothing else is left; return how much that is."""
        acknowledged = {uid: data for sender in self.senders for uid, data in sender.acknowledged.items()}
        with House.open(self.settings) as house:
            archive = house.archive
            Sweep(house.index, archive.landing, archive.ingest).run()
            while Transfer(house.index, archive.landing, archive.blobs).run():
                pass
            kept = {found.sop_instance_uid: found for found in archive.retrieve.instances_of(None)}
            assert set(acknowledged) <= set(kept)
            for uid, data in acknowledged.items():
                assert b"".join(archive.retrieve.open(kept[uid]))[kept[uid].dataset_offset :] == data
            assert list(Verification(house.index, archive.objects).run()) == []
            assert [
                path for path in archive.landing.directory.rglob("*") if path.is_file() and path.stat().st_size
            ] == []
            assert house.audit.verify().is_sound
            house.bindings.bind_new_studies()
            with house.index.read() as connection:
                assert len(visible_study_ids(connection, 1)) == SENDERS
        return len(acknowledged)


@dataclass(frozen=True)
class Serving:
    """What runs."""

    supervisor: psutil.Process
    web: httpx.Client
    senders: list[Sender]

    def children(self) -> list[psutil.Process]:
        """The processes that the supervisor has started."""
        return [child for child in self.supervisor.children() if child.status() != psutil.STATUS_ZOMBIE]

    def acknowledged(self) -> int:
        """How much was acknowledged until now."""
        return sum(len(sender.acknowledged) for sender in self.senders)

    def status(self, path: str = "/dicom-web/studies", within_seconds: float = 20) -> int:
        """What the web answers; 0 if nobody does."""
        with suppress(httpx.TransportError):
            return self.web.get(path, timeout=within_seconds).status_code
        return 0

    def goes_on(self, within_seconds: float = 20) -> None:
        """Wait until every sender is heard again, and studies are listed."""
        before = [len(sender.acknowledged) for sender in self.senders]
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            now = [len(sender.acknowledged) for sender in self.senders]
            if all(after > earlier for after, earlier in zip(now, before, strict=True)) and self.status() == 200:
                return
            time.sleep(0.05)
        pytest.fail(f"it did not go on: {[sender.answers for sender in self.senders]}, {self.status()}")
