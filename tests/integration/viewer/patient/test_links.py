"""Several links in one browser: what is asked of one is never answered from another."""

from __future__ import annotations

import re
import time

import httpx
import pytest

from imaging.sharing.secrets import new_secret
from tests.exams import Exam, book
from tests.integration.viewer.patient.browser import RIGHT, open_link
from tests.serving import Establishment
from viewer.patient.visitors import LINK_COOKIE, MOST_LINKS

ASKED = ("status", "series/{0}", "series/{0}/frames/1", "report", "report/1.pdf", "takeaway", "openings")
TAKEN = ("originals.zip", "pictures.zip")


@pytest.fixture
def mother(place: Establishment) -> Exam:
    exam = book(place, "MOTHER", patient_id="P-1", patient_name="Wang^Fang=王^芳")
    exam.receive("mr_brain_t1", most=3)
    exam.report("of the mother", pdf=b"%PDF-1.4 mother")
    return exam


@pytest.fixture
def child(place: Establishment) -> Exam:
    exam = book(place, "CHILD", patient_id="P-2", patient_name="Li^Ming=李^明", procedure_description="CT")
    exam.receive("ct_head_phantom", most=2)
    exam.report("of the child", pdf=b"%PDF-1.4 child")
    return exam


def first_series(client: httpx.Client, exam: Exam) -> str:
    return str(client.get(f"{exam.api}/status").json()["studies"][0]["series"][0]["id"])


def cookies(client: httpx.Client) -> list[str]:
    return [cookie.name.removeprefix(LINK_COOKIE) for cookie in client.cookies.jar]


def test_each_link_answers_of_its_own_exam(client: httpx.Client, mother: Exam, child: Exam) -> None:
    for exam in (mother, child):
        assert open_link(client, exam, factor=RIGHT).status_code == 200
    for exam, name in ((mother, "Wang^Fang=王^芳"), (child, "Li^Ming=李^明")):
        status = client.get(f"{exam.api}/status").json()
        assert (status["patient"]["name"], status["link"]["handle"]) == (name, exam.link.secret.handle)
    reports = [client.get(f"{exam.api}/report").json()["versions"][0]["text"] for exam in (mother, child)]
    assert reports == ["of the mother", "of the child"]
    assert client.get(f"{mother.api}/report/1.pdf").content == b"%PDF-1.4 mother"


@pytest.mark.parametrize("path", [*ASKED, *TAKEN])
def test_a_browser_of_one_link_is_nobody_to_another(client: httpx.Client, mother: Exam, child: Exam, path: str) -> None:
    open_link(client, mother, factor=RIGHT)
    asked = path.format(first_series(client, mother))
    assert client.get(f"{mother.api}/{asked}").status_code == 200
    assert client.get(f"{child.api}/{asked}").status_code == 401


@pytest.mark.parametrize("path", [*ASKED, *TAKEN])
def test_the_session_of_one_link_under_the_name_of_another_opens_neither(
    client: httpx.Client, mother: Exam, child: Exam, path: str
) -> None:
    open_link(client, mother, factor=RIGHT)
    asked = path.format(first_series(client, mother))
    session = client.cookies[LINK_COOKIE + mother.link.secret.handle]
    client.cookies.clear()
    client.cookies.set(LINK_COOKIE + child.link.secret.handle, session)
    assert client.get(f"{child.api}/{asked}").status_code == 401
    assert client.get(f"{mother.api}/{asked}").status_code == 401


