"""A hundred deliveries over receivers that fail and workers that are killed: each arrives once."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from imaging.clock import SystemClock
from imaging.exchange.content import Content
from imaging.exchange.delivery import Delivery, Message, Payload
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.observation_report import Exam
from imaging.exchange.queue import Queue
from imaging.exchange.rhythm import Rhythm
from imaging.exchange.sending import Sending
from imaging.house import House
from imaging.index.tables import deliveries, parcels
from imaging.settings import Settings
from tests import exchange_worker
from tests.failing_receivers import KEY, Fault, Received, hook_server, mllp_server
from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port
from tests.prepared import prepare_quickly
from tests.unit.imaging.exchange.test_outbox import BY, REPORT

FAULTS = (Fault.ERROR, Fault.RESET, Fault.TAKEN_UNSAID)
# It comes back soon, and waits long.
PATIENT = Rhythm(timedelta(seconds=0.1), timedelta(seconds=1), try_seconds=60.0)


@contextmanager
def opened(directory: Path, database: str) -> Iterator[House]:
    settings = Settings(data_dir=directory, database_url=database)
    prepare_quickly(settings)
    with House.open(settings, SystemClock()) as house:
        yield house


def a_third(seed: int) -> Received:
    """A receiver at which a third of all calls go wrong, and one in fifty hangs."""
    chance = random.Random(seed)

    def fault_of(_: int) -> Fault:
        drawn = chance.random()
        return Fault.HANGS if drawn < 0.02 else chance.choice(FAULTS) if drawn < 0.33 else Fault.NONE

    return Received(fault_of)


def at(port: int, kind: DestinationKind, name: str = "") -> Wanted:
    address = (
        Address(url=f"http://127.0.0.1:{port}/", secret=KEY) if kind.has_url else Address(host="127.0.0.1", port=port)
    )
    return Wanted(name or kind.value, kind, address)


def put(house: House, key: str, payload: Payload) -> None:
    with house.index.write() as connection:
        house.outbox.put(connection, Delivery(1, Content.CONSULT_OUTCOME, key, payload))


def progress(house: House) -> Counter[str]:
    with house.index.read() as connection:
        return Counter(connection.scalars(select(deliveries.c.state)))


def keys_of_handles(house: House) -> dict[str, str]:
    query = select(deliveries.c.handle, parcels.c.key).join(parcels, parcels.c.id == deliveries.c.parcel_id)
    with house.index.read() as connection:
        return {row.handle: row.key for row in connection.execute(query)}


def started(directory: Path, database: str) -> subprocess.Popen[bytes]:
    command = [*DYING_TOGETHER, sys.executable, exchange_worker.__file__, str(directory), database]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


@pytest.mark.timeout(400)
def test_each_of_a_hundred_arrives_once_whoever_is_killed(database: str, tmp_path: Path) -> None:
    his, hook, chance = a_third(1), a_third(2), random.Random(3)
    with opened(tmp_path / "data", database) as house, mllp_server(his) as mllp, hook_server(hook) as http:
        for wanted in (at(mllp, DestinationKind.HL7_MLLP), at(http, DestinationKind.WEB_HOOK)):
            house.destinations.add(BY, 1, wanted)
        for number in range(50):
            put(house, f"report {number}", replace(REPORT, exam=Exam(f"A-{number}")))
            put(house, f"notice {number}", Message(f'{{"number": {number}}}'))
        workers = [started(tmp_path / "data", database) for _ in range(2)]
        try:
            deadline, kills = time.monotonic() + 300, 0
            while progress(house)["delivered"] < 100:
                assert time.monotonic() < deadline, (progress(house), his.calls, hook.calls)
                time.sleep(chance.uniform(0.2, 2.0))
                if kills < 5:
                    kills += 1
                    victim = chance.randrange(2)
                    workers[victim].kill()
                    workers[victim].wait()
                    workers[victim] = started(tmp_path / "data", database)
        finally:
            for worker in workers:
                worker.terminate()
                assert worker.wait(20) == 0
        names = keys_of_handles(house)
        for received, what in ((his, "report"), (hook, "notice")):
            assert received.wrong == []
            assert sorted(names[handle] for handle in received.taken) == sorted(f"{what} {n}" for n in range(50))
            # It was made hard enough for the test to mean something.
            assert received.repeated > 0
            assert received.calls > 52
        assert house.audit.verify().is_sound


@pytest.fixture
def sending(tmp_path: Path) -> Iterator[tuple[House, Sending]]:
    with opened(tmp_path / "data", "") as house:
        queue = Queue(house.index, house.clock, house.audit, house.destinations, PATIENT)
        made = Sending(queue, house.senders)
        yield house, made
        made.close()


def delivered(house: House, count: int, sending: Sending, seconds: float) -> float:
    """Run the chore until so many are delivered; how long it took."""
    began = time.monotonic()
    while progress(house)["delivered"] < count:
        assert time.monotonic() < began + seconds, progress(house)
        sending.run()
        time.sleep(0.02)
    return time.monotonic() - began


def test_a_destination_that_hangs_delays_no_other(sending: tuple[House, Sending]) -> None:
    house, sender = sending
    hanging, well = Received(lambda _: Fault.HANGS), Received()
    with mllp_server(hanging) as bad, hook_server(hanging) as worse, hook_server(well) as good:
        house.destinations.add(BY, 1, at(worse, DestinationKind.WEB_HOOK, "a hanging hook"))
        house.destinations.add(BY, 1, at(bad, DestinationKind.HL7_MLLP))
        house.destinations.add(BY, 1, at(good, DestinationKind.WEB_HOOK, "good"))
        for number in range(20):
            put(house, f"report {number}", REPORT)
            put(house, f"notice {number}", Message("{}"))
        # Meanwhile each of the two is waited for, for half a minute and longer.
        assert delivered(house, 20, sender, 25) < 25
        assert progress(house)["sending"] == 2
    assert len(well.taken) == 20
    assert hanging.taken == {}


def test_a_destination_that_was_down_gets_everything_when_it_is_back(sending: tuple[House, Sending]) -> None:
    house, sender = sending
    port, received = free_port(), Received()
    house.destinations.add(BY, 1, at(port, DestinationKind.HL7_MLLP))
    for number in range(10):
        put(house, f"report {number}", REPORT)
    for _ in range(40):
        sender.run()
        time.sleep(0.02)
    deadline = time.monotonic() + 20
    while progress(house) != {"waiting": 10} and time.monotonic() < deadline:
        time.sleep(0.05)
    assert progress(house) == {"waiting": 10}
    with mllp_server(received, port):
        delivered(house, 10, sender, 20)
    assert len(received.taken) == received.calls == 10


def test_an_end_waits_for_nobody_that_hangs(sending: tuple[House, Sending]) -> None:
    house, sender = sending
    hanging = Received(lambda _: Fault.HANGS)
    with mllp_server(hanging) as port:
        house.destinations.add(BY, 1, at(port, DestinationKind.HL7_MLLP))
        put(house, "report", REPORT)
        sender.run()
        deadline = time.monotonic() + 10
        while not hanging.calls and time.monotonic() < deadline:
            time.sleep(0.01)
        began = time.monotonic()
        sender.close()
        assert time.monotonic() - began < 6
    assert progress(house) == {"waiting": 1}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("to ")]
