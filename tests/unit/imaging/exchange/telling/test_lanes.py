"""What waits for a receiver that does not answer keeps nobody else waiting, and no critical result at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from imaging.chores import work_in_lanes
from imaging.exchange.telling.deliveries import SENDING_LANES, Parcel
from imaging.exchange.telling.hooks import Shape
from imaging.exchange.telling.news import Kind, Urgency
from imaging.exchange.telling.outcomes import Result
from imaging.exchange.telling.sending import Sending
from imaging.worker import lanes_of, sending_of
from tests.receivers import PushedBrowser, Receiver, running_receiver
from tests.unit.imaging.exchange.telling.conftest import Ward

# A call that is not answered is given up after five seconds, and two dozen of them eight at a time.
SOON_SECONDS = 4.0
MANY = 40


@pytest.fixture
def silent() -> Iterator[Receiver]:
    """A push service that takes everything in and never says so."""
    with running_receiver() as running:
        running.answers = [None] * 1000
        yield running


@pytest.fixture
def working(ward: Ward) -> Iterator[Ward]:
    """A ward whose worker works."""
    stop = threading.Event()
    with closing(sending_of(ward.house)) as sending:
        thread = threading.Thread(target=work_in_lanes, args=(lanes := lanes_of(ward.house, sending), stop))
        thread.start()
        try:
            yield ward
        finally:
            stop.set()
            for lane in lanes:
                lane.ring()
            thread.join(60)


def soon(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_critical_result_waits_for_no_other_news(working: Ward, receiver: Receiver, silent: Receiver) -> None:
    ward = working
    ward.subscribe(ward.ann, PushedBrowser(silent))
    browser = PushedBrowser(receiver)
    ward.subscribe(ward.ben, browser)
    try:
        for number in range(MANY):
            ward.tell([ward.ann], key=f"urgent-{number}", urgency=Urgency.EMERGENCY)
        assert soon(lambda: len(silent.received) > 0)
        ward.tell([ward.ben], Kind.CRITICAL_RESULT, key="critical-1", urgency=Urgency.EMERGENCY)
        assert soon(lambda: len(receiver.received) > 0)
    finally:
        silent.over.set()


def test_robots_wait_for_no_push(working: Ward, silent: Receiver, receiver: Receiver) -> None:
    ward = working
    ward.subscribe(ward.ann, PushedBrowser(silent))
    try:
        for number in range(MANY):
            ward.tell([ward.ann], key=f"urgent-{number}", urgency=Urgency.EMERGENCY)
        assert soon(lambda: len(silent.received) > 0)
        ward.hook(Shape.SIGNED, f"{receiver.url}/hook", "x" * 32)
        ward.tell([ward.ben], urgency=Urgency.URGENT)
        assert soon(lambda: len(receiver.received) > 0)
    finally:
        silent.over.set()


def test_each_way_is_sent_by_one_lane(ward: Ward, receiver: Receiver) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    for kind in (Kind.CONSULT_ASKED, Kind.CRITICAL_RESULT):
        ward.tell([ward.ann], kind, key=kind, urgency=Urgency.URGENT)
    ward.house.telling.planning.run()
    taken = {lane: ward.house.telling.sending.deliveries.take(lane) for lane in SENDING_LANES}
    assert {lane.name: [each.news[0].kind for each in found] for lane, found in taken.items() if found} == {
        "send critical results by push": [Kind.CRITICAL_RESULT],
        "send news by push": [Kind.CONSULT_ASKED],
    }


class Faulty(Sending):
    """Meets what nobody foresaw in what is for one person."""

    def _sent(self, parcel: Parcel) -> Result:
        if parcel.news[0].key == "faulty":
            raise ZeroDivisionError
        return super()._sent(parcel)


def test_what_nobody_foresaw_in_one_keeps_no_other(
    ward: Ward, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    for key in ("faulty", "sound"):
        ward.tell([ward.ann], key=key, urgency=Urgency.URGENT)
    ward.house.telling.planning.run()
    sending = ward.house.telling.sending
    assert Faulty(**{name: getattr(sending, name) for name in Sending.__dataclass_fields__}).run() == 2
    assert [each[1] for each in ward.settled()] == ["", "sent"]
    assert "news not sent" in capsys.readouterr().out


def test_a_critical_result_is_planned_before_whatever_was_told_first(ward: Ward, receiver: Receiver) -> None:
    ward.subscribe(ward.ann, PushedBrowser(receiver))
    for number in range(120):
        ward.tell([ward.ann], key=f"urgent-{number}", urgency=Urgency.EMERGENCY)
    ward.tell([ward.ann], Kind.CRITICAL_RESULT, key="critical-1", urgency=Urgency.EMERGENCY)
    ward.house.telling.planning.run()
    (parcel,) = ward.house.telling.sending.deliveries.take(SENDING_LANES[0])
    assert parcel.news[0].key == "critical-1"
