"""Events over a real Redis, which is killed, hangs and returns."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from imaging.errors import UnavailableError
from imaging.events.event import Event, Kind
from imaging.events.redis_bus import CHANNEL, RedisBus
from tests.engines import RedisServer, running_redis

EVENT = Event(Kind.OBJECTS, 1, "4f2a")


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with running_redis() as started:
        yield started


@pytest.fixture
def sender(server: RedisServer) -> Iterator[RedisBus]:
    bus = RedisBus(server.url)
    yield bus
    bus.close()


@pytest.fixture
def receiver(server: RedisServer) -> Iterator[RedisBus]:
    bus = RedisBus(server.url)
    yield bus
    bus.close()


def listening(receiver: RedisBus, sender: RedisBus) -> queue.Queue[Event]:
    """Subscribe, and return when events get through."""
    came: queue.Queue[Event] = queue.Queue()
    receiver.subscribe(came.put)
    gets_through(came, sender)
    return came


def gets_through(came: queue.Queue[Event], sender: RedisBus, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        sender.publish(EVENT)
        try:
            assert came.get(timeout=0.2) == EVENT
        except queue.Empty:
            continue
        time.sleep(0.3)
        while not came.empty():
            came.get()
        return
    pytest.fail("no event got through")


def test_an_event_reaches_every_process_that_asked(server: RedisServer, sender: RedisBus, receiver: RedisBus) -> None:
    came = listening(receiver, sender)
    other: queue.Queue[Event] = queue.Queue()
    receiver.subscribe(other.put)
    began = time.monotonic()
    sender.publish(Event(Kind.ORDER, 2, "7"))
    assert came.get(timeout=5) == other.get(timeout=5) == Event(Kind.ORDER, 2, "7")
    assert time.monotonic() - began < 0.5
    sender.check()


@pytest.mark.parametrize("lose", [RedisServer.kill, RedisServer.hang])
def test_losing_redis_delays_nobody_and_is_said_once(
    server: RedisServer,
    sender: RedisBus,
    receiver: RedisBus,
    capsys: pytest.CaptureFixture[str],
    lose: Callable[[RedisServer], None],
) -> None:
    came = listening(receiver, sender)
    lose(server)
    with pytest.raises(UnavailableError, match="Redis"):
        sender.check()
    began = time.monotonic()
    for _ in range(3000):
        sender.publish(EVENT)
    assert time.monotonic() - began < 0.5
    time.sleep(5)
    server.kill()
    server.start()
    gets_through(came, sender)
    sender.check()
    said = capsys.readouterr().out
    # Once by each of the two sides.
    assert 1 <= said.count("Redis does not answer") <= 2
    assert said.count("Redis answers again") == said.count("Redis does not answer")


def test_what_is_no_event_harms_nobody(server: RedisServer, sender: RedisBus, receiver: RedisBus) -> None:
    came = listening(receiver, sender)
    sender._redis.publish(CHANNEL, b"\xff\x00 not an event")
    gets_through(came, sender)


def test_closing_sends_what_waits_and_leaves_no_thread(
    server: RedisServer, sender: RedisBus, receiver: RedisBus
) -> None:
    came = listening(receiver, sender)
    short = RedisBus(server.url)
    short.publish(EVENT)
    short.close()
    assert came.get(timeout=5) == EVENT
    receiver.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name == "events in"]