def test_a_series_of_one_exam_is_not_found_under_another(client: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(client, mother, factor=RIGHT)
    open_link(client, child, factor=RIGHT)
    series = first_series(client, mother)
    for path in (f"series/{series}", f"series/{series}/frames/1"):
        assert client.get(f"{mother.api}/{path}").status_code == 200
        assert client.get(f"{child.api}/{path}").status_code == 404


def test_what_one_link_knows_already_is_not_what_another_knows(
    client: httpx.Client, place: Establishment, mother: Exam
) -> None:
    """Two exams of which nothing can be told apart have different tags all the same."""
    twins = [book(place, number, patient_id=number) for number in ("TWIN1", "TWIN2")]
    for exam in twins:
        open_link(client, exam, factor=RIGHT)
    one, other = (client.get(f"{exam.api}/status").headers["etag"] for exam in twins)
    assert one != other
    assert client.get(f"{twins[1].api}/status", headers={"If-None-Match": one}).status_code == 200


def test_switching_off_one_leaves_the_other(client: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(client, mother, factor=RIGHT)
    open_link(client, child, factor=RIGHT)
    assert client.post(f"{mother.api}/switch-off", json={}).status_code == 200
    assert cookies(client) == [child.link.secret.handle]
    assert client.get(f"{mother.api}/status").status_code == 401
    assert client.get(f"{child.api}/status").status_code == 200


def test_a_download_that_goes_on_belongs_to_its_link(client: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(client, mother, factor=RIGHT)
    whole = client.get(f"{mother.api}/originals.zip")
    open_link(client, child, factor=RIGHT)
    rest = {"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
    assert client.get(f"{mother.api}/originals.zip", headers=rest).content == whole.content[100:]
    # Of another archive there is no rest: it comes whole, or not at all.
    assert client.get(f"{child.api}/originals.zip", headers=rest).status_code == 200


def test_a_page_goes_on_with_the_link_that_it_names(client: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(client, mother, factor=RIGHT)
    open_link(client, child, factor=RIGHT)
    for exam in (mother, child):
        answer = client.post("/i/api/session", json={"link": exam.link.secret.handle})
        assert answer.json()["status"]["link"]["handle"] == exam.link.secret.handle
    # A code that was scanned again needs no second answer; one that nobody knows opens none of those that are open.
    again = client.post("/i/api/session", json={"secret": mother.link.secret.text})
    assert again.json()["status"]["link"]["handle"] == mother.link.secret.handle
    for body in ({"link": ""}, {"link": "0" * 24}, {"link": None}, {}):
        assert client.post("/i/api/session", json=body).status_code == 401, body
    for secret in ("?", "BROKEN CODE", new_secret().text):
        assert client.post("/i/api/session", json={"secret": secret}).status_code == 404


def test_a_page_that_names_none_goes_on_where_there_is_just_one(
    client: httpx.Client, mother: Exam, child: Exam
) -> None:
    open_link(client, mother, factor=RIGHT)
    assert client.post("/i/api/session", json={}).json()["status"]["patient"]["name"].startswith("Wang")
    open_link(client, child, factor=RIGHT)
    assert client.post("/i/api/session", json={}).status_code == 401


def test_a_browser_keeps_so_many_links_and_no_more(client: httpx.Client, place: Establishment) -> None:
    exams = [book(place, f"N{number}", patient_id=f"N{number}") for number in range(MOST_LINKS + 2)]
    for exam in exams:
        assert open_link(client, exam, factor=RIGHT).status_code == 200
    kept = [exam.link.secret.handle for exam in exams[2:]]
    assert cookies(client) == kept
    assert client.get(f"{exams[0].api}/status").status_code == 401
    assert client.get(f"{exams[-1].api}/status").status_code == 200


def test_cookies_that_are_over_give_way_first(client: httpx.Client, place: Establishment) -> None:
    exams = [book(place, f"N{number}", patient_id=f"N{number}") for number in range(MOST_LINKS + 1)]
    for exam in exams[:-1]:
        open_link(client, exam, factor=RIGHT)
    # Switched off elsewhere: this browser does not know yet.
    with httpx.Client(base_url=place.served.url, timeout=60) as other:
        open_link(other, exams[3], factor=RIGHT)
        other.post(f"{exams[3].api}/switch-off", json={})
    deadline = time.monotonic() + 5
    while client.get(f"{exams[3].api}/status").status_code == 200:
        assert time.monotonic() < deadline, "a link that was switched off lives on"
        time.sleep(0.2)
    open_link(client, exams[-1], factor=RIGHT)
    assert cookies(client) == [exam.link.secret.handle for exam in exams if exam is not exams[3]]


def test_what_a_link_is_called_opens_nothing_and_is_not_its_secret(client: httpx.Client, mother: Exam) -> None:
    handle = mother.link.secret.handle
    assert re.fullmatch("[0-9a-f]{24}", handle)
    assert handle.upper() not in mother.link.secret.text
    assert handle not in mother.link.secret.hash.hex()
    for body in ({"secret": handle, "factor": RIGHT}, {"code": handle, "factor": RIGHT}):
        assert client.post("/i/api/session", json=body).status_code == 404
