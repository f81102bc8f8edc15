"""The API as hospitals' systems use it; every answer is compared with what the OpenAPI document promises."""

from __future__ import annotations

import asyncio
import io
import re
from typing import Any

import httpx
import pytest
import zxingcpp
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from PIL import Image
from starlette.types import ASGIApp

from imaging.access.actors import Actor, Role, TokenScope
from imaging.errors import UnavailableError
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.sharing.appointments import Appointments, Booking
from tests.houses import send
from viewer.api.openapi import openapi_document
from viewer.api.operations import OPERATIONS
from viewer.api.routes import PREFIX, routes
from viewer.app import compose
from viewer.callers import SESSION_COOKIE
from viewer.cross_site import HEADER, page_word

ORDER = {
    "accession_number": "A-1",
    "patient_id": "P-1",
    "patient_name": "王小明",
    "patient_birth_date": "1960-02-29",
    "procedure_description": "胸部CT平扫",
    "scheduled_at": "2026-03-05T09:30:00+08:00",
    "phone": "13912345678",
}
PDF = b"%PDF-1.7\nreport"
DOCUMENT = openapi_document(OPERATIONS, "0")


class Http:
    """Asks the application itself, without a socket."""

    url = "http://127.0.0.1:8080"

    def __init__(self, application: ASGIApp) -> None:
        self.transport = httpx.ASGITransport(application)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=self.url) as client:
                return await client.request(method, path, **more)

        return asyncio.run(ask())

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)


class Client:
    """Calls the API and compares every answer with the document."""

    def __init__(self, http: Http, headers: dict[str, str]) -> None:
        self.http, self.headers = http, headers

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        answer = self.http.request(method, PREFIX + path, headers=headers, **more)
        check(method, path.partition("?")[0], answer)
        return answer


