"""Who may call what, and what is kept of it."""

from __future__ import annotations

import pytest

from imaging.access.actors import Role, TokenScope
from imaging.house import House
from imaging.orders.orders import NewOrder
from tests.houses import send
from tests.unit.viewer.api.clients import ORDER, Client, Http, machine
from viewer.api.operations import OPERATIONS
from viewer.callers import SESSION_COOKIE
from viewer.cross_site import HEADER, page_word


def every_operation(order_id: int, study_id: int) -> list[tuple[str, str]]:
    return [
        (each.method, each.path.replace("{order:int}", str(order_id)).replace("{study:int}", str(study_id)))
        for each in OPERATIONS
    ]


def test_nothing_answers_strangers(http: Http, house: House) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer filmless_guess"},
        {"Authorization": "Basic x"},
        {"Cookie": f"{SESSION_COOKIE}=x"},
    ):
        for method, path in every_operation(1, 1):
            assert Client(http, headers)(method, path).status_code == 401


def test_scopes_are_kept_and_refusals_are_kept_in_the_audit(http: Http, house: House) -> None:
    reader, writer = machine(house, http, TokenScope.READ), machine(house, http, TokenScope.WRITE)
    assert reader("POST", "/orders", json=ORDER).status_code == 403
    assert writer("GET", "/orders").status_code == 403
    assert writer("POST", "/orders/search", json={"text": "Li"}).status_code == 403
    assert reader("POST", "/orders/search", json={"text": "Li"}).status_code == 200
    (event,) = [each for each in house.audit.list(limit=3) if each.action == "see-orders" and each.outcome == "denied"][
        :1
    ]
    assert event.actor == "HIS"


def test_another_hospital_reaches_nothing(api: Client, http: Http, house: House) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    study = send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    west = machine(house, http, hospital_id=house.hospitals.add("WEST", "West").id)
    bodies = {
        "report": {"json": {"state": "final", "text": "x"}},
        "questions": {"json": {"order_id": None, "seen_variants": 1}},
        "slips.pdf": {"json": {"slips": [{"order_id": number}]}},
        "correct": {"json": {"reason": "typing-error", "accession_number": "A-2"}},
    }
    for method, path in every_operation(number, study):
        if str(number) not in path and "slips" not in path:
            continue
        body = next((more for word, more in bodies.items() if word in path and method == "POST"), {})
        assert west(method, path, **body).status_code == 404, path
    assert west("GET", "/orders").json()["orders"] == []
    assert west("GET", "/questions").json()["questions"] == []
    assert len(api("GET", f"/orders/{number}").json()["links"]) == 1


class TestPeople:
    @pytest.fixture
    def session(self, house: House) -> str:
        return house.sessions.begin(house.people.add("desk", "correct horse", 1, Role.FRONT_DESK))

    def test_a_page_of_ours_may(self, http: Http, session: str) -> None:
        desk = Client(http, {"Cookie": f"{SESSION_COOKIE}={session}", HEADER: page_word(session)})
        own = {"Origin": http.url}
        assert desk("POST", "/orders", json=ORDER, headers=own).status_code == 201

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {HEADER: ""},
            {HEADER: page_word("another")},
        ],
    )
    def test_a_page_of_others_may_not(self, http: Http, session: str, headers: dict[str, str]) -> None:
        desk = Client(http, {"Cookie": f"{SESSION_COOKIE}={session}", HEADER: page_word(session)})
        assert desk("POST", "/orders", json=ORDER, headers=headers).status_code == 403
        assert desk("GET", "/orders").json()["orders"] == []

    def test_a_role_goes_no_further_than_it_says(self, http: Http, house: House, session: str) -> None:
        number = house.orders.create(1, NewOrder("A-9", "P-9", "Li", "1960-02-29", "CT"))[0].id
        desk = Client(http, {"Cookie": f"{SESSION_COOKIE}={session}", HEADER: page_word(session)})
        report = {"state": "final", "text": "x"}
        assert desk("POST", f"/orders/{number}/report", json=report).status_code == 403
