"""What processes tell each other."""

from __future__ import annotations

import pytest

from imaging.errors import MalformedError
from imaging.events.bus import NoEvents
from imaging.events.buses import open_event_bus
from imaging.events.event import Event, Kind
from imaging.events.redis_bus import RedisBus


def test_an_event_comes_back_as_it_was_sent() -> None:
    event = Event(Kind.ORDER, 7, "12")
    assert Event.decode(event.encode()) == event


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b'{"kind": "later", "hospital_id": 1, "reference": ""}',
        b'{"kind": "order", "hospital_id": "x", "reference": ""}',
        b'{"kind": "order", "hospital_id": null, "reference": ""}',
    ],
)
def test_what_is_no_event_is_refused(sent: bytes) -> None:
    with pytest.raises(MalformedError):
        Event.decode(sent)


def test_the_setting_chooses_the_bus() -> None:
    assert isinstance(open_event_bus(""), NoEvents)
    bus = open_event_bus("redis://127.0.0.1:1/0")
    assert isinstance(bus, RedisBus)
    bus.close()