def check(method: str, path: str, answer: httpx.Response) -> None:
    """Fail unless the document names this answer, and its body has the shape that the document gives."""
    template = re.sub(r"/questions/-?\d+", "/questions/{study}", re.sub(r"/orders/-?\d+", "/orders/{order}", path))
    promised = DOCUMENT["paths"][template][method.lower()]["responses"]
    if answer.is_error:
        content = promised["default"]["content"]
    else:
        content = promised[str(answer.status_code)].get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    assert (media_type in content) if answer.content else not content
    if media_type == "application/json":
        schema = {**content[media_type]["schema"], "components": DOCUMENT["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())


@pytest.fixture
def http(house: House) -> Http:
    return Http(compose(routes(house), house.settings))


def machine(house: House, http: Http, *scopes: TokenScope, hospital_id: int = 1) -> Client:
    token = house.tokens.create(hospital_id, scopes or set(TokenScope), "HIS")
    return Client(http, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def api(house: House, http: Http) -> Client:
    return machine(house, http)


def test_the_document_is_valid_and_served_to_everybody(http: Http) -> None:
    document = http.get(f"{PREFIX}/openapi.json").json()
    validate(document)
    assert document["paths"] == DOCUMENT["paths"]


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


def test_a_moved_appointment_is_updated_and_another_patient_refused(api: Client) -> None:
    api("POST", "/orders", json=ORDER)
    assert api("POST", "/orders", json=ORDER | {"place": "二楼"}).json()["received"] == "updated"
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
    found = api("GET", "/orders?text=A-1").json()["orders"]
    assert [order["id"] for order in found] == [number]
    assert len(api("GET", "/orders?limit=1").json()["orders"]) == 1
    whole = api("GET", f"/orders/{number}").json()
    assert [link["tries"] for link in whole["links"]] == [0]
    assert "secret" not in whole["links"][0]


@pytest.mark.parametrize(
    "query", ["limit=0", "text=%00", "limit=1000000000", "offset=-1", "limit=x", "scheduled_from=today", "where=1"]
)
def test_wrong_parameters_are_refused(api: Client, query: str) -> None:
    assert api("GET", f"/orders?{query}").status_code == 400


def test_a_csv_file_is_taken_line_by_line(api: Client) -> None:
    text = (
        "检查号,患者编号,姓名,出生日期,检查项目,手机号\n"
        "A1,P1,王小明,1960/2/29,CT,13912345678\nA2,P2,李四,x,CT,\nA1,P1,王小明,1960/2/29,CT,\nA1,P9,赵五,1960/2/29,CT,\n"
    )
    answer = api("POST", "/orders/csv", content=text.encode("gb18030"), headers={"Content-Type": "text/csv"}).json()
    assert (answer["created"], answer["unchanged"], answer["failed"]) == (1, 1, 2)
    assert [line["line"] for line in answer["lines"] if line["error"]] == [3, 5]
    assert answer["lines"][0]["booking"]["link"]["secret"]
    assert api("POST", "/orders/csv", content=b"x", headers={"Content-Type": "text/csv"}).status_code == 400
    assert api("POST", "/orders/csv", json={}).status_code == 415


CSV_OF_TWO = "accession number,patient id,name,birth date,procedure\nA1,P1,Wang,1960-02-29,CT\nA2,P2,Li,1970-01-01,CT\n"


def test_a_csv_file_that_breaks_in_the_middle_books_nothing(api: Client, house: House) -> None:
    text = CSV_OF_TWO + 'A3,P3,"' + "x" * 200_000 + '",1970-01-01,CT\n'
    answer = api("POST", "/orders/csv", content=text.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status_code == 400
    assert house.orders.list(1) == ()


def test_an_index_that_fails_in_the_middle_of_a_csv_file_loses_no_secret(
    api: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Appointments.book

    def book_one(self: Appointments, actor: Actor, hospital_id: int, new: NewOrder, **more: str) -> Booking:
        if new.accession_number == "A2":
            raise UnavailableError("The index can't be reached.")
        return book(self, actor, hospital_id, new, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Appointments, "book", book_one)
    text = CSV_OF_TWO + "A3,P3,Zhao,1980-01-01,CT\n"
    answer = api("POST", "/orders/csv", content=text.encode(), headers={"Content-Type": "text/csv"}).json()
    first, second, third = answer["lines"]
    assert first["booking"]["link"]["secret"]
    assert (second["error"], second["booking"]) == ("The index can't be reached.", None)
    assert third["booking"]["link"]["secret"]


def test_a_cancelled_order_opens_nothing(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    answer = api("DELETE", f"/orders/{booking['order']['id']}")
    assert answer.json()["order"]["cancelled_at"] is not None
    assert type(house.link_sessions.exchange(secret=booking["link"]["secret"])).__name__ == "Unavailable"
    assert api("POST", "/orders", json=ORDER).status_code == 410


def test_a_reprint_voids_the_former_slip_and_revoking_voids_all(api: Client, house: House) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    path = f"/orders/{booking['order']['id']}/link"
    reprinted = api("POST", path)
    assert reprinted.status_code == 201
    assert type(house.link_sessions.exchange(secret=booking["link"]["secret"])).__name__ == "Unavailable"
    assert type(house.link_sessions.exchange(secret=reprinted.json()["secret"])).__name__ == "FactorRequired"
    links = api("DELETE", path).json()["links"]
    assert [link["revoked_because"] for link in links] == ["revoked", "reprinted"]


def test_a_reprint_keeps_when_and_how_often_the_link_opens(api: Client, house: House) -> None:
    bounds = {"phone": "", "not_before": "2026-03-05T00:00:00Z", "max_openings": 3}
    booking = api("POST", "/orders", json=ORDER | bounds).json()
    assert booking["link"]["factor"] == "code"
    order_id = booking["order"]["id"]
    assert api("POST", f"/orders/{order_id}/link").json()["factor"] == "code"
    newest, former = house.links.of_order(order_id)
    assert newest.not_before == former.not_before is not None
    assert (newest.max_openings, former.max_openings) == (3, 3)


def test_a_slip_shows_the_link_that_was_just_told(api: Client) -> None:
    booking = api("POST", "/orders", json=ORDER).json()
    path, told = f"/orders/{booking['order']['id']}", {key: booking["link"][key] for key in ("secret", "code")}
    picture = api("POST", f"{path}/qr.png", json=told)
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))[0].text == booking["link"]["url"]
    assert api("POST", f"{path}/qr.svg", json=told).text.startswith("<svg")
    for paper in ("a6", "roll", "sheet"):
        assert api("POST", f"{path}/slip.pdf?format={paper}", json=told).content.startswith(b"%PDF-")
    assert api("POST", f"{path}/slip.pdf?format=a5", json=told).status_code == 400
    assert api("POST", f"{path}/slip.pdf", json=told | {"secret": "guess"}).status_code == 404
    assert [link["revoked_at"] for link in api("GET", path).json()["links"]] == [None]


def test_a_slip_without_its_link_is_a_reprint(api: Client) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    assert api("POST", f"/orders/{number}/slip.pdf").content.startswith(b"%PDF-")
    links = api("GET", f"/orders/{number}").json()["links"]
    assert [link["revoked_because"] for link in links] == ["", "reprinted"]


def test_many_slips_come_on_sheets(api: Client) -> None:
    slips = []
    for number in range(5):
        booking = api("POST", "/orders", json=ORDER | {"accession_number": f"A-{number}"}).json()
        told = {key: booking["link"][key] for key in ("secret", "code")}
        slips.append({"order_id": booking["order"]["id"], **told})
    answer = api("POST", "/slips.pdf", json={"slips": slips})
    assert answer.content.count(b"/Type /Page\n") == 2
    assert api("POST", "/slips.pdf", json={"slips": []}).status_code == 400
    assert api("POST", "/slips.pdf", json={"slips": [{"order_id": 99}]}).status_code == 404


def test_reports_as_text_as_pdf_and_as_a_form(api: Client) -> None:
    path = f"/orders/{api('POST', '/orders', json=ORDER).json()['order']['id']}/report"
    assert api("POST", path, json={"state": "draft", "text": "结节 <5mm", "author": "王医生"}).json()["version"] == 1
    as_it_is = api("POST", f"{path}?state=final&author=Li", content=PDF, headers={"Content-Type": "application/pdf"})
    assert (as_it_is.json()["has_pdf"], as_it_is.json()["author"]) == (True, "Li")
    form = {"data": {"state": "amended", "text": "更正"}, "files": {"pdf": ("r.pdf", PDF + b"2", "application/pdf")}}
    assert api("POST", path, **form).json()["version"] == 3
    assert [report["state"] for report in api("GET", path).json()["reports"]] == ["amended", "final", "draft"]
    latest, second = api("GET", f"{path}.pdf"), api("GET", f"{path}.pdf?version=2")
    assert (latest.content, second.content) == (PDF + b"2", PDF)
    assert latest.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in latest.headers["content-security-policy"]
    assert api("GET", f"{path}.pdf?version=9").status_code == 404
    assert api("GET", f"{path}.pdf?version=1").status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"content": b"<p>", "headers": {"Content-Type": "text/html"}}, 415),
        ({"json": {"state": "final", "text": ""}}, 400),
        ({"json": {"state": "secret", "text": "x"}}, 400),
        ({"content": PDF, "headers": {"Content-Type": "application/pdf"}}, 400),
        ({"data": {"state": "final"}, "files": {"pdf": ("r.pdf", b"PK", "application/pdf")}}, 400),
    ],
)
def test_what_is_no_report_is_refused(api: Client, more: dict[str, Any], status: int) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    assert api("POST", f"/orders/{number}/report", **more).status_code == status


