from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from imaging.clock import SetClock
from imaging.errors import ConflictError, GoneError, MalformedError, NotFoundError
from imaging.house import House
from imaging.orders.orders import NewOrder, Received
from imaging.orders.written import read_date, read_moment

NEW = NewOrder("A-1", "P-1", "王小明", "1960-02-29", "胸部CT平扫", scheduled_at=datetime(2026, 3, 5, 1, 30, tzinfo=UTC))


def test_an_order_is_kept_as_it_was_brought(house: House, clock: SetClock) -> None:
    order, received = house.orders.create(1, NEW)
    assert received is Received.CREATED
    assert (order.patient_name, order.patient_birth_date, order.created_at) == ("王小明", "19600229", clock.now())
    assert house.orders.by_id(order.id, 1) == house.orders.by_accession_number(1, " A-1 ") == order


def test_the_same_again_is_the_same(house: House) -> None:
    first, _ = house.orders.create(1, NEW)
    again, received = house.orders.create(1, NewOrder(**{**vars(NEW), "patient_birth_date": "19600229"}))
    assert (again, received) == (first, Received.UNCHANGED)


@pytest.mark.parametrize(
    "change",
    [
        {"scheduled_at": datetime(2026, 3, 6, 1, 30, tzinfo=UTC)},
        {"place": "二楼"},
        {"procedure_description": "胸部CT增强"},
        {"patient_name": "WANG XIAOMING"},
        {"scheduled_at": None},
    ],
)
def test_a_moved_appointment_is_taken_over(house: House, change: dict[str, Any]) -> None:
    first, _ = house.orders.create(1, NEW)
    changed, received = house.orders.create(1, replace(NEW, **change))
    assert (changed, received) == (replace(first, **change), Received.UPDATED)


@pytest.mark.parametrize(
    "change", [{"patient_id": "P-2"}, {"patient_birth_date": "1960-03-01", "patient_name": "李四"}]
)
def test_a_number_never_passes_to_another_patient(house: House, change: dict[str, Any]) -> None:
    first, _ = house.orders.create(1, NEW)
    with pytest.raises(ConflictError, match="A-1"):
        house.orders.create(1, replace(NEW, **change))
    assert house.orders.by_id(first.id) == first


def test_the_same_number_in_two_hospitals_is_two_orders(house: House) -> None:
    west = house.hospitals.add("WEST", "West").id
    ours, _ = house.orders.create(1, NEW)
    theirs, _ = house.orders.create(west, replace(NEW, patient_id="P-9"))
    assert ours.id != theirs.id
    assert [order.id for order in house.orders.list(1)] == [ours.id]
    with pytest.raises(NotFoundError):
        house.orders.by_id(theirs.id, 1)


def test_a_cancelled_order_does_not_come_back(house: House, clock: SetClock) -> None:
    order, _ = house.orders.create(1, NEW)
    assert house.orders.cancel(order.id, 1).cancelled_at == clock.now()
    clock.advance(timedelta(hours=1))
    assert house.orders.cancel(order.id, 1).cancelled_at == clock.now() - timedelta(hours=1)
    with pytest.raises(GoneError):
        house.orders.create(1, NEW)
    with pytest.raises(NotFoundError):
        house.orders.cancel(order.id, 2)


def test_the_list_is_filtered_by_text_and_day_and_comes_in_pages(house: House) -> None:
    for number in range(5):
        moment = datetime(2026, 3, 1 + number, tzinfo=UTC)
        new = NewOrder(f"A%{number}", f"P_{number}", f"Wang {number}", "1960-02-29", "CT", scheduled_at=moment)
        house.orders.create(1, new)

    def found(**wanted: Any) -> list[str]:
        return [order.accession_number for order in house.orders.list(1, **wanted)]

    assert found(text="A%3") == ["A%3"]
    assert found(text="P_") == ["A%4", "A%3", "A%2", "A%1", "A%0"]
    assert found(text="%") == []
    assert found(text="wANG 2") == ["A%2"]
    day = datetime(2026, 3, 2, tzinfo=UTC)
    assert found(scheduled_from=day, scheduled_before=day + timedelta(days=2)) == ["A%2", "A%1"]
    assert found(limit=2, offset=1) == ["A%3", "A%2"]


@pytest.mark.parametrize("text", ["张三", "张", "zhang san", "ZhangSan", "San=张", "Zhang^San"])
def test_a_name_is_found_as_people_write_it(house: House, text: str) -> None:
    house.orders.create(1, NewOrder("A1", "P1", "Zhang^San=张^三", "1960-02-29", "CT"))
    house.orders.create(1, NewOrder("A2", "P2", "Li^Si=李^四", "1960-02-29", "CT"))
    assert [order.accession_number for order in house.orders.list(1, text=text)] == ["A1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"accession_number": ""},
        {"accession_number": " \t "},
        {"accession_number": "A" * 65},
        {"patient_id": ""},
        {"patient_name": "王\x00"},
        {"patient_name": "王\n明"},
        {"procedure_description": ""},
        {"patient_birth_date": "29 Feb"},
        {"patient_birth_date": "1961-02-29"},
        {"patient_birth_date": ""},
        {"patient_sex": "X"},
        {"scheduled_at": datetime(2026, 3, 5)},  # noqa: DTZ001  (what is refused)
        {"place": "x" * 201},
    ],
)
def test_a_wrong_value_is_refused_by_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match=next(iter(wrong))):
        replace(NEW, **wrong)


def test_patients_do_not_show_in_a_log(house: House) -> None:
    order, _ = house.orders.create(1, NEW)
    for value in ("王小明", "P-1", "19600229"):
        assert value not in repr(order) + repr(NEW)


@pytest.mark.parametrize(
    "text", ["1990-01-31", "19900131", "1990/1/31", "1990.1.31", "1990年1月31日", "１９９０-０１-３１", " 19900131 "]
)
def test_dates_as_people_write_them(text: str) -> None:
    assert read_date(text, "it") == date(1990, 1, 31)


@pytest.mark.parametrize(
    "text", ["", "1990", "31.01.1990", "1990-13-01", "1990-02-30", "99999999", "1990-01-31T00:00", "x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="it is a date"):
        read_date(text, "it")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-05 09:30", datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        ("2026/3/5 9:30", datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        ("2026年3月5日9：30", datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        ("2026-03-05T09:30:15+08:00", datetime(2026, 3, 5, 1, 30, 15, tzinfo=UTC)),
        ("2026-03-05T09:30:00Z", datetime(2026, 3, 5, 9, 30, tzinfo=UTC)),
        ("20260305 09:30:00.123+0100", datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=1)))),
    ],
)
def test_moments_as_people_write_them(text: str, moment: datetime) -> None:
    assert read_moment(text, "it", ZoneInfo("Asia/Shanghai")) == moment


@pytest.mark.parametrize(
    "text", ["", "2026-03-05", "09:30", "2026-03-05 25:00", "2026-02-30 09:30", "2026-03-05 09:30 PM"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="it is a moment"):
        read_moment(text, "it", None)
