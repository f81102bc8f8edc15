"""What waits for a person."""

from __future__ import annotations

from imaging.house import House
from tests.houses import send
from tests.unit.viewer.api.clients import ORDER, Client


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


def test_a_question_names_what_differs(api: Client, house: House) -> None:
    api("POST", "/orders", json=ORDER)
    send(house, PatientName="李^四")
    house.bindings.bind_new_studies()
    (question,) = api("GET", "/questions").json()["questions"]
    assert (question["reason"], question["attributes"]) == ("patient-differs", ["patient_name"])
    assert (question["patient_sex"], question["issuer_of_patient_id"]) == ("", "")


def test_what_was_kept_aside_is_listed(api: Client, house: House) -> None:
    send(house, SOPInstanceUID="2.25.7")
    send(house, SOPInstanceUID="2.25.7", PatientID="P-2")
    (kept,) = api("GET", "/quarantine").json()["objects"]
    assert (kept["sop_instance_uid"], kept["settled_at"]) == ("2.25.7", None)
