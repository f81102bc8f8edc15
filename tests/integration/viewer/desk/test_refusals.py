"""What is refused has a word that pages say in their language."""

from __future__ import annotations

import httpx
import pytest

from imaging.orders.orders import NewOrder
from tests.integration.viewer.desk.signing import sign_in
from tests.serving import Establishment

NUMBER = {"accession_number": "Q-1"}
TYPED = NUMBER | {"patient_id": "P-1", "patient_name": "Wang", "patient_birth_date": "1960-02-29"}


@pytest.mark.parametrize(
    ("path", "body", "status", "problem", "told"),
    [
        ("orders", TYPED, 400, "field-missing", {"name": "procedure_description"}),
        ("orders", TYPED | {"place": "x" * 201}, 400, "field-missing", {"name": "procedure_description"}),
        ("orders", TYPED | {"procedure_description": " "}, 400, "field-missing", {"name": "procedure_description"}),
        ("orders", TYPED | {"procedure_description": "x" * 201}, 400, "field-too-long",
         {"name": "procedure_description", "longest": 200}),
        ("orders", TYPED | {"procedure_description": "CT", "phone": "1" * 41}, 400, "field-too-long",
         {"name": "phone", "longest": 40}),
        ("orders", TYPED | {"procedure_description": "CT", "patient_birth_date": "29.2."}, 400, "field-not-a-date",
         {"name": "patient_birth_date"}),
        ("orders", TYPED | {"procedure_description": "CT", "patient_id": "P-2"}, 409, "number-of-another-patient",
         NUMBER),
        ("people", {"login": "Größe", "role": "front-desk"}, 400, "login-form", {}),
        ("people", {"login": "administrator", "role": "front-desk"}, 409, "login-taken", {"login": "administrator"}),
        ("people", {"login": "x", "role": "king"}, 400, "field-wrong", {"name": "role"}),
        ("machines", {"title": "CT", "host": "nowhere"}, 400, "host-form", {}),
        ("tokens", {"name": "HIS", "scopes": []}, 400, "field-missing", {"name": "scopes"}),
        ("orders/999999/slip", {}, 404, "not-found", {}),
        ("session", {"login": "administrator", "password": "wrong"}, 401, "wrong-password", {}),
    ],
)  # fmt: skip
def test_what_is_refused_has_a_word_that_pages_translate(
    opened: Establishment,
    browser: httpx.Client,
    path: str,
    body: dict[str, object],
    status: int,
    problem: str,
    told: dict[str, object],
) -> None:
    word = sign_in(browser, "administrator")
    order = NewOrder("Q-1", "P-1", "Wang", "19600229", "CT")
    opened.house.appointments.book(opened.house.people.by_login("administrator"), opened.hospital_id, order)
    answer = browser.post(f"/desk/api/{path}", json=body, headers=word)
    said = answer.json()
    assert (answer.status_code, said["problem"], said["told"]) == (status, problem, told)
    assert said["message"]


def test_what_http_itself_refuses_has_a_word_too(browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk")
    found = {
        browser.post("/desk/api/orders/csv", content=bytes(5 << 20), headers=word).json()["problem"],
        browser.post("/desk/api/orders", json={}, headers={"X-CSRF-Token": "0"}).json()["problem"],
        browser.get("/desk/api/nothing").json()["problem"],
        browser.get("/desk/api/people").json()["problem"],
    }
    assert found == {"too-large", "stale-page", "not-found", "forbidden"}


def test_a_line_that_is_not_taken_has_a_word(browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk") | {"Content-Type": "text/csv"}
    text = "accession number,patient id,name,birth date,procedure\nW-1,P-1,Wang,never,CT\n"
    (line,) = browser.post("/desk/api/orders/csv", content=text.encode(), headers=word).json()["lines"]
    assert (line["problem"], line["told"]) == ("field-not-a-date", {"name": "patient_birth_date"})
