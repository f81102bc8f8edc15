"""Several links in one browser: what is asked of one is never answered from another."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from imaging.sharing.secrets import new_secret
from tests.acceptance.viewer.patient.visits import BIRTH_DATE, PHONE, Exam, book
from tests.serving import Establishment, establishment
from viewer.patient.visitors import LINK_COOKIE, MOST_LINKS

RIGHT = {"birth_date": BIRTH_DATE, "last_four": PHONE[-4:]}
ASKED = ("status", "series/{0}", "series/{0}/frames/1", "report", "report/1.pdf", "takeaway", "openings")
TAKEN = ("originals.zip", "pictures.zip")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Establishment]:
    with establishment(tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(place: Establishment) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=place.served.url, timeout=60) as opened:
        yield opened


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


def open_link(browser: httpx.Client, exam: Exam) -> httpx.Response:
    return browser.post("/i/api/session", json={"secret": exam.link.secret.text, "factor": RIGHT})


def first_series(browser: httpx.Client, exam: Exam) -> str:
    return str(browser.get(f"{exam.api}/status").json()["studies"][0]["series"][0]["id"])


def cookies(browser: httpx.Client) -> list[str]:
    return [cookie.name.removeprefix(LINK_COOKIE) for cookie in browser.cookies.jar]


def test_each_link_answers_of_its_own_exam(browser: httpx.Client, mother: Exam, child: Exam) -> None:
    for exam in (mother, child):
        assert open_link(browser, exam).status_code == 200
    for exam, name in ((mother, "Wang^Fang=王^芳"), (child, "Li^Ming=李^明")):
        status = browser.get(f"{exam.api}/status").json()
        assert (status["patient"]["name"], status["link"]["handle"]) == (name, exam.link.secret.handle)
    reports = [browser.get(f"{exam.api}/report").json()["versions"][0]["text"] for exam in (mother, child)]
    assert reports == ["of the mother", "of the child"]
    assert browser.get(f"{mother.api}/report/1.pdf").content == b"%PDF-1.4 mother"


@pytest.mark.parametrize("path", [*ASKED, *TAKEN])
def test_a_browser_of_one_link_is_nobody_to_another(
    browser: httpx.Client, mother: Exam, child: Exam, path: str
) -> None:
    open_link(browser, mother)
    asked = path.format(first_series(browser, mother))
    assert browser.get(f"{mother.api}/{asked}").status_code == 200
    assert browser.get(f"{child.api}/{asked}").status_code == 401


@pytest.mark.parametrize("path", [*ASKED, *TAKEN])
def test_the_session_of_one_link_under_the_name_of_another_opens_neither(
    browser: httpx.Client, mother: Exam, child: Exam, path: str
) -> None:
    open_link(browser, mother)
    asked = path.format(first_series(browser, mother))
    session = browser.cookies[LINK_COOKIE + mother.link.secret.handle]
    browser.cookies.clear()
    browser.cookies.set(LINK_COOKIE + child.link.secret.handle, session)
    assert browser.get(f"{child.api}/{asked}").status_code == 401
    assert browser.get(f"{mother.api}/{asked}").status_code == 401


def test_a_series_of_one_exam_is_not_found_under_another(browser: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(browser, mother)
    open_link(browser, child)
    series = first_series(browser, mother)
    for path in (f"series/{series}", f"series/{series}/frames/1"):
        assert browser.get(f"{mother.api}/{path}").status_code == 200
        assert browser.get(f"{child.api}/{path}").status_code == 404


def test_what_one_link_knows_already_is_not_what_another_knows(
    browser: httpx.Client, place: Establishment, mother: Exam
) -> None:
    """Two exams of which nothing can be told apart have different tags all the same."""
    twins = [book(place, number, patient_id=number) for number in ("TWIN1", "TWIN2")]
    for exam in twins:
        open_link(browser, exam)
    one, other = (browser.get(f"{exam.api}/status").headers["etag"] for exam in twins)
    assert one != other
    assert browser.get(f"{twins[1].api}/status", headers={"If-None-Match": one}).status_code == 200


def test_switching_off_one_leaves_the_other(browser: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(browser, mother)
    open_link(browser, child)
    assert browser.post(f"{mother.api}/switch-off", json={}).status_code == 200
    assert cookies(browser) == [child.link.secret.handle]
    assert browser.get(f"{mother.api}/status").status_code == 401
    assert browser.get(f"{child.api}/status").status_code == 200


def test_a_download_that_goes_on_belongs_to_its_link(browser: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(browser, mother)
    whole = browser.get(f"{mother.api}/originals.zip")
    open_link(browser, child)
    rest = {"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
    assert browser.get(f"{mother.api}/originals.zip", headers=rest).content == whole.content[100:]
    # Of another archive there is no rest: it comes whole, or not at all.
    assert browser.get(f"{child.api}/originals.zip", headers=rest).status_code == 200


def test_a_page_goes_on_with_the_link_that_it_names(browser: httpx.Client, mother: Exam, child: Exam) -> None:
    open_link(browser, mother)
    open_link(browser, child)
    for exam in (mother, child):
        answer = browser.post("/i/api/session", json={"link": exam.link.secret.handle})
        assert answer.json()["status"]["link"]["handle"] == exam.link.secret.handle
    # A code that was scanned again needs no second answer; one that nobody knows opens none of those that are open.
    again = browser.post("/i/api/session", json={"secret": mother.link.secret.text})
    assert again.json()["status"]["link"]["handle"] == mother.link.secret.handle
    for body in ({"link": ""}, {"link": "0" * 24}, {"link": None}, {}):
        assert browser.post("/i/api/session", json=body).status_code == 401, body
    for secret in ("?", "BROKEN CODE", new_secret().text):
        assert browser.post("/i/api/session", json={"secret": secret}).status_code == 404


def test_a_page_that_names_none_goes_on_where_there_is_just_one(
    browser: httpx.Client, mother: Exam, child: Exam
) -> None:
    open_link(browser, mother)
    assert browser.post("/i/api/session", json={}).json()["status"]["patient"]["name"].startswith("Wang")
    open_link(browser, child)
    assert browser.post("/i/api/session", json={}).status_code == 401


def test_a_browser_keeps_so_many_links_and_no_more(browser: httpx.Client, place: Establishment) -> None:
    exams = [book(place, f"N{number}", patient_id=f"N{number}") for number in range(MOST_LINKS + 2)]
    for exam in exams:
        assert open_link(browser, exam).status_code == 200
    kept = [exam.link.secret.handle for exam in exams[2:]]
    assert cookies(browser) == kept
    assert browser.get(f"{exams[0].api}/status").status_code == 401
    assert browser.get(f"{exams[-1].api}/status").status_code == 200


def test_cookies_that_are_over_give_way_first(browser: httpx.Client, place: Establishment) -> None:
    exams = [book(place, f"N{number}", patient_id=f"N{number}") for number in range(MOST_LINKS + 1)]
    for exam in exams[:-1]:
        open_link(browser, exam)
    # Switched off elsewhere: this browser does not know yet.
    with httpx.Client(base_url=place.served.url, timeout=60) as other:
        open_link(other, exams[3])
        other.post(f"{exams[3].api}/switch-off", json={})
    deadline = time.monotonic() + 5
    while browser.get(f"{exams[3].api}/status").status_code == 200:
        assert time.monotonic() < deadline, "a link that was switched off lives on"
        time.sleep(0.2)
    open_link(browser, exams[-1])
    assert cookies(browser) == [exam.link.secret.handle for exam in exams if exam is not exams[3]]


def test_what_a_link_is_called_opens_nothing_and_is_not_its_secret(browser: httpx.Client, mother: Exam) -> None:
    handle = mother.link.secret.handle
    assert re.fullmatch("[0-9a-f]{24}", handle)
    assert handle.upper() not in mother.link.secret.text
    assert handle not in mother.link.secret.hash.hex()
    for body in ({"secret": handle, "factor": RIGHT}, {"code": handle, "factor": RIGHT}):
        assert browser.post("/i/api/session", json=body).status_code == 404
