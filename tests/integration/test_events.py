"""Whatever comes in at a door is told to the worker, and a Redis that is away is told but stops nobody."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import redis
from typer.testing import CliRunner

from imaging.commands.root import application
from imaging.dicom.uids import new_uid
from imaging.events.event import Event, Kind
from imaging.events.redis_bus import CHANNEL, RedisBus
from tests.data import sample_path
from tests.engines import RedisServer, running_redis
from tests.integration.gateway.conftest import running
from tests.integration.gateway.data_sets import ct
from tests.integration.gateway.raw_peer import CT, RawPeer, request
from tests.lifetimes import DYING_TOGETHER
from tests.serving import establishment

FILMLESS = Path(sys.executable).with_name("filmless")
ORDER = {
    "patient_id": "P1", "patient_name": "王^小明", "patient_birth_date": "1960-02-29", "procedure_description": "CT",
    "phone": "13912345678",
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with running_redis() as started:
        yield started


@pytest.fixture
def heard(server: RedisServer) -> Iterator[queue.Queue[Event]]:
    """What a process that listens is told."""
    events: queue.Queue[Event] = queue.Queue()
    bus = RedisBus(server.url)
    bus.subscribe(events.put)
    await_listeners(server)
    yield events
    bus.close()


def await_listeners(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as client:
        deadline = time.monotonic() + 30
        while client.pubsub_numsub(CHANNEL)[0][1] == 0:
            assert time.monotonic() < deadline, "nobody listens"
            time.sleep(0.05)


def test_an_association_that_brought_objects_is_told(
    server: RedisServer, heard: queue.Queue[Event], tmp_path: Path
) -> None:
    with running(tmp_path, events_url=server.url) as gateway:
        for stores in (False, True):
            instance = new_uid()
            with RawPeer(gateway.port) as peer:
                peer.associate(request())
                assert not stores or peer.store(CT, instance, ct(instance)) == 0
                peer.release()
        event = heard.get(timeout=10)
    assert (event.kind, event.hospital_id) == (Kind.OBJECTS, 1)
    assert heard.empty()


def test_stow_and_orders_are_told_and_a_lost_redis_is_told_without_harm(
    server: RedisServer, heard: queue.Queue[Event], tmp_path: Path
) -> None:
    part = next(sample_path("cr_chest").glob("*.dcm")).read_bytes()
    with (
        establishment(tmp_path, events_url=server.url) as place,
        httpx.Client(base_url=place.served.url, headers=place.headers, timeout=30) as client,
    ):

        def bring(number: str) -> None:
            answer = client.post("/dicom-web/studies", content=part, headers={"Content-Type": "application/dicom"})
            assert answer.status_code == 200
            assert client.post("/api/v1/orders", json=ORDER | {"accession_number": number}).status_code == 201

        bring("A1")
        assert [heard.get(timeout=10).kind for _ in range(2)] == [Kind.OBJECTS, Kind.ORDER]
        assert client.get("/readyz").json()["events"] == "ok"
        server.kill()
        began = time.monotonic()
        bring("A2")
        assert time.monotonic() - began < 5
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["events"].startswith("Redis does not answer")


def test_commands_tell_what_they_import_and_how_redis_is(
    server: RedisServer, heard: queue.Queue[Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILMLESS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FILMLESS_EVENTS_URL", server.url)

    def filmless(*arguments: str) -> str:
        return CliRunner().invoke(application(), arguments, catch_exceptions=False).stdout

    filmless("import", str(sample_path("cr_chest")))
    assert heard.get(timeout=10) == Event(Kind.OBJECTS, 1)
    assert '"events": "ok"' in filmless("status", "--json")
    server.kill()
    assert "Redis does not answer" in filmless("status", "--json")
    monkeypatch.delenv("FILMLESS_EVENTS_URL")
    assert "none set" in filmless("status", "--json")


def test_the_worker_listens_and_outlives_redis(server: RedisServer, tmp_path: Path) -> None:
    environment = os.environ | {"FILMLESS_DATA_DIR": str(tmp_path / "data"), "FILMLESS_EVENTS_URL": server.url}
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen([*DYING_TOGETHER, FILMLESS, "worker"], env=environment, stdout=log, stderr=log)
    try:
        await_listeners(server)
        server.kill()
        time.sleep(1)
        server.start()
        await_listeners(server)
    finally:
        worker.terminate()
        assert worker.wait(20) == 0
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert said.count("Redis does not answer") == said.count("Redis answers again") == 1
    assert "Traceback" not in said
