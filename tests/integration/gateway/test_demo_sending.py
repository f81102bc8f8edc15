"""The demo sends as machines do: an association that breaks costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.sop_class import CTImageStorage

from gateway.demo import sending
from gateway.demo.command import SAMPLES
from gateway.demo.sending import SUCCESS, send_all
from imaging.errors import UnavailableError
from imaging.settings import Bind
from tests.ports import free_port

FILES = sorted((SAMPLES / "ct_head_phantom").glob("*.dcm"))[:5]


@contextmanager
def breaking_after(answers: int, breaks: int) -> Iterator[tuple[Bind, list[str]]]:
    """A receiver that aborts so many associations, each after so many answers; and the instances that it took."""
    received: list[str] = []
    port, answered, left = free_port(), 0, breaks

    def keep(event: evt.Event) -> int:
        nonlocal answered, left
        if left and answered == answers:
            answered, left = 0, left - 1
            event.assoc.abort()
            return 0xC001
        answered += 1
        received.append(event.request.AffectedSOPInstanceUID)
        return SUCCESS

    machine = AE()
    machine.add_supported_context(CTImageStorage, "1.2.840.10008.1.2.4.80")
    machine.add_supported_context(CTImageStorage, "1.2.840.10008.1.2.1")
    server = machine.start_server(("127.0.0.1", port), block=False, evt_handlers=[(evt.EVT_C_STORE, keep)])
    try:
        yield Bind("127.0.0.1", port), received
    finally:
        server.shutdown()


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAUSE_SECONDS", 0.0)


def test_what_was_not_answered_is_sent_again_and_nothing_else() -> None:
    told: list[str] = []
    with breaking_after(answers=2, breaks=2) as (to, received):
        statuses = list(send_all(FILES, to, "CENTRAL", "FILMLESS", told.append))
    assert statuses == [SUCCESS] * len(FILES)
    assert len(received) == len(set(received)) == len(FILES)
    assert [FILES[2].name in told[0], FILES[4].name in told[1], len(told)] == [True, True, 2]


def test_one_that_was_cut_off_between_two_objects_counts_as_broken() -> None:
    with breaking_after(answers=1, breaks=0) as (to, received):
        statuses = send_all(FILES[:2], to, "CENTRAL", "FILMLESS", str)
        assert next(statuses) == SUCCESS
        for thread in threading.enumerate():
            if isinstance(thread, Association) and thread.is_acceptor:
                thread.abort()
        assert list(statuses) == [SUCCESS]
    assert len(received) == 2


def test_it_gives_up_in_words() -> None:
    with breaking_after(answers=1, breaks=9) as (to, received), pytest.raises(UnavailableError, match="did not answer"):
        list(send_all(FILES, to, "CENTRAL", "FILMLESS", str))
    assert len(received) == 3
