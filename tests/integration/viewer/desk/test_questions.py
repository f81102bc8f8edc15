"""Studies and documents that wait for a decision at the desk."""

from __future__ import annotations

import httpx
from sqlalchemy import select

from imaging.access.actors import Role
from imaging.index.tables import instances
from imaging.orders.orders import NewOrder
from tests.houses import send
from tests.integration.viewer.desk.audited import told
from tests.integration.viewer.desk.signing import PASSWORD, sign_in
from tests.serving import Establishment


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
    unlicensed = browser.post(path, json={"is_report": True}, headers=word)
    assert (unlicensed.status_code, unlicensed.json()["problem"]) == (403, "not-licensed")
    assert browser.post(path, json={"is_report": False}, headers=word).status_code == 200
    assert browser.get("/desk/api/documents").json()["documents"] == []
    again = browser.post(path, json={"is_report": False}, headers=word)
    assert (again.status_code, again.json()["problem"]) == (404, "document-decided")
    assert ("see-questions", "", {"list": "documents", "count": 1, "role": "radiologist"}) in told(opened, "judge")
