"""The work list, a patient's timeline, and papers: nothing beyond reach, and all of it in the audit."""

from __future__ import annotations

import base64

import httpx
import pytest

from imaging.access.actors import Person, Role
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.reading.study_words import StudyWords
from tests.houses import send
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment
from tests.unit.imaging.reading.test_photographs import photograph


@pytest.fixture(scope="module")
def doctor(opened: Establishment) -> Person:
    people = opened.house.people
    people.add("stranger", PASSWORD, opened.house.hospitals.ensure("WEST", "West").id, Role.RADIOLOGIST)
    people.add("tech", PASSWORD, opened.hospital_id, Role.TECHNICIAN)
    return people.add("reader", PASSWORD, opened.hospital_id, Role.RADIOLOGIST, "陈医师")


@pytest.fixture(scope="module")
def made(opened: Establishment, doctor: Person) -> dict[str, int]:
    """The exams of one patient, of somebody alike, and of others."""
    house, here = opened.house, opened.hospital_id
    west = house.hospitals.by_code("WEST").id
    studies = {
        "first": send(house, "2.25.1", here, StudyDate="20250101", Modality="CT", PatientSex="M"),
        "second": send(house, "2.25.2", here, AccessionNumber="A-2", StudyDate="20260101", PatientName="WANG^XIAOMING"),
        "alike": send(house, "2.25.3", here, AccessionNumber="A-3", PatientID="P-9"),
        "contradicting": send(house, "2.25.4", here, AccessionNumber="A-4", PatientName="李^四"),
        "west": send(house, "2.25.5", west),
        "other": send(house, "2.25.6", here, AccessionNumber="A-6", PatientID="P-6", PatientName="钱^七"),
    }
    new = NewOrder("A-1", "P-1", "王小明", "19600229", "头颅 CT 平扫")
    order, _ = house.orders.create(here, new)
    house.orders.create(here, NewOrder("A-9", "P-1", "王小明", "19600229", "复查"))
    house.bindings.bind_new_studies()
    house.reports.add(doctor, order.id, here, NewReport(ReportState.FINAL, "未见异常。", author="陈医师"))
    while StudyWords(house.index).write():
        pass
    return studies


