"""Who is let in, whose hospital it is, and what of it stands in the audit."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.dimse.destinations import destination
from gateway.pdus import ContextResult
from gateway.requestor import Peer
from imaging.access.ae_titles import ANY_HOST
from imaging.access.audit import RecordedEvent
from imaging.dicom.uids import new_uid
from imaging.errors import NotFoundError
from tests.houses import open_house
from tests.integration.gateway.conftest import Gateway, running
from tests.integration.gateway.data_sets import ct
from tests.integration.gateway.raw_peer import ACCEPT, CT, EXPLICIT, REJECT, RawPeer, context, request

STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
STUDY_ROOT_MOVE = "1.2.840.10008.5.1.4.1.2.2.2"
STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway that knows two hospitals and lets nobody else in."""
    with running(tmp_path_factory.mktemp("strict"), unknown_ae="reject") as started:
        other = started.house.hospitals.add("OTHER", "Another hospital")
        started.house.ae_titles.add("CT1", 1, "127.0.0.1")
        started.house.ae_titles.add("CT2", other.id, "127.0.0.1")
        started.house.ae_titles.add("FARAWAY", 1, "192.0.2.7")
        yield started


def last_event(gateway: Gateway, of: str = "") -> RecordedEvent:
    """The latest event of a caller in the audit, which is written when its association is over."""
    deadline = time.monotonic() + 5
    while not (events := [event for event in gateway.house.audit.list(limit=5) if event.actor == of]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return events[0]


@pytest.mark.parametrize(
    ("called", "calling", "reason"),
    [
        pytest.param(b"FILMLESS", b"NOBODY", 3, id="unknown sender"),
        pytest.param(b"FILMLESS", b"FARAWAY", 3, id="title of another address"),
        pytest.param(b"FILMLESS", b"CT1 X", 3, id="title that only begins alike"),
        pytest.param(b"ELSEWHERE", b"CT1", 7, id="another server's title"),
        pytest.param(b" " * 16, b"CT1", 7, id="no title"),
    ],
)
def test_who_is_not_known_is_rejected_for_good(strict: Gateway, called: bytes, calling: bytes, reason: int) -> None:
    with RawPeer(strict.port) as peer:
        peer.send(request(called=called, calling=calling))
        assert peer.receive() == (REJECT, bytes((0, 1, 1, reason)))
        peer.ends(within_seconds=3)
    event = last_event(strict)
    assert (event.outcome, event.actor_kind, event.address) == ("denied", "anonymous", "127.0.0.1")


def test_the_same_uids_from_two_hospitals_are_two_things(strict: Gateway) -> None:
    instance, study, series = new_uid(), new_uid(), new_uid()
    for calling, patient in ((b"CT1", "A"), (b"CT2", "B")):
        with RawPeer(strict.port) as peer:
            peer.associate(request(calling=calling))
            assert peer.store(CT, instance, ct(instance, study=study, series=series, patient_id=patient)) == 0
    kept = strict.house.archive.retrieve.instances_of(None, sop_instance_uid=instance)
    assert len({found.hospital_id for found in kept}) == len({found.study_id for found in kept}) == 2


def test_one_event_with_counts_stands_for_an_association(gateway: Gateway) -> None:
    instance = new_uid()
    data = ct(instance)
    with RawPeer(gateway.port) as peer:
        peer.associate(request(calling=b"COUNTED"))
        assert peer.store(CT, instance, data) == peer.store(CT, instance, data) == 0
        assert peer.store(CT, "x", data) == 0xA900
        assert peer.echo() == 0
        peer.release()
        peer.ends(within_seconds=3)
    event = last_event(gateway, of="COUNTED")
    assert (event.action, event.outcome, event.actor_kind, event.hospital_id) == ("associate", "success", "device", 1)
    detail = json.loads(event.detail)
    assert (detail["stored"], detail["duplicates"], detail["refused"], detail["echoes"]) == (2, 1, 1, 1)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway on every address of this machine, that takes what strangers bring."""
    with running(tmp_path_factory.mktemp("public"), host="0.0.0.0", unknown_ae="accept") as started:
        started.house.ae_titles.add("PINNED", 1, "127.0.0.0/8")
        started.house.ae_titles.add("ROAMING", 1, ANY_HOST)
        started.house.ae_titles.add("UNPINNED", 1)
        yield started


@pytest.mark.parametrize(
    ("calling", "result"),
    [
        (b"PINNED", ContextResult.ACCEPTANCE),
        (b"ROAMING", ContextResult.ACCEPTANCE),
        (b"UNPINNED", ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED),
        (b"STRANGER", ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED),
    ],
)
@pytest.mark.parametrize("looking", [STUDY_ROOT_FIND, STUDY_ROOT_MOVE, STUDY_ROOT_GET])
def test_only_a_machine_whose_host_was_said_may_look_where_others_reach_us(
    public: Gateway, calling: bytes, result: ContextResult, looking: str
) -> None:
    instance = new_uid()
    with RawPeer(public.port) as peer:
        peer.send(request(context(1, CT, EXPLICIT) + context(3, looking, EXPLICIT), calling=calling))
        kind, body = peer.receive()
        assert kind == ACCEPT
        assert _results(body) == [ContextResult.ACCEPTANCE, result]
        assert peer.store(CT, instance, ct(instance)) == 0


def _results(body: bytes) -> list[int]:
    """The answers to the proposed contexts (PS3.8 9.3.3.2): items 21H with the result as their seventh byte."""
    found, at = [], body.index(b"\x21\0")
    while body[at] == 0x21:
        found.append(body[at + 6])
        at += 4 + int.from_bytes(body[at + 2 : at + 4], "big")
    return found


PLACES = [
    pytest.param("10.0.0.5", 104, True, id="a machine of the hospital"),
    pytest.param("169.254.169.254", 80, False, id="a cloud's metadata"),
    pytest.param("224.0.0.1", 104, False, id="multicast"),
    pytest.param("0.0.0.0", 104, False, id="anywhere"),
    pytest.param("127.0.0.1", 11113, False, id="loopback of a server that others reach"),
]


@pytest.mark.parametrize(("host", "port", "is_allowed"), PLACES)
def test_only_registered_machines_are_called(public: Gateway, host: str, port: int, is_allowed: bool) -> None:
    entity = public.house.ae_titles.add("THERE", 1, host, port)
    try:
        if is_allowed:
            assert destination(public.house, 1, "THERE") == Peer("THERE", host, port)
        else:
            with pytest.raises(NotFoundError):
                destination(public.house, 1, "THERE")
        with pytest.raises(NotFoundError):
            destination(public.house, 2, "THERE")
    finally:
        public.house.ae_titles.remove(entity.id, 1)


def test_a_server_that_is_registered_as_a_machine_is_not_sent_to(tmp_path: Path) -> None:
    """A house on an address that others reach; nothing listens there."""
    with open_house(tmp_path, dicom_bind="10.0.0.5:104") as house:
        house.ae_titles.add("OURSELVES", 1, "10.0.0.5", 104)
        house.ae_titles.add("BESIDE", 1, "10.0.0.5", 105)
        with pytest.raises(NotFoundError):
            destination(house, 1, "OURSELVES")
        assert destination(house, 1, "BESIDE").port == 105
