"""Whoever reads records passes ``decide``, and the audit holds it before they have read."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from imaging.access.actors import Action, PatientLink, Person, Role, Scope
from imaging.access.audit import RecordedEvent, Subject, SubjectKind
from imaging.access.reader import Reader
from imaging.clock import SetClock
from imaging.errors import ForbiddenError
from imaging.house import House

ORDER = Subject(SubjectKind.ORDER, 7)


@pytest.fixture
def reader(house: House) -> Reader:
    return Reader(house.access_log, Person(1, 1, "wang", Role.FRONT_DESK), 1, "192.0.2.1")


def events(house: House) -> list[RecordedEvent]:
    return list(reversed(house.audit.list()))


def test_what_is_seen_is_kept_with_the_role_and_the_address(house: House, reader: Reader) -> None:
    reader.sees(Action.SEE_ORDERS, ORDER)
    (event,) = events(house)
    assert (event.actor, event.action, event.subject_kind, event.subject_id) == ("wang", "see-orders", "order", 7)
    assert (event.address, event.outcome, json.loads(event.detail)) == ("192.0.2.1", "success", {"role": "front-desk"})


def test_seen_again_it_is_counted(house: House, reader: Reader, clock: SetClock) -> None:
    for _ in range(5):
        reader.sees(Action.SEE_ORDERS, ORDER)
    assert len(events(house)) == 1
    clock.advance(timedelta(minutes=15))
    reader.sees(Action.SEE_ORDERS, ORDER)
    assert [json.loads(event.detail).get("further") for event in events(house)] == [None, 4, None]


def test_what_the_role_does_not_hold_is_refused_and_kept(house: House, reader: Reader) -> None:
    with pytest.raises(ForbiddenError):
        reader.sees(Action.SEE_REPORTS, ORDER)
    (event,) = events(house)
    assert (event.action, event.outcome) == ("see-reports", "denied")
    assert not reader.may(Action.SEE_REPORTS)
    assert reader.may(Action.SEE_ORDERS)


def test_a_list_is_kept_by_how_it_was_chosen_but_not_by_whom_it_was_searched_for(house: House, reader: Reader) -> None:
    reader.lists(Action.SEE_ORDERS, "orders", 3, {"text": "王小明", "from": None, "before": ""})
    (event,) = events(house)
    assert json.loads(event.detail) == {"by": "text", "count": 3, "list": "orders", "role": "front-desk"}
    assert "王" not in repr(event)


def test_another_search_is_another_look_and_the_same_is_counted(house: House, reader: Reader) -> None:
    for text in ("王小明", "李四", "王小明", ""):
        reader.lists(Action.SEE_ORDERS, "orders", 1, {"text": text})
    reader.lists(Action.SEE_QUESTIONS, "questions", 1)
    assert len(events(house)) == 4
    house.access_log.flush()
    assert json.loads(events(house)[-1].detail)["further"] == 1


def test_a_link_reads_its_own_order_only(house: House) -> None:
    link = Reader(house.access_log, PatientLink(1, 7, 1), 1)
    link.sees(Action.SEE_ORDERS, ORDER, Scope(1, order_id=7))
    with pytest.raises(ForbiddenError):
        link.sees(Action.SEE_ORDERS, Subject(SubjectKind.ORDER, 8), Scope(1, order_id=8))
    with pytest.raises(ForbiddenError):
        link.lists(Action.SEE_ORDERS, "orders", 1)
    assert [event.outcome for event in events(house)] == ["success", "denied", "denied"]
