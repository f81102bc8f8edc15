"""Whether a machine is there: asked of pynetdicom's server, of a closed port, and of what does not speak DICOM."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from pynetdicom import AE

from gateway.sop_classes import VERIFICATION
from gateway.verification import PROBE_SECONDS, probe
from imaging.access.probing import EchoOutcome, echo_probe
from tests.ports import free_port

STORAGE = "1.2.840.10008.5.1.4.1.1.7"


@dataclass(frozen=True)
class Rules:
    """Whom a machine lets in, and what for."""

    offers: str = VERIFICATION
    called: bool = False
    calling: str = ""


@contextmanager
def machine(rules: Rules) -> Iterator[int]:
    entity = AE(ae_title="PACS")
    entity.add_supported_context(rules.offers)
    entity.require_called_aet = rules.called
    entity.require_calling_aet = [rules.calling] if rules.calling else []
    port = free_port()
    server = entity.start_server(("127.0.0.1", port), block=False)
    try:
        yield port
    finally:
        server.shutdown()


def test_the_entry_point_names_what_asks() -> None:
    assert echo_probe() is probe


def test_one_that_is_there_answers() -> None:
    with machine(Rules(called=True, calling="FILMLESS")) as port:
        found = probe("PACS", "127.0.0.1", port, "FILMLESS")
    assert found.outcome is EchoOutcome.ANSWERS
    assert found.milliseconds is not None


@pytest.mark.parametrize(
    ("title", "rules", "outcome"),
    [
        ("OTHER", Rules(called=True), EchoOutcome.CALLED_UNKNOWN),
        ("PACS", Rules(calling="SOMEBODY"), EchoOutcome.CALLING_UNKNOWN),
        ("PACS", Rules(offers=STORAGE), EchoOutcome.NO_DICOM),
    ],
)
def test_one_that_wants_another_title_says_so(title: str, rules: Rules, outcome: EchoOutcome) -> None:
    with machine(rules) as port:
        assert probe(title, "127.0.0.1", port, "FILMLESS").outcome is outcome


def test_a_closed_port_is_told_as_one_where_something_else_listens() -> None:
    assert probe("PACS", "127.0.0.1", free_port(), "FILMLESS").outcome is EchoOutcome.NO_DICOM


def test_what_says_nothing_is_not_waited_for_longer_than_five_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert probe("PACS", "127.0.0.1", silent.getsockname()[1], "FILMLESS").outcome is EchoOutcome.NO_DICOM
        assert time.monotonic() - began < PROBE_SECONDS
