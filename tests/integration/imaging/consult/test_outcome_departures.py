"""What a consult came to reaches a PACS and an information system that are not ours, each thing once."""

from __future__ import annotations

import base64
import json
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.orthanc import Orthanc, running_orthanc
from imaging.exchange.content import Content
from imaging.exchange.delivery import DeliveryState
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.queue import Queue
from imaging.exchange.sending import Sending
from imaging.index.tables import consult_objects, deliveries, parcels
from tests.consulted import Consulted, consulted
from tests.data import sample_path
from tests.failing_receivers import KEY, Received, hook_server, mllp_server
from tests.houses import open_house
from tests.integration.imaging.consult.test_outcome_objects import draw_everything
from tests.peers import require
from tests.prepared import MEMORY


@pytest.fixture
def asked() -> Iterator[Consulted]:
    with tempfile.TemporaryDirectory(prefix="filmless-", dir=MEMORY) as directory, open_house(Path(directory)) as house:
        yield consulted(house, sorted(sample_path("ct_head_phantom").glob("*.dcm"))[:1])


@pytest.fixture
def orthanc(tmp_path: Path) -> Iterator[Orthanc]:
    require("orthanc", "orthanc-dicomweb")
    with running_orthanc(tmp_path / "orthanc") as started:
        yield started


def receives(asked: Consulted, kind: DestinationKind, address: Address) -> None:
    wanted = Wanted(kind.value, kind, address, frozenset({Content.CONSULT_OUTCOME}))
    replace(asked.house.destinations, allows_loopback=True).add(asked.asker, 1, wanted)


def send_all(asked: Consulted, seconds: float = 60.0) -> None:
    """Send until nothing waits any more."""
    house = asked.house
    queue = Queue(house.index, house.clock, house.audit, replace(house.destinations, allows_loopback=True))
    deadline = time.monotonic() + seconds
    with closing(Sending(queue, house.senders)) as sending:
        while time.monotonic() < deadline:
            sending.run()
            with house.index.read() as connection:
                states = set(connection.scalars(select(deliveries.c.state)))
            if states == {DeliveryState.DELIVERED}:
                return
            time.sleep(0.1)
    pytest.fail(f"still {states}")


def kept_by(orthanc: Orthanc) -> dict[str, str]:
    """The modality of each object that Orthanc keeps."""
    with urllib.request.urlopen(f"{orthanc.url}/instances?expand") as answer:
        instances = json.load(answer)
    found = {}
    for each in instances:
        with urllib.request.urlopen(f"{orthanc.url}/instances/{each['ID']}/simplified-tags") as answer:
            found[each["MainDicomTags"]["SOPInstanceUID"]] = json.load(answer)["Modality"]
    return found


def test_a_further_version_is_the_first_that_is_heard_of(asked: Consulted) -> None:
    told = Received()
    with mllp_server(told) as mllp:
        receives(asked, DestinationKind.HL7_MLLP, Address("127.0.0.1", mllp))
        for opinion in ("考虑良性。", "考虑恶性可能。"):
            asked.write(opinion=opinion)
            asked.conclude()
        asked.sign_all()
        assert asked.house.outcomes.building.run() == 1
        send_all(asked)
    (message,) = (each.decode() for each in told.taken.values())
    assert "考虑恶性可能" in message
    assert "考虑良性" not in message
    segments = [each.split("|") for each in message.split("\r")]
    assert {each[25] for each in segments if each[0] == "OBR"} == {"F"}
    assert {each[11] for each in segments if each[0] == "OBX"} == {"F"}


@pytest.mark.parametrize("way", [DestinationKind.C_STORE, DestinationKind.STOW])
def test_the_pacs_has_every_object_and_the_information_system_its_result(
    asked: Consulted, orthanc: Orthanc, way: DestinationKind
) -> None:
    told, noticed = Received(), Received()
    with mllp_server(told) as mllp, hook_server(noticed, ignores_time=True) as hook:
        if way is DestinationKind.C_STORE:
            receives(asked, way, Address("127.0.0.1", orthanc.dicom_port, ae_title="ORTHANC"))
        else:
            receives(asked, way, Address(url=f"{orthanc.url}/dicom-web/"))
        receives(asked, DestinationKind.HL7_MLLP, Address("127.0.0.1", mllp))
        receives(asked, DestinationKind.WEB_HOOK, Address(url=f"http://127.0.0.1:{hook}/hook", secret=KEY))
        draw_everything(asked)
        assert asked.house.outcomes.building.run() == 1
        send_all(asked)
    with asked.house.index.read() as connection:
        made = set(connection.scalars(select(consult_objects.c.sop_instance_uid)))
        # No object waits for another; what is said of a consult keeps its order.
        in_line = {key.split()[3] for key in connection.scalars(select(parcels.c.key).where(parcels.c.line != ""))}
    assert in_line == {"result", "notice"}
    kept = kept_by(orthanc)
    assert set(kept) == made
    assert sorted(kept.values()) == ["DOC", "KO", "PR", "SR"]
    (message,), (notice,) = ([each.decode() for each in every.taken.values()] for every in (told, noticed))
    assert told.repeated == noticed.repeated == 0
    assert "边缘毛刺" in message
    assert "建议先随访三个月" in message
    assert base64.b64encode(b"%PDF-1")[:6].decode() in message
    said = json.loads(notice)
    assert {each["sop_instance_uid"] for each in said["objects"]} == made
    assert "DEMO" not in notice
    departures = asked.house.outcomes.departures.of(asked.consult_id, 1)
    assert {(each.kind, each.state, each.count) for each in departures} == {
        (way.value, "delivered", 4),
        ("hl7-mllp", "delivered", 1),
        ("web-hook", "delivered", 1),
    }
