"""Orders as hospitals' systems bring, list, and cancel them."""

from __future__ import annotations

from typing import Any

import pytest

from imaging.house import House
from tests.unit.viewer.api.clients import ORDER, Client


def test_an_order_comes_back_with_its_link_once(api: Client, house: House) -> None:
    first, again = api("POST", "/orders", json=ORDER), api("POST", "/orders", json=ORDER)
    assert (first.status_code, again.status_code) == (201, 200)
    link = first.json()["link"]
    assert link["url"] == f"{house.settings.base_url}/i#{link['secret']}"
    assert (link["factor"], link["factor_code"]) == ("birth-date-and-phone", None)
    assert (again.json()["received"], again.json()["link"]) == ("unchanged", None)
    assert first.headers["cache-control"] == "no-store"
    order = first.json()["order"]
    assert (order["patient_birth_date"], order["step"], order["studies"]) == ("19600229", "scheduled", 0)


def test_a_phone_that_was_mistyped_is_taken_anew_and_told(api: Client, house: House) -> None:
    link = api("POST", "/orders", json=ORDER).json()["link"]
    again = api("POST", "/orders", json=ORDER | {"phone": "13900009999"}).json()
    assert (again["received"], again["changed"], again["link"]) == ("updated", ["second_factor"], None)
    answer = {"birth_date": "1960-02-29", "last_four": "9999"}
    assert type(house.link_sessions.exchange(secret=link["secret"], answer=answer)).__name__ == "Opened"
    refused = api("POST", "/orders", json=ORDER | {"patient_birth_date": "1961-02-28", "phone": ""})
    assert refused.status_code == 409
    assert "phone" in refused.json()["message"]


def test_a_moved_appointment_is_updated_and_another_patient_refused(api: Client) -> None:
    api("POST", "/orders", json=ORDER)
    moved = api("POST", "/orders", json=ORDER | {"place": "二楼"}).json()
    assert (moved["received"], moved["changed"]) == ("updated", ["place"])
    refused = api("POST", "/orders", json=ORDER | {"patient_id": "P-2"})
    assert refused.status_code == 409
    assert "A-1" in refused.json()["message"]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "accession_number"),
        (ORDER | {"patient_birth_date": "29.2."}, "patient_birth_date"),
        (ORDER | {"scheduled_at": "2026-03-05T09:30:00"}, "scheduled_at"),
        (ORDER | {"unknown": 1}, "unknown"),
        (ORDER | {"patient_name": "x" * 201}, "patient_name"),
        (ORDER | {"patient_name": "王\u0000"}, "patient_name"),
        (ORDER | {"max_openings": 0}, "max_openings"),
        ([], "body"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence_without_itself(api: Client, body: Any, names: str) -> None:
    answer = api("POST", "/orders", json=body)
    assert answer.status_code == 400
    assert names in answer.json()["message"]
    assert answer.json()["message"].endswith(".")
    assert "王" not in answer.text


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"null", b'{"a":' * 2000])
def test_what_is_no_json_is_refused(api: Client, content: bytes) -> None:
    assert api("POST", "/orders", content=content, headers={"Content-Type": "application/json"}).status_code == 400


def test_json_under_another_name_is_not_read(api: Client) -> None:
    answer = api("POST", "/orders", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_orders_are_listed_and_looked_at(api: Client) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    api("POST", "/orders", json=ORDER | {"accession_number": "B-1", "patient_name": "Li"})
    found = api("POST", "/orders/search", json={"text": "A-1"}).json()["orders"]
    assert [order["id"] for order in found] == [number]
    assert len(api("GET", "/orders?limit=1").json()["orders"]) == 1
    whole = api("GET", f"/orders/{number}").json()
    assert [link["tries"] for link in whole["links"]] == [0]
    assert "secret" not in whole["links"][0]


@pytest.mark.parametrize(
    "query", ["limit=0", "text=x", "limit=1000000000", "offset=-1", "limit=x", "scheduled_from=today", "where=1"]
)
def test_wrong_parameters_are_refused(api: Client, query: str) -> None:
    assert api("GET", f"/orders?{query}").status_code == 400


def test_nobody_is_searched_for_in_an_address(api: Client) -> None:
    api("POST", "/orders", json=ORDER)
    assert api("GET", "/orders?text=王小明").status_code == 400
    assert api("POST", "/orders/search?text=王小明", json={"text": "Li"}).json()["orders"] == []
    assert len(api("POST", "/orders/search", json={"text": "王小明", "limit": 1}).json()["orders"]) == 1
    assert api("POST", "/orders/search", json={"text": "王\u0000"}).status_code == 400


def test_a_cancelled_order_opens_nothing(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    answer = api("DELETE", f"/orders/{booking['order']['id']}")
    assert answer.json()["order"]["cancelled_at"] is not None
    assert type(house.link_sessions.exchange(secret=booking["link"]["secret"])).__name__ == "Unavailable"
    assert api("POST", "/orders", json=ORDER).status_code == 410


def test_numbers_no_row_can_have_are_not_found(api: Client) -> None:
    for number in (0, 2**63 - 1, 2**63, 10**30):
        assert api("GET", f"/orders/{number}").status_code == 404


def test_an_order_is_corrected_with_a_reason(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    path = f"/orders/{booking['order']['id']}/correct"
    assert api("POST", path, json={"accession_number": "A-2"}).json()["told"] == {"name": "reason"}
    answer = api("POST", path, json={"reason": "other-system", "accession_number": "A-2", "scheduled_at": None}).json()
    assert (answer["received"], answer["changed"]) == ("updated", ["accession_number", "scheduled_at"])
    assert (answer["order"]["accession_number"], answer["link"]) == ("A-2", None)
    right = {"birth_date": "1960-02-29", "last_four": "5678"}
    assert type(house.link_sessions.exchange(secret=booking["link"]["secret"], answer=right)).__name__ == "Opened"


def test_a_number_that_was_corrected_makes_no_second_order_unseen(api: Client) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    api("POST", f"/orders/{number}/correct", json={"reason": "typing-error", "accession_number": "A-2"})
    again = api("POST", "/orders", json=ORDER)
    assert (again.status_code, again.json()["received"]) == (200, "unchanged")
    assert (again.json()["order"]["id"], again.json()["order"]["accession_number"]) == (number, "A-2")
    other = ORDER | {"procedure_description": "头颅MR"}
    refused = api("POST", "/orders", json=other)
    assert (refused.status_code, refused.json()["problem"]) == (409, "number-corrected")
    assert refused.json()["told"] == {"accession_number": "A-1", "now": "A-2"}
    assert api("POST", "/orders", json=other | {"is_another_exam": True}).status_code == 201
    assert api("POST", "/orders", json=ORDER | {"accession_number": "A-2"}).json()["order"]["id"] == number


def test_a_number_that_another_order_has_is_told(api: Client) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    api("POST", "/orders", json=ORDER | {"accession_number": "A-2"})
    refused = api("POST", f"/orders/{number}/correct", json={"reason": "typing-error", "accession_number": "A-2"})
    assert (refused.status_code, refused.json()["problem"]) == (409, "number-taken")
    assert refused.json()["told"] == {"accession_number": "A-2"}
