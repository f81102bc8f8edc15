"""An outbox with something in every state."""

from __future__ import annotations

from collections.abc import Iterable

from imaging.access.actors import Operator
from imaging.exchange.content import Content
from imaging.exchange.delivery import Delivery, Message
from imaging.exchange.destination import Address, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.queue import Queue
from imaging.exchange.shipment import ARRIVED, Answer, down, refused
from imaging.exchange.trouble import Trouble
from tests.acceptance.viewer.desk.desk_house import DeskHouse

BY = Operator("test")


def fill_outbox(desk: DeskHouse) -> None:
    """One destination of each kind; what went to the web hooks arrived, was given up, and waits."""
    hook = Address(url="https://his.hospital.example/hooks/filmless", secret="a key of more than 24 characters")
    down_address = Address(url="https://analytics.hospital.example/in", secret="a key of more than 24 characters")
    well = kept(desk, "HIS notices", DestinationKind.WEB_HOOK, hook)
    away = kept(desk, "统计平台", DestinationKind.WEB_HOOK, down_address)
    kept(desk, "PACS", DestinationKind.C_STORE, Address("10.20.30.40", 104, "PACS"))
    kept(desk, "VNA", DestinationKind.STOW, Address(url="https://vna.hospital.example/dicom-web", login="filmless"))
    kept(desk, "HIS", DestinationKind.HL7_MLLP, Address("10.20.30.41", 2575), is_active=False)
    for number in (17, 18, 19):
        put(desk, f"consult {number} v1 notice")
    tried(desk, well, [refused(code="404"), ARRIVED, ARRIVED])
    tried(desk, away, [refused(code="410"), down(Trouble.SILENT)])


def kept(desk: DeskHouse, name: str, kind: DestinationKind, address: Address, *, is_active: bool = True) -> int:
    """Keep a destination, and return its number."""
    wanted = Wanted(name, kind, address, is_active=is_active)
    return desk.open.house.destinations.add(BY, desk.open.hospital_id, wanted).id


def put(desk: DeskHouse, key: str) -> None:
    """Put a notice in."""
    house = desk.open.house
    with house.index.write() as connection:
        delivery = Delivery(desk.open.hospital_id, Content.CONSULT_OUTCOME, key, Message("{}"))
        house.outbox.put(connection, delivery)


def tried(desk: DeskHouse, destination_id: int, answers: Iterable[Answer]) -> None:
    """Let what waits for a destination come to this."""
    house = desk.open.house
    queue = Queue(house.index, house.clock, house.audit, house.destinations)
    lease = queue.take(destination_id)
    assert lease is not None
    for answer in answers:
        attempt = queue.begin(lease)
        assert attempt is not None
        assert queue.end(lease, attempt, answer)
    queue.let_go(lease)
