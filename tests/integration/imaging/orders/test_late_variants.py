"""What becomes visible after what came later: PostgreSQL's transactions end in any order, whatever their numbers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from imaging.access.actors import Person, Role
from imaging.errors import ConflictError
from imaging.house import House
from imaging.index.tables import orders, series, study_variants
from imaging.orders.fitting import Reason
from imaging.orders.orders import NewOrder, Order
from imaging.orders.visibility import visible_study_ids
from tests.engines import PostgreSql
from tests.houses import open_house, send

DESK = Person(1, 1, "desk", Role.FRONT_DESK)
SLOW_SERIES = "2.25.7"


@pytest.fixture
def house(postgresql: PostgreSql, tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, database_url=postgresql.new_database()) as opened:
        yield opened


@pytest.fixture
def order(house: House) -> Order:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0]


def visible(house: House, order: Order) -> frozenset[int]:
    with house.index.read() as connection:
        return visible_study_ids(connection, order.id)


def variants(house: House) -> int:
    with house.index.read() as connection:
        return connection.scalar(select(func.count()).select_from(study_variants)) or 0


@contextmanager
def overtaken(house: House, **attributes: str) -> Iterator[None]:
    """Store what says something new, while a transaction that began before it and says it is P-2 can't end."""

    def sending(**said: str) -> threading.Thread:
        thread = threading.Thread(target=send, args=(house,), kwargs=said)
        thread.start()
        return thread

    with house.index.write() as holding:
        holding.execute(select(series.c.id).where(series.c.series_instance_uid == SLOW_SERIES).with_for_update())
        threads = [sending(SeriesInstanceUID=SLOW_SERIES, PatientID="P-2", **attributes)]
        time.sleep(0.5)
        threads.append(sending(StudyDescription="CT", **attributes))
        deadline = time.monotonic() + 3
        while variants(house) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        yield
    for thread in threads:
        thread.join(20)
    assert variants(house) == 3


def test_another_patients_image_that_was_overtaken_is_hidden_at_once(house: House, order: Order) -> None:
    study = send(house, SeriesInstanceUID=SLOW_SERIES)
    house.bindings.bind_new_studies()
    assert visible(house, order) == {study}
    with overtaken(house):
        house.bindings.bind_new_studies()
    assert visible(house, order) == frozenset()
    house.bindings.bind_new_studies()
    assert visible(house, order) == frozenset()
    assert [question.reason for question in house.bindings.questions(1)] == [Reason.CONTRADICTION]


def test_what_a_person_decides_meanwhile_outlasts_the_rule(house: House, order: Order) -> None:
    study = send(house)
    with house.index.write() as holding:
        # The rule has judged and can't bind; whoever decides at this moment decides last.
        holding.execute(select(orders.c.id).where(orders.c.id == order.id).with_for_update())
        rule = threading.Thread(target=house.bindings.bind_new_studies)
        rule.start()
        time.sleep(0.5)
        person = threading.Thread(target=house.bindings.settle, args=(DESK, study, None, 1))
        person.start()
        time.sleep(0.5)
    rule.join(20)
    person.join(20)
    assert visible(house, order) == frozenset()
    assert house.bindings.bind_new_studies() == 0
    assert house.bindings.study_ids(order.id) == ()


def test_nobody_decides_about_what_was_overtaken(house: House, order: Order) -> None:
    study = send(house, SeriesInstanceUID=SLOW_SERIES, AccessionNumber="")
    house.bindings.bind_new_studies()
    with overtaken(house, AccessionNumber=""):
        (shown,) = house.bindings.questions(1)
    with pytest.raises(ConflictError):
        house.bindings.settle(DESK, study, order.id, 1, seen_variants=shown.variants)
    (shown,) = house.bindings.questions(1)
    assert {said.patient_id for said in shown.said} == {"P-1", "P-2"}
    house.bindings.settle(DESK, study, order.id, 1, seen_variants=shown.variants)
    assert visible(house, order) == {study}
