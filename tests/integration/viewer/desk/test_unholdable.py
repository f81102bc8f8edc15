"""What an index can't hold is refused with a word, on SQLite and on PostgreSQL: nobody is answered by a failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from imaging.access.actors import Role
from tests.engines import PostgreSql
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment, establishment

BIG = 2**63
NUL = "a\0b"
ORDER = {
    "accession_number": "N-1", "patient_id": "P-1", "patient_name": "Wang", "patient_birth_date": "1960-02-29",
    "procedure_description": "CT",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """People of every kind that asks."""

    opened: Establishment
    seats: dict[str, tuple[httpx.Client, dict[str, str]]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = {}
    if request.param == "postgresql":
        server: PostgreSql = request.getfixturevalue("postgresql")
        settings["database_url"] = server.new_database()
    path: Path = tmp_path_factory.mktemp(request.param)
    with establishment(path, **settings) as opened, ExitStack() as browsers:
        seats = {}
        for role in (Role.RADIOLOGIST, Role.ADMINISTRATOR, Role.FRONT_DESK):
            opened.house.people.add(role.value, PASSWORD, opened.hospital_id, role)
            browser = browsers.enter_context(httpx.Client(base_url=opened.served.url))
            seats[role.value] = (browser, sign_in(browser, role))
        yield Desk(opened, seats)


@pytest.mark.parametrize(
    ("role", "method", "path", "body", "status"),
    [
        ("radiologist", "GET", f"/studies/{BIG}/view", None, 404),
        ("radiologist", "GET", f"/patients/of/{10**40}", None, 404),
        ("radiologist", "GET", f"/orders/{BIG}/reports/{BIG}.pdf", None, 404),
        ("radiologist", "GET", f"/studies/{BIG}/consult", None, 404),
        ("radiologist", "POST", "/consults", {"study_id": BIG, "question": "?", "urgency": "urgent",
         "invitees": [{"kind": "person", "id": 1}], "series_ids": [1]}, 400),
        ("radiologist", "POST", "/consults", {"study_id": 1, "question": NUL, "urgency": "urgent",
         "invitees": [{"kind": "person", "id": 1}], "series_ids": [1]}, 400),
        ("radiologist", "POST", "/consults", {"study_id": 1, "question": "?", "urgency": "urgent",
         "invitees": [{"kind": "group", "id": BIG}], "series_ids": [1]}, 400),
        ("radiologist", "POST", "/consults/colleagues", {"text": NUL}, 400),
        ("radiologist", "POST", "/consults/colleagues", {"hospital_id": BIG}, 400),
        ("radiologist", "POST", f"/consults/x/invitations/{BIG}/accept", {}, 404),
        ("administrator", "POST", "/expert-groups", {"name": NUL, "user_ids": [1]}, 400),
        ("administrator", "POST", "/consult-deadlines", {"routine_minutes": BIG, "urgent_minutes": 60,
         "emergency_minutes": 5}, 400),
        ("administrator", "GET", f"/audit?before={BIG}", None, 400),
        ("radiologist", "POST", "/work-list", {"hospital_ids": [BIG]}, 400),
        ("radiologist", "POST", "/work-list/arrived", {"since": BIG}, 400),
        ("radiologist", "POST", "/work-list", {"text": NUL}, 400),
        ("radiologist", "POST", "/emergency", {"study_id": BIG, "kind": "life-in-danger", "reason": "x" * 30,
         "number": "1", "birth_date": "1980-01-01"}, 400),
        ("radiologist", "POST", "/reporting/templates", {"title": NUL, "language": "en", "sections": {}}, 400),
        ("radiologist", "POST", "/reporting/templates", {"title": "x", "language": "en",
         "sections": {"findings": f"<p>{NUL}</p>"}}, 400),
        ("administrator", "POST", "/people", {"login": "new", "name": NUL, "role": "clinician"}, 400),
        ("administrator", "POST", "/people", {"login": "new", "role": "clinician", "department_ids": [BIG]}, 400),
        ("administrator", "POST", "/machines", {"title": "CT", "host": "10.0.0.1", "port": 10**30}, 400),
        ("front-desk", "POST", "/orders", ORDER | {"patient_name": NUL}, 400),
    ],
)  # fmt: skip
def test_the_desk_refuses_it(desk: Desk, role: str, method: str, path: str, body: object, status: int) -> None:
    browser, word = desk.seats[role]
    answer = browser.request(method, f"/desk/api{path}", json=body, headers=word)
    assert answer.status_code == status, answer.text
    assert answer.json()["problem"] != "failed"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"/orders/{BIG}", None, 404),
        ("GET", f"/orders/{BIG}/report", None, 404),
        ("GET", f"/orders?offset={BIG}", None, 400),
        ("GET", "/orders?text=a%00b", None, 400),
        ("POST", "/orders", ORDER | {"place": NUL}, 400),
    ],
)
def test_the_api_refuses_it(desk: Desk, method: str, path: str, body: object, status: int) -> None:
    answer = httpx.request(method, f"{desk.opened.served.url}/api/v1{path}", json=body, headers=desk.opened.headers)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("path", ["/dicom-web/studies?PatientName=a%00b", "/dicom-web/studies/1.2%003"])
def test_dicomweb_does_not_fail_of_it(desk: Desk, path: str) -> None:
    answer = httpx.get(f"{desk.opened.served.url}{path}", headers=desk.opened.headers)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("path", ["/p/links/a%00b", "/p/links/x/series/1/frames/99999999999999999999"])
def test_the_patients_page_does_not_fail_of_it(desk: Desk, path: str) -> None:
    assert httpx.get(f"{desk.opened.served.url}{path}").status_code < 500