def test_questions_are_listed_and_settled(api: Client, house: House) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    study = send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    (question,) = api("GET", "/questions").json()["questions"]
    assert (question["study_id"], question["reason"]) == (study, "no-accession-number")
    seen = {"seen_variants": question["variants"]}
    assert api("POST", f"/questions/{study}", json={"order_id": number}).status_code == 400
    assert api("POST", f"/questions/{study}", json={"order_id": 99, **seen}).status_code == 404
    send(house, AccessionNumber="", PatientID="P-2")
    assert api("POST", f"/questions/{study}", json={"order_id": number, **seen}).status_code == 409
    (question,) = api("GET", "/questions").json()["questions"]
    assert [said["patient_id"] for said in question["said"]] == ["P-1", "P-2"]
    seen = {"seen_variants": question["variants"]}
    assert api("POST", f"/questions/{study}", json={"order_id": number, **seen}).status_code == 204
    assert api("GET", "/questions").json()["questions"] == []
    assert api("GET", f"/orders/{number}").json()["order"]["step"] == "images"


def test_what_was_kept_aside_is_listed(api: Client, house: House) -> None:
    send(house, SOPInstanceUID="2.25.7")
    send(house, SOPInstanceUID="2.25.7", PatientID="P-2")
    (kept,) = api("GET", "/quarantine").json()["objects"]
    assert (kept["sop_instance_uid"], kept["settled_at"]) == ("2.25.7", None)


def test_numbers_no_row_can_have_are_not_found(api: Client) -> None:
    for number in (0, 2**63 - 1, 2**63, 10**30):
        assert api("GET", f"/orders/{number}").status_code == 404


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
    event = house.audit.list(limit=1)[0]
    assert (event.actor, event.action, event.outcome) == ("HIS", "see-orders", "denied")


def test_another_hospital_reaches_nothing(api: Client, http: Http, house: House) -> None:
    number = api("POST", "/orders", json=ORDER).json()["order"]["id"]
    study = send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    west = machine(house, http, hospital_id=house.hospitals.add("WEST", "West").id)
    bodies = {
        "report": {"json": {"state": "final", "text": "x"}},
        "questions": {"json": {"order_id": None, "seen_variants": 1}},
        "slips.pdf": {"json": {"slips": [{"order_id": number}]}},
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
