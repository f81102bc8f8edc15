"""What machines read leaves an event in the audit, before it is answered."""

from __future__ import annotations

import json

import pytest

from imaging.house import House
from tests.houses import send
from tests.unit.viewer.api.clients import ORDER, Client


@pytest.fixture
def number(api: Client, house: House) -> int:
    """An order with a report and a question."""
    booked = int(api("POST", "/orders", json=ORDER).json()["order"]["id"])
    api("POST", f"/orders/{booked}/report", json={"state": "final", "text": "x"})
    send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    return booked


def told(house: House, since: int) -> list[tuple[str, str, int | None, str]]:
    return [
        (event.action, event.subject_kind, event.subject_id, json.loads(event.detail or "{}").get("list", ""))
        for event in reversed(house.audit.list())
        if event.sequence > since and event.actor == "HIS" and event.outcome == "success"
    ]


@pytest.mark.parametrize(
    ("path", "action", "listed"),
    [
        ("/orders", "see-orders", "orders"),
        ("/questions", "see-questions", "questions"),
        ("/quarantine", "see-questions", "quarantine"),
    ],
)
def test_a_list_leaves_one_event(api: Client, house: House, number: int, path: str, action: str, listed: str) -> None:
    before = house.audit.list(limit=1)[0].sequence
    assert api("GET", path).status_code == 200
    assert api("GET", path).status_code == 200
    assert told(house, before) == [(action, "", None, listed)]


def test_a_search_leaves_one_event_that_does_not_say_for_whom(api: Client, house: House, number: int) -> None:
    before = house.audit.list(limit=1)[0].sequence
    for _ in range(2):
        assert api("POST", "/orders/search", json={"text": "王小明"}).status_code == 200
    assert told(house, before) == [("see-orders", "", None, "orders")]
    assert '"by":"text"' in house.audit.list(limit=1)[0].detail.replace(" ", "")


@pytest.mark.parametrize(
    ("path", "action"),
    [("/orders/{}", "see-orders"), ("/orders/{}/report", "see-reports")],
)
def test_what_is_looked_at_leaves_one_event_with_its_order(
    api: Client, house: House, number: int, path: str, action: str
) -> None:
    before = house.audit.list(limit=1)[0].sequence
    assert api("GET", path.format(number)).status_code == 200
    assert told(house, before) == [(action, "order", number, "")]


def test_an_order_sent_again_and_a_slip_printed_again_are_kept_too(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    number, link = booking["order"]["id"], booking["link"]
    before = house.audit.list(limit=1)[0].sequence
    api("POST", "/orders", json=ORDER)
    api("POST", f"/orders/{number}/slip.pdf", json={"secret": link["secret"], "code": link["code"]})
    assert told(house, before) == [
        ("keep-orders", "order", number, ""),
        ("make-links", "link", link["id"], ""),
    ]


def test_nobody_is_named_in_the_audit(api: Client, house: House, number: int) -> None:
    assert api("POST", "/orders/search", json={"text": "王小明"}).status_code == 200
    for path in (f"/orders/{number}", f"/orders/{number}/report", "/questions"):
        assert api("GET", path).status_code == 200
    assert not any(word in repr(house.audit.list()) for word in ("王", "P-1", "1960"))
