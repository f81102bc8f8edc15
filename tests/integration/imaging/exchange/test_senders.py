"""Each protocol against a receiver that is not ours, and against ours that fail in every way."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from sqlalchemy import select

from benchmarks.orthanc import Orthanc, running_orthanc
from imaging.exchange.delivery import Message, Payload, StoredObject
from imaging.exchange.destination import Address, Destination, DestinationKind
from imaging.exchange.shipment import Answer, Patience, Shipment, Verdict
from imaging.exchange.trouble import Trouble
from imaging.house import House
from imaging.index.tables import instances
from tests.failing_receivers import KEY, Fault, Received, hook_server, mllp_server
from tests.houses import NOON, clock, house, send
from tests.lifetimes import DYING_TOGETHER
from tests.peers import require
from tests.ports import free_port
from tests.unit.imaging.exchange.test_outbox import REPORT

__all__ = ["clock", "house"]

HANDLE = "0123456789abcdef0123"


def to(kind: DestinationKind, **address: Any) -> Destination:
    said = {"host": "127.0.0.1"} if "port" in address else {}
    return Destination(1, 1, "x", kind, Address(**said, **address), frozenset())


def sent(house: House, destination: Destination, payload: Payload, seconds: float = 10.0) -> Answer:
    patience = Patience(time.monotonic() + seconds)
    return house.senders.send(Shipment(destination, payload, HANDLE, NOON, patience))


def reached(house: House, destination: Destination, seconds: float = 5.0) -> Answer:
    return house.senders.reach(destination, Patience(time.monotonic() + seconds))


def stored(house: House) -> tuple[StoredObject, str]:
    """Something that the archive has received, and its UID."""
    send(house)
    with house.index.read() as connection:
        row = connection.execute(select(instances)).first()
    assert row is not None
    return StoredObject(row.id), row.sop_instance_uid


def hook(port: int) -> Destination:
    return to(DestinationKind.WEB_HOOK, url=f"http://127.0.0.1:{port}/hook", secret=KEY)


def mllp(port: int) -> Destination:
    return to(DestinationKind.HL7_MLLP, port=port)


@pytest.fixture
def storescp(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    program, port, folder = require("storescp"), free_port(), tmp_path / "received"
    folder.mkdir()
    command = [*DYING_TOGETHER, program, "-od", folder, "-aet", "PACS", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port, folder
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    require("orthanc", "orthanc-dicomweb")
    users = {"RegisteredUsers": {"filmless": "word"}, "AuthenticationEnabled": True, "RemoteAccessAllowed": True}
    with running_orthanc(tmp_path_factory.mktemp("orthanc") / "data", **users) as started:
        yield started


def stow(orthanc: Orthanc, login: str = "filmless") -> Destination:
    return to(DestinationKind.STOW, url=f"{orthanc.url}/dicom-web/", login=login, secret="word")


def kept_by(orthanc: Orthanc) -> set[str]:
    keeper = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    keeper.add_password(None, orthanc.url, "filmless", "word")
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(keeper))
    with opener.open(f"{orthanc.url}/instances?expand") as answer:
        return {each["MainDicomTags"]["SOPInstanceUID"] for each in json.load(answer)}


def test_dcmtk_stores_what_is_sent_once_and_once_more(house: House, storescp: tuple[int, Path]) -> None:
    (port, folder), (payload, uid) = storescp, stored(house)
    pacs = to(DestinationKind.C_STORE, port=port, ae_title="PACS")
    assert reached(house, pacs).verdict is Verdict.ARRIVED
    for _ in range(2):
        assert sent(house, pacs, payload).verdict is Verdict.ARRIVED
    (path,) = folder.iterdir()
    received = dcmread(path)
    assert (received.SOPInstanceUID, str(received.PatientName)) == (uid, "王^小明")


def test_orthanc_stores_over_both_ways_what_stays_one_object(house: House, orthanc: Orthanc) -> None:
    payload, uid = stored(house)
    by_dimse = to(DestinationKind.C_STORE, port=orthanc.dicom_port, ae_title="ORTHANC")
    for destination in (stow(orthanc), by_dimse, stow(orthanc)):
        assert reached(house, destination).verdict is Verdict.ARRIVED
        assert sent(house, destination, payload).verdict is Verdict.ARRIVED
    assert uid in kept_by(orthanc)


def test_whoever_is_not_let_in_may_be_tomorrow(house: House, orthanc: Orthanc) -> None:
    payload, _ = stored(house)
    stranger = stow(orthanc, "stranger")
    assert sent(house, stranger, payload) == Answer(Verdict.DOWN, Trouble.NOT_LET_IN, "401")
    assert reached(house, stranger).trouble is Trouble.NOT_LET_IN


def test_a_web_hook_hears_what_is_signed(house: House) -> None:
    received = Received()
    with hook_server(received, ignores_time=True) as port:
        assert reached(house, hook(port)).verdict is Verdict.ARRIVED
        message = Message('{"consult": 17, "名": "会诊"}')
        assert sent(house, hook(port), message).verdict is Verdict.ARRIVED
        assert sent(house, hook(port), message).verdict is Verdict.ARRIVED
        forged = replace(hook(port), address=replace(hook(port).address, secret="another key of 24 letters"))
        assert sent(house, forged, message) == Answer(Verdict.REFUSED, Trouble.REFUSED, "401")
    assert (received.taken, received.repeated) == ({HANDLE: message.body.encode()}, 1)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(500, Verdict.DOWN), (503, Verdict.DOWN), (408, Verdict.DOWN), (429, Verdict.DOWN), (400, Verdict.REFUSED),
     (404, Verdict.REFUSED), (410, Verdict.REFUSED)],
)  # fmt: skip
def test_a_web_hook_is_asked_again_only_when_it_could_not(house: House, status: int, verdict: Verdict) -> None:
    received = Received(lambda _: Fault.ERROR)
    with hook_server(received, error_status=status, ignores_time=True) as port:
        answer = sent(house, hook(port), Message("{}"))
    assert (answer.verdict, answer.code) == (verdict, str(status))


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.TAKEN_UNSAID, Fault.HANGS])
def test_a_line_that_breaks_is_no_answer(house: House, fault: Fault) -> None:
    received = Received(lambda _: fault)
    with hook_server(received, ignores_time=True) as port:
        began = time.monotonic()
        assert sent(house, hook(port), Message("{}"), 1.5) == Answer(Verdict.DOWN, Trouble.SILENT)
        assert time.monotonic() - began < 4
    with mllp_server(Received(lambda _: fault)) as port:
        began = time.monotonic()
        assert sent(house, mllp(port), REPORT, 1.5) == Answer(Verdict.DOWN, Trouble.SILENT)
        assert time.monotonic() - began < 4


def test_a_listener_for_hl7_takes_a_result(house: House) -> None:
    received = Received()
    with mllp_server(received) as port:
        assert reached(house, mllp(port)).verdict is Verdict.ARRIVED
        assert sent(house, mllp(port), REPORT).verdict is Verdict.ARRIVED
    segments = received.taken[HANDLE].decode().split("\r")
    assert segments[0].startswith("MSH|^~\\&|FILMLESS|MAIN|||20260301200000+0800||ORU^R01^ORU_R01|" + HANDLE)
    assert "王^小明" in segments[1]


@pytest.mark.parametrize(("code", "verdict"), [("AE", Verdict.REFUSED), ("AR", Verdict.LATER)])
def test_a_result_that_is_not_taken(house: House, code: str, verdict: Verdict) -> None:
    with mllp_server(Received(lambda _: Fault.ERROR, error=code)) as port:
        answer = sent(house, mllp(port), REPORT)
    assert (answer.verdict, answer.code) == (verdict, code)


@pytest.mark.parametrize("kind", list(DestinationKind))
def test_where_nobody_listens(house: House, kind: DestinationKind) -> None:
    port = free_port()
    address = {"url": f"http://127.0.0.1:{port}/", "secret": KEY} if kind.has_url else {"port": port, "ae_title": "X"}
    payload = {
        DestinationKind.WEB_HOOK: Message("{}"), DestinationKind.HL7_MLLP: REPORT,
    }.get(kind) or stored(house)[0]  # fmt: skip
    assert sent(house, to(kind, **address), payload) == Answer(Verdict.DOWN, Trouble.UNREACHABLE)
    assert reached(house, to(kind, **address)) == Answer(Verdict.DOWN, Trouble.UNREACHABLE)


@pytest.mark.parametrize("kind", list(DestinationKind))
def test_who_takes_the_connection_and_says_nothing(house: House, kind: DestinationKind) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        url = {"url": f"http://127.0.0.1:{port}/", "secret": KEY}
        address = url if kind.has_url else {"port": port, "ae_title": "X"}
        payload = {
            DestinationKind.WEB_HOOK: Message("{}"), DestinationKind.HL7_MLLP: REPORT,
        }.get(kind) or stored(house)[0]  # fmt: skip
        began = time.monotonic()
        answer = sent(house, to(kind, **address), payload, 1.0)
    assert answer == Answer(Verdict.DOWN, Trouble.SILENT)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("kind", list(DestinationKind))
def test_a_name_that_leads_to_this_machine_is_not_called_where_others_are_served(
    house: House, kind: DestinationKind
) -> None:
    means = replace(house.senders.means, allows_loopback=False)
    senders = replace(house.senders, means=means)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        address = (
            Address(url=f"http://localhost:{port}/", secret=KEY) if kind.has_url else Address("localhost", port, "X")
        )
        destination = Destination(1, 1, "x", kind, address, frozenset())
        answer = senders.reach(destination, Patience(time.monotonic() + 5))
    assert answer == Answer(Verdict.DOWN, Trouble.ADDRESS)


def test_a_redirection_is_not_followed(house: House) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 307 X\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")

        import threading

        thread = threading.Thread(target=answer)
        thread.start()
        said = sent(house, hook(port), Message("{}"))
        thread.join()
    assert said == Answer(Verdict.DOWN, Trouble.NOT_UNDERSTOOD)
