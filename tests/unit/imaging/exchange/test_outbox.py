"""What is put into the outbox goes to whoever receives it, once, and together with what it tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from imaging.access.actors import Operator
from imaging.errors import ConflictError, MalformedError
from imaging.exchange import outbox as outbox_module
from imaging.exchange.content import Content
from imaging.exchange.delivery import (
    Delivery,
    Message,
    Payload,
    PayloadKind,
    StoredObject,
    carried_bytes,
    payload_of,
    said_of,
)
from imaging.exchange.destination import Address, Destination, DestinationKind
from imaging.exchange.destinations import Wanted
from imaging.exchange.observation_report import (
    Exam,
    KeptPdf,
    ObservationReport,
    Patient,
    TextSection,
)
from imaging.house import House
from imaging.index.tables import deliveries, instances, parcels
from tests.houses import clock, house, send

__all__ = ["clock", "house"]

BY = Operator("test")
HOOK = Wanted("hook", DestinationKind.WEB_HOOK, Address(url="https://his.example.org/hook", secret="s" * 24))
PACS = Wanted("pacs", DestinationKind.C_STORE, Address(host="10.1.2.3", port=104, ae_title="PACS"))
HIS = Wanted("his", DestinationKind.HL7_MLLP, Address(host="his.hospital.lan", port=2575))
NOTICE = Delivery(1, Content.CONSULT_OUTCOME, "consult 17 v1 notice", Message('{"consult": 17}'))
AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
REPORT = ObservationReport(
    Patient("P-1", "Wang^Xiaoming=王^小明", "19600229", "M"),
    Exam("A-1", text="头颅 CT", done_at=AT),
    AT,
    ("李医生",),
    (TextSection("19005-8", "印象", "未见异常。"),),
)


def kept(house: House, *wanted: Wanted) -> list[Destination]:
    return [house.destinations.add(BY, 1, each) for each in wanted]


def put(house: House, delivery: Delivery) -> int:
    with house.index.write() as connection:
        return house.outbox.put(connection, delivery)


def rows(house: House) -> list[Any]:
    with house.index.read() as connection:
        return list(connection.execute(select(deliveries).order_by(deliveries.c.id)))


def test_each_payload_goes_to_the_destinations_that_can_take_it(house: House) -> None:
    hook, pacs, his = kept(house, HOOK, PACS, HIS)
    send(house)
    with house.index.read() as connection:
        instance_id = connection.scalar(select(instances.c.id)) or 0
    for number, (payload, receiver) in enumerate(
        ((Message("{}"), hook), (StoredObject(instance_id), pacs), (REPORT, his))
    ):
        assert put(house, replace(NOTICE, key=f"k{number}", payload=payload)) == 1
        assert rows(house)[-1].destination_id == receiver.id
    assert {row.state for row in rows(house)} == {"waiting"}
    assert len({row.handle for row in rows(house)}) == 3
    assert all(len(row.handle) == 20 for row in rows(house))


def test_what_is_put_twice_goes_once_and_also_to_whoever_came_since(house: House) -> None:
    kept(house, HOOK)
    assert put(house, NOTICE) == put(house, NOTICE) == 1
    assert len(rows(house)) == 1
    kept(house, replace(HOOK, name="another"))
    assert put(house, NOTICE) == 2
    assert len(rows(house)) == 2


def test_a_key_names_one_thing(house: House) -> None:
    kept(house, HOOK)
    put(house, NOTICE)
    with pytest.raises(ConflictError):
        put(house, replace(NOTICE, payload=Message('{"consult": 18}')))
    assert len(rows(house)) == 1


def test_nothing_leaves_for_what_was_not_concluded(house: House) -> None:
    kept(house, HOOK)
    with pytest.raises(RuntimeError), house.index.write() as connection:  # noqa: PT012  (the block is the point)
        assert house.outbox.put(connection, NOTICE) == 1
        raise RuntimeError
    assert rows(house) == []
    with house.index.read() as connection:
        assert connection.execute(select(parcels)).all() == []


def test_nothing_goes_to_another_hospital_or_to_what_was_removed(house: House) -> None:
    (hook,) = kept(house, HOOK)
    other = house.hospitals.add("OTHER", "Other")
    assert put(house, replace(NOTICE, hospital_id=other.id)) == 0
    house.destinations.remove(BY, hook.id, 1)
    assert put(house, NOTICE) == 0


def test_what_is_for_a_paused_destination_waits(house: House) -> None:
    kept(house, replace(HOOK, is_active=False))
    assert put(house, NOTICE) == 1
    assert rows(house)[0].state == "waiting"


def test_a_queue_ends_somewhere(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MOST_WAITING", 2)
    kept(house, HOOK)
    for number in range(3):
        put(house, replace(NOTICE, key=f"k{number}"))
    assert [(row.state, row.problem) for row in rows(house)] == [
        ("waiting", ""), ("waiting", ""), ("given-up", "too-much-waits"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["", "王小明", "a  b", " a", "a\n", "x" * 201])
def test_a_key_is_plain(key: str) -> None:
    with pytest.raises(MalformedError):
        replace(NOTICE, key=key)


@pytest.mark.parametrize(
    "payload",
    [
        StoredObject(7),
        Message('{"a": "王"}', "application/fhir+json"),
        REPORT,
        replace(REPORT, pdf=KeptPdf("outgoing/20260301/ab.pdf")),
    ],
)
def test_what_is_kept_of_a_payload_gives_it_back(payload: Payload) -> None:
    instance_id = payload.instance_id if isinstance(payload, StoredObject) else None
    assert payload_of(PayloadKind.of(payload), instance_id, said_of(payload)) == payload


def test_what_an_earlier_edition_wrote_otherwise_is_the_same_thing(house: House) -> None:
    kept(house, HIS)
    report = replace(NOTICE, payload=replace(REPORT, pdf=KeptPdf("outgoing/20260301/ab.pdf", 9)))
    put(house, report)
    with house.index.write() as connection:
        said = connection.scalar(select(parcels.c.said)) or ""
        assert ',"size_bytes":9' in said
        former = said.replace(',"size_bytes":9', "").replace('"reported_at":', '"status":"F","reported_at":')
        connection.execute(update(parcels).values(said=former))
    assert put(house, report) == 1
    assert len(rows(house)) == 1
    with pytest.raises(ConflictError):
        put(house, replace(NOTICE, payload=replace(REPORT, pdf=KeptPdf("outgoing/20260301/cd.pdf", 9))))


def test_a_paper_takes_time_by_its_size_and_nothing_else_does() -> None:
    assert carried_bytes("observation-report", said_of(replace(REPORT, pdf=KeptPdf("x.pdf", 3000)))) == 4000
    for payload in (REPORT, Message("{}"), StoredObject(7)):
        assert carried_bytes(PayloadKind.of(payload), said_of(payload)) == 0
    assert carried_bytes("observation-report", '{"of": "a newer edition"}') == 0


def test_what_patients_are_called_is_not_in_a_repr() -> None:
    text = repr(replace(NOTICE, payload=REPORT))
    assert "P-1" not in text
    assert "小明" not in text
    assert "未见" not in text
