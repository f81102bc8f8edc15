"""What the desk's endpoints refuse, spoken to without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from starlette.routing import Route

from imaging.access.actors import Role
from imaging.index.tables import instances
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from tests.houses import send
from tests.serving import Establishment, establishment
from viewer.certificate import write_certificate
from viewer.desk.routes import routes

PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Establishment]:
    """Two hospitals, and an order in the other one."""
    with establishment(tmp_path_factory.mktemp("desk")) as house:
        for role in (Role.FRONT_DESK, Role.ADMINISTRATOR):
            house.house.people.add(role.value, PASSWORD, house.hospital_id, role)
        yield house


@pytest.fixture
def browser(opened: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=opened.served.url) as client:
        yield client


def sign_in(browser: httpx.Client, login: str) -> dict[str, str]:
    """Sign in, and return the header that a page shows with every change."""
    answer = browser.post("/desk/api/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200
    return {"X-CSRF-Token": answer.json()["csrf"]}


def calls(opened: Establishment) -> list[tuple[str, str]]:
    """Every endpoint of the desk with a path that could be asked for."""
    found = []
    for route in routes(opened.house):
        assert isinstance(route, Route)
        path = re.sub(r"\{\w+:int\}", "1", route.path.replace("{path:path}", "x"))
        if path.startswith("/desk/api/") and path != "/desk/api/session":
            found += [(method, path) for method in (route.methods or set()) - {"HEAD"}]
    assert len(found) > 20
    return found


def test_nothing_answers_without_a_session(opened: Establishment, browser: httpx.Client) -> None:
    for method, path in calls(opened):
        answer = browser.request(method, path, json={} if method == "POST" else None)
        assert answer.status_code == 401, f"{method} {path}"


def test_no_change_is_made_without_the_word_of_a_page(opened: Establishment, browser: httpx.Client) -> None:
    sign_in(browser, "administrator")
    for method, path in calls(opened):
        if method != "GET":
            assert browser.request(method, path, json={}).status_code == 403, f"{method} {path}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
        {"X-CSRF-Token": "0" * 64},
    ],
)
def test_what_another_site_can_send_is_refused(browser: httpx.Client, headers: dict[str, str]) -> None:
    word = sign_in(browser, "administrator")
    content = b'{"login": "intruder", "role": "administrator"}'
    ours = {"Content-Type": "application/json"} | word
    assert browser.post("/desk/api/people", content=content, headers=ours | headers).status_code == 403


def test_another_site_can_sign_nobody_in(browser: httpx.Client) -> None:
    credentials = {"login": "front-desk", "password": PASSWORD}
    answer = browser.post("/desk/api/session", json=credentials, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_cookie_opens_no_machine_api_for_another_site(browser: httpx.Client) -> None:
    sign_in(browser, "administrator")
    assert browser.post("/api/v1/orders", json={}).status_code == 403


def test_a_role_opens_only_what_belongs_to_it(opened: Establishment, browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk")
    assert browser.get("/desk/api/orders").status_code == 200
    for part in ("people", "machines", "tokens", "audit", "state", "quarantine"):
        asked = [(method, path) for method, path in calls(opened) if part in path]
        assert asked, part
        for method, path in asked:
            assert browser.request(method, path, json={}, headers=word).status_code == 403, f"{method} {path}"
    denied = opened.house.audit.list(hospital_id=opened.hospital_id, limit=1)[0]
    assert (denied.actor, denied.outcome) == ("front-desk", "denied")


def test_nothing_of_another_hospital_is_shown_or_changed(opened: Establishment, browser: httpx.Client) -> None:
    house = opened.house
    other = house.hospitals.ensure("OTHER", "Another hospital")
    colleague = house.people.add("other-admin", PASSWORD, other.id, Role.ADMINISTRATOR)
    theirs = house.appointments.book(colleague, other.id, NewOrder("X1", "P1", "Li^Si", "19900131", "CT")).order
    word = sign_in(browser, "administrator")
    assert browser.post("/desk/api/orders/search", json={"text": "X1"}, headers=word).json()["orders"] == []
    assert browser.get(f"/desk/api/orders/{theirs.id}").status_code == 404
    for path in (f"orders/{theirs.id}/slip", f"orders/{theirs.id}/switch-off", f"people/{colleague.user_id}/disable"):
        assert browser.post(f"/desk/api/{path}", json={}, headers=word).status_code == 404, path
    assert house.links.of_order(theirs.id)[0].revoked_at is None


def test_no_administrator_has_the_images_of_another_hospital_come_to_their_own(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    other = house.hospitals.ensure("OTHER", "Another hospital")
    house.ae_titles.add("THEIRCT", other.id, "10.1.0.0/16")
    word = sign_in(browser, "administrator")
    for host in ("10.1.2.3", "10.0.0.0/8", ""):
        form = {"title": "THEIRCT", "host": host}
        assert browser.post("/desk/api/machines", json=form, headers=word).status_code == 409
    assert house.ae_titles.hospital_of("FILMLESS", "THEIRCT", "10.1.2.3") == other.id
    form = {"title": "THEIRCT", "host": "10.2.0.1"}
    assert browser.post("/desk/api/machines", json=form, headers=word).status_code == 200


def test_a_file_of_orders_that_breaks_in_the_middle_books_nothing(opened: Establishment, browser: httpx.Client) -> None:
    word = sign_in(browser, "front-desk")
    head = "accession number,patient id,name,birth date,procedure\n"
    text = head + 'CSV-1,P-1,Wang,1960-02-29,CT\nCSV-2,P-2,"' + "x" * 200_000 + '",1970-01-01,CT\n'
    headers = word | {"Content-Type": "text/csv"}
    assert browser.post("/desk/api/orders/csv", content=text.encode(), headers=headers).status_code == 400
    assert opened.house.orders.by_accession_number(opened.hospital_id, "CSV-1") is None


def test_signing_in_gives_a_new_number_and_ends_the_old_one(opened: Establishment, browser: httpx.Client) -> None:
    sign_in(browser, "front-desk")
    (first,) = browser.cookies.jar
    sign_in(browser, "front-desk")
    (second,) = browser.cookies.jar
    assert first.value != second.value
    assert opened.house.sessions.person_of(first.value or "") is None


def test_guessing_is_slowed_down(browser: httpx.Client) -> None:
    wrong = {"login": "nobody", "password": "wrong"}
    statuses = [browser.post("/desk/api/session", json=wrong).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    chain, key = write_certificate(tmp_path / "tls", ["127.0.0.1"], datetime.now(UTC))
    with establishment(tmp_path / "house", tls_certificate=chain, tls_key=key) as house:
        house.house.people.add("desk", PASSWORD, house.hospital_id, Role.FRONT_DESK)
        with httpx.Client(base_url=house.served.url, verify=False) as client:
            answer = client.post("/desk/api/session", json={"login": "desk", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-filmless-session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()


def test_the_page_obeys_only_its_own_styles_and_scripts(browser: httpx.Client) -> None:
    first, second = browser.get("/"), browser.get("/")
    policy = first.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert policy != second.headers["content-security-policy"]
    assert "__nonce__" not in first.text


def test_a_question_shows_all_and_takes_no_decision_about_what_it_did_not_show(
    opened: Establishment, browser: httpx.Client
) -> None:
    house, word = opened.house, sign_in(browser, "front-desk")
    path = f"/desk/api/questions/{send(house, AccessionNumber='', hospital_id=opened.hospital_id)}"
    house.bindings.bind_new_studies()
    seen = browser.get(path).json()["question"]["variants"]
    send(house, AccessionNumber="", PatientID="P-2", hospital_id=opened.hospital_id)
    decision = {"order_id": None, "seen_variants": seen}
    assert browser.post(path, json=decision, headers=word).status_code == 409
    question = browser.get(path).json()["question"]
    searched = browser.post(f"{path}/search", json={"text": "nobody"}, headers=word).json()
    assert (searched["question"], searched["candidates"]) == (question, [])
    assert [said["patient_id"] for said in question["said"]] == ["P-1", "P-2"]
    decision["seen_variants"] = question["variants"]
    assert browser.post(path, json=decision, headers=word).status_code == 200


def test_a_question_says_what_differs_from_each_order_as_the_rule_sees_it(
    opened: Establishment, browser: httpx.Client
) -> None:
    house, hospital_id, word = opened.house, opened.hospital_id, sign_in(browser, "front-desk")
    for number, name, sex in (("B-1", "赵六", "M"), ("B-2", "李四", "")):
        house.orders.create(hospital_id, NewOrder(number, "P-1", name, "1960-02-29", "CT", sex))
    said = {"AccessionNumber": "B-1", "PatientName": "ZHAO^LIU", "PatientSex": "F"}
    study = send(house, "2.25.78", hospital_id, **said)
    house.bindings.bind_new_studies()
    answer = browser.post(f"/desk/api/questions/{study}/search", json={"text": "B-2"}, headers=word).json()
    assert (answer["question"]["reason"], answer["question"]["attributes"]) == ("patient-differs", ["patient_sex"])
    assert {each["accession_number"]: each["differing"] for each in answer["candidates"]} == {
        "B-1": ["patient_sex"],
        "B-2": ["accession_number", "patient_name"],
    }
    decision = {"order_id": None, "seen_variants": answer["question"]["variants"]}
    assert browser.post(f"/desk/api/questions/{study}", json=decision, headers=word).status_code == 200


def told(opened: Establishment, actor: str) -> list[tuple[str, str, dict[str, object]]]:
    """What the audit holds of somebody, the first first."""
    return [
        (event.action, event.subject_kind, json.loads(event.detail or "{}"))
        for event in reversed(opened.house.audit.list(limit=500))
        if event.actor == actor and event.outcome == "success"
    ]


def test_what_is_seen_at_the_desk_is_in_the_audit(opened: Establishment, browser: httpx.Client) -> None:
    house = opened.house
    doctor = house.people.add("doctor", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    new = NewOrder("R-1", "P-1", "王小明", "19600229", "CT")
    order = house.appointments.book(doctor, opened.hospital_id, new).order
    house.reports.add(doctor, order.id, opened.hospital_id, NewReport(ReportState.FINAL, "未见异常"))
    word = sign_in(browser, "doctor")
    before = len(told(opened, "doctor"))
    for _ in range(2):
        found = browser.post("/desk/api/orders/search", json={"text": "王小明"}, headers=word).json()["orders"]
        assert [each["id"] for each in found] == [order.id]
    for path in ("questions", f"orders/{order.id}"):
        for _ in range(2):
            assert browser.get(f"/desk/api/{path}").status_code == 200
    role = {"role": "radiologist"}
    assert told(opened, "doctor")[before:] == [
        ("see-orders", "", {"list": "orders", "by": "text", "count": 1, **role}),
        ("see-questions", "", {"list": "questions", "count": 0, **role}),
        ("see-orders", "order", role),
        ("see-reports", "order", role),
    ]
    (opening,) = house.access_log.openings((), order.id)
    assert (opening.actor_kind, opening.role, opening.action) == ("person", "radiologist", "see-reports")


def test_the_front_desk_sees_that_there_is_a_report_and_not_what_it_says(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    writer = house.people.add("writer", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    new = NewOrder("R-2", "P-2", "Li", "19600229", "CT")
    order = house.appointments.book(writer, opened.hospital_id, new).order
    house.reports.add(writer, order.id, opened.hospital_id, NewReport(ReportState.FINAL, "未见异常"))
    sign_in(browser, "front-desk")
    (report,) = browser.get(f"/desk/api/orders/{order.id}").json()["reports"]
    assert (report["state"], report["text"]) == ("final", "")
    assert house.access_log.openings((), order.id) == ()


def test_a_correction_takes_only_what_was_said(opened: Establishment, browser: httpx.Client) -> None:
    house, word = opened.house, sign_in(browser, "front-desk")
    new = NewOrder("K-1", "P-1", "王小明", "19600229", "CT", place="一楼")
    order = house.appointments.book(house.people.by_login("front-desk"), opened.hospital_id, new, phone="5678").order
    path = f"/desk/api/orders/{order.id}/correct"
    right = {"patient_birth_date": "1961-02-28", "phone": "5678", "patient_name": None}
    assert browser.post(path, json=right, headers=word).status_code == 400, "a correction has a reason"
    answer = browser.post(path, json=right | {"reason": "typing-error"}, headers=word).json()
    assert answer["changed"] == ["patient_birth_date", "second_factor"]
    kept = answer["order"]
    assert (kept["patient_birth_date"], kept["patient_name"], kept["place"]) == ("19610228", "王小明", "一楼")
    alone = {"patient_birth_date": "1962-02-28", "reason": "typing-error"}
    assert browser.post(path, json=alone, headers=word).status_code == 409
    number = {"accession_number": "K-2", "reason": "typing-error"}
    corrected = browser.post(path, json=number, headers=word).json()
    assert (corrected["changed"], corrected["order"]["accession_number"]) == (["accession_number"], "K-2")
    assert browser.post(path, json={"hospital_id": 2, "reason": "typing-error"}, headers=word).status_code == 400


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


def test_a_reports_pdf_is_saved_by_whoever_may_see_reports_and_can_do_nothing(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    reader = house.people.add("reader", PASSWORD, opened.hospital_id, Role.CLINICIAN)
    other = house.hospitals.ensure("OTHER", "Another hospital")
    pdf = b"%PDF-1.7\nfindings"
    orders = [
        house.appointments.book(reader, hospital_id, NewOrder("R-3", "P-3", "Li", "19600229", "CT")).order
        for hospital_id in (opened.hospital_id, other.id)
    ]
    for order in orders:
        house.reports.add(reader, order.id, order.hospital_id, NewReport(ReportState.DRAFT, pdf=pdf))
    path = f"/desk/api/orders/{orders[0].id}/reports"
    sign_in(browser, "front-desk")
    assert browser.get(f"{path}/1.pdf").status_code == 403
    sign_in(browser, "reader")
    before = len(told(opened, "reader"))
    answer = browser.get(f"{path}/1.pdf")
    assert (answer.content, answer.headers["content-type"]) == (pdf, "application/pdf")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"
    assert told(opened, "reader")[before:] == [("see-reports", "order", {"role": "clinician"})]
    assert browser.get(f"{path}/2.pdf").status_code == 404
    assert browser.get(f"/desk/api/orders/{orders[1].id}/reports/1.pdf").status_code == 404


def test_documents_that_wait_are_listed_for_whoever_writes_reports(
    opened: Establishment, browser: httpx.Client
) -> None:
    house = opened.house
    house.people.add("judge", PASSWORD, opened.hospital_id, Role.RADIOLOGIST)
    other = house.hospitals.ensure("OTHER", "Another hospital")
    found = {}
    for hospital_id in (opened.hospital_id, other.id):
        new = NewOrder("D-1", "P-1", "王小明", "19600229", "CT")
        order = house.appointments.book(house.people.by_login("judge"), hospital_id, new).order
        send(house, "2.25.77", hospital_id, AccessionNumber="D-1")
        house.bindings.bind_new_studies()
        with house.index.read() as connection:
            query = select(instances.c.id).where(instances.c.hospital_id == hospital_id)
            instance_id = connection.scalar(query.order_by(instances.c.id.desc()).limit(1)) or 0
        house.documents.ask(instance_id, order.id, "剂量记录")
        found[hospital_id] = (order.id, instance_id)
    sign_in(browser, "front-desk")
    assert browser.get("/desk/api/documents").status_code == 403
    word = sign_in(browser, "judge")
    (document,) = browser.get("/desk/api/documents").json()["documents"]
    assert (document["order"]["id"], document["id"]) == found[opened.hospital_id]
    assert (document["title"], document["order"]["accession_number"]) == ("剂量记录", "D-1")
    path = f"/desk/api/orders/{document['order']['id']}/documents/{document['id']}"
    assert browser.post(path, json={"is_report": False}, headers=word).status_code == 200
    assert browser.get("/desk/api/documents").json()["documents"] == []
    again = browser.post(path, json={"is_report": False}, headers=word)
    assert (again.status_code, again.json()["problem"]) == (404, "document-decided")
    assert ("see-questions", "", {"list": "documents", "count": 1, "role": "radiologist"}) in told(opened, "judge")