def test_a_timeline_holds_what_is_sure_and_tells_apart_what_is_not(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    sign_in(browser, "reader")
    for name in ("first", "second"):
        answer = browser.get(f"/desk/api/patients/of/{made[name]}").json()
        ids = {kind: [study["id"] for study in answer[kind]] for kind in ("exams", "perhaps", "contradicting")}
        assert ids == {
            "exams": [made["second"], made["first"]],
            "perhaps": [made["alike"]],
            "contradicting": [made["contradicting"]],
        }
        assert [order["accession_number"] for order in answer["orders"]] == ["A-9"]
    (report,) = answer["exams"][1]["reports"]
    assert (report["state"], "text" in report) == ("final", False)
    text = browser.get(f"/desk/api/studies/{made['first']}/reports/{report['id']}").json()["text"]
    assert text == "未见异常。"
    assert browser.get(f"/desk/api/studies/{made['second']}/reports/{report['id']}").status_code == 404
    (order,) = (subject for action, subject, _ in told(opened, "reader") if action == "see-reports")
    assert order == "order"
    assert ("search", "", {"list": "patient", "by": "study", "count": 2, "role": "radiologist"}) in told(
        opened, "reader"
    )


def test_another_hospital_is_refused_everything(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    sign_in(browser, "reader")
    report = browser.get(f"/desk/api/patients/of/{made['first']}").json()["exams"][1]["reports"][0]["id"]
    word = sign_in(browser, "stranger")
    assert browser.get(f"/desk/api/patients/of/{made['first']}").status_code == 403
    assert browser.get(f"/desk/api/studies/{made['first']}/reports/{report}").status_code == 403
    assert (
        browser.post(f"/desk/api/studies/{made['first']}/seen", json={"is_seen": True}, headers=word).status_code == 403
    )
    listed = browser.post("/desk/api/work-list", json={}, headers=word).json()["studies"]
    assert [study["id"] for study in listed] == [made["west"]]
    (exam,) = browser.get(f"/desk/api/patients/of/{made['west']}").json()["exams"]
    assert exam["id"] == made["west"]
    assert browser.get("/desk/api/patients/of/99999").status_code == 404
    denied = [event for event in opened.house.audit.list(limit=50) if event.outcome == "denied"]
    assert {event.subject_id for event in denied} == {made["first"]}


def test_a_list_is_asked_page_by_page_and_noted_without_what_was_typed(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    word = sign_in(browser, "reader")
    answer = browser.post("/desk/api/work-list", json={"text": "ct 王"}, headers=word).json()
    assert [study["id"] for study in answer["studies"]] == [made["first"]]
    assert [(term["text"], term["modalities"], term["is_word"]) for term in answer["terms"]] == [
        ("ct", ["CT"], False),
        ("王", [], True),
    ]
    assert browser.post("/desk/api/work-list/count", json={}, headers=word).json() == {"count": 5, "is_more": False}
    since = {"since": answer["newest"]}
    assert browser.post("/desk/api/work-list/arrived", json=since, headers=word).json()["count"] == 0
    kept = [
        detail for action, _, detail in told(opened, "reader") if action == "search" and detail["list"] == "studies"
    ]
    assert kept[0]["by"] == "text"
    assert "王" not in str(kept)
    assert browser.post("/desk/api/work-list", json={"text": "x" * 201}, headers=word).status_code == 400
    sign_in(browser, "administrator")
    assert browser.get("/desk/api/work-list/saved").status_code == 403


def bring(browser: httpx.Client, word: dict[str, str], study_id: int, content: bytes, **more: str) -> httpx.Response:
    form = {"kind": "photograph", "title": "伤口", "content": base64.b64encode(content).decode(), **more}
    return browser.post(f"/desk/api/studies/{study_id}/papers", json=form, headers=word)


def test_papers_stand_beside_the_exam_until_they_are_withdrawn(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    word, content = sign_in(browser, "reader"), photograph()
    paper = bring(browser, word, made["first"], content).json()
    sheet = bring(browser, word, made["second"], b"%PDF-1.7\n", kind="laboratory", title="").json()
    exams = browser.get(f"/desk/api/patients/of/{made['second']}").json()["exams"]
    assert [[each["id"] for each in exam["papers"]] for exam in exams] == [[sheet["id"]], [paper["id"]]]
    original = browser.get(f"/desk/api/papers/{paper['id']}/file")
    assert original.content == content
    assert original.headers["content-disposition"].startswith("attachment;")
    picture = browser.get(f"/desk/api/papers/{paper['id']}/picture")
    assert picture.headers["content-type"] == "image/jpeg"
    assert b"Exif" not in picture.content
    assert browser.get(f"/desk/api/papers/{sheet['id']}/picture").status_code == 404
    path = f"/desk/api/papers/{paper['id']}/withdraw"
    assert browser.post(path, json={"reason": " "}, headers=word).status_code == 400
    withdrawn = browser.post(path, json={"reason": "另一位患者"}, headers=word).json()
    assert (withdrawn["withdrawn_by"], withdrawn["withdrawn_because"], withdrawn["title"]) == (
        "陈医师",
        "另一位患者",
        "",
    )
    assert browser.post(path, json={"reason": "again"}, headers=word).status_code == 409
    for name in ("file", "picture"):
        assert browser.get(f"/desk/api/papers/{paper['id']}/{name}").status_code == 404
    events = [(action, subject, detail.get("changed")) for action, subject, detail in told(opened, "reader")]
    assert ("keep-papers", "paper", "added") in events
    assert ("see-reports", "paper", None) in events
    assert ("keep-papers", "paper", "withdrawn") in events
    assert opened.house.papers.files.read(opened.house.papers.by_id(paper["id"]).file_key) == content


def test_papers_are_refused_by_kind_size_and_reach(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    word = sign_in(browser, "reader")
    for content, problem in (
        (b"<html>", "paper-kind"),
        (b"\0\0\0\x18ftypheic", "paper-heic"),
        (b"\xff\xd8\xff", "paper-unreadable"),
    ):
        assert bring(browser, word, made["first"], content).json()["problem"] == problem
    assert bring(browser, word, made["first"], b"%PDF-" + bytes(20 * 1024 * 1024)).status_code == 413
    paper = bring(browser, word, made["first"], b"%PDF-1.7\n").json()["id"]
    word = sign_in(browser, "stranger")
    assert bring(browser, word, made["first"], b"%PDF-1.7\n").status_code == 403
    for path in (f"papers/{paper}/file", f"papers/{paper}/picture"):
        assert browser.get(f"/desk/api/{path}").status_code == 403
    assert browser.post(f"/desk/api/papers/{paper}/withdraw", json={"reason": "x"}, headers=word).status_code == 403
    word = sign_in(browser, "tech")
    assert bring(browser, word, made["first"], b"%PDF-1.7\n").status_code == 200
    assert browser.get(f"/desk/api/papers/{paper}/file").status_code == 403
    assert browser.get(f"/desk/api/patients/of/{made['first']}").json()["exams"][0]["papers"] == []


def test_the_front_desk_brings_papers_and_takes_back_only_its_own(
    opened: Establishment, browser: httpx.Client, made: dict[str, int]
) -> None:
    opened.house.people.add("counter", PASSWORD, opened.hospital_id, Role.FRONT_DESK)
    others = bring(browser, sign_in(browser, "reader"), made["first"], b"%PDF-1.7\n").json()["id"]
    word = sign_in(browser, "counter")
    brought = bring(browser, word, made["first"], b"%PDF-1.7\n", kind="referral")
    assert (brought.status_code, brought.json()["may_withdraw"]) == (200, True)
    own = brought.json()["id"]
    assert browser.get(f"/desk/api/papers/{own}/file").status_code == 403
    reason = {"reason": "另一位患者"}
    statuses = [
        browser.post(f"/desk/api/papers/{each}/withdraw", json=reason, headers=word).status_code
        for each in (others, own)
    ]
    assert statuses == [403, 200]
    denied = [
        (event.subject_id, event.detail)
        for event in opened.house.audit.list(limit=20)
        if (event.action, event.outcome, event.actor) == ("keep-papers", "denied", "counter")
    ]
    assert denied == [(others, '{"why": "paper-of-another"}')]
