"""A clinician of another hospital: refused, until a rule, a colleague or an emergency lets them in; and no further."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydicom import dcmread

from imaging.access.actors import Person, Role, TokenScope
from imaging.archive.ingest import Origin
from tests.data import SAMPLE
from tests.integration.viewer.desk.signing import PASSWORD
from tests.serving import Establishment, establishment
from tests.synthetic import secondary_capture

STUDY, SERIES, IMAGE = "1.2.3.50", "1.2.3.50.1", "1.2.3.50.1.1"
PROOF = {"number": "A50", "birth_date": "1980-01-01"}
FRAME = f"/dicom-web/studies/{STUDY}/series/{SERIES}/instances/{IMAGE}/frames/1"


@dataclass
class Seat:
    """Somebody before a browser."""

    person: Person
    browser: httpx.Client
    word: str = field(repr=False)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.browser.post(f"/desk/api{path}", json=body, headers={"X-CSRF-Token": self.word})

    def sees(self) -> bool:
        status = self.browser.get(FRAME).status_code
        assert status in {200, 403, 404}
        return status == 200

    def lists(self) -> bool:
        found = self.browser.get("/dicom-web/studies", params={"StudyInstanceUID": STUDY}).json()
        return bool(found)


@dataclass
class Two:
    """Two hospitals: the first has the study, the second somebody who wants to see it."""

    opened: Establishment
    study_id: int
    seat: Callable[[str], Seat]


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    with establishment() as opened, ExitStack() as browsers:
        house, east = opened.house, opened.house.hospitals.ensure("EAST", "East").id
        people = {
            f"{role.value}@{name}": house.people.add(f"{role.value}@{name}", PASSWORD, hospital_id, role)
            for role in (Role.RADIOLOGIST, Role.CLINICIAN, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.GUEST_EXPERT)
            for name, hospital_id in (("main", opened.hospital_id), ("east", east))
        }
        people["searcher@east"] = house.people.add("searcher@east", PASSWORD, east, Role.RADIOLOGIST)
        file = house.archive.landing.begin()
        file.write(
            secondary_capture(
                StudyInstanceUID=STUDY, SeriesInstanceUID=SERIES, SOPInstanceUID=IMAGE, Modality="CT",
                PatientID="P50", PatientBirthDate="19800101", AccessionNumber="A50", PatientName="Zhang^San",
                StudyDescription="Head CT",
            )
        )  # fmt: skip
        accepted = house.archive.ingest.accept(file, Origin(opened.hospital_id, "test"))

        def seat(login: str) -> Seat:
            browser = browsers.enter_context(httpx.Client(base_url=opened.served.url))
            answer = browser.post("/desk/api/session", json={"login": login, "password": PASSWORD})
            return Seat(people[login], browser, answer.json()["csrf"])

        assert accepted is not None
        (study,) = house.archive.retrieve.instances_of(None, STUDY)
        yield Two(opened, study.study_id, seat)


def patient(assertion: Callable[[], bool], wanted: bool) -> None:
    """Wait for as long as what was revoked may still be known, five seconds at most."""
    deadline = datetime.now(UTC) + timedelta(seconds=5)
    while assertion() is not wanted:
        assert datetime.now(UTC) < deadline, "not within five seconds"
        time.sleep(0.1)


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


def test_without_a_grant_nothing_of_another_hospital_is_seen_and_the_try_is_noted(two: Two) -> None:
    stranger = two.seat("clinician@east")
    assert not stranger.sees()
    assert not stranger.lists()
    answer = stranger.browser.get(f"/desk/api/studies/{two.study_id}/view")
    assert answer.status_code == 403
    denied = two.opened.house.audit.list(hospital_id=two.opened.hospital_id, limit=1)[0]
    assert (denied.actor, denied.outcome, denied.subject_id) == ("clinician@east", "denied", two.study_id)
    assert stranger.post(f"/studies/{two.study_id}/grants", to_user_id=1, ends_at=tomorrow()).status_code == 403


def test_a_rule_opens_and_ending_it_closes_within_five_seconds(two: Two) -> None:
    admin, doctor = two.seat("administrator@main"), two.seat("clinician@east")
    assert not doctor.sees()
    made = admin.post("/rules", to_hospital_id=doctor.person.hospital_id, modalities=["CT"], roles=["clinician"])
    (rule,) = made.json()["rules"]
    patient(doctor.sees, wanted=True)
    assert doctor.lists()
    assert not two.seat("radiologist@east").lists()
    assert not two.seat("guest-expert@east").lists()
    # The originals stay, unless the rule says otherwise.
    assert doctor.browser.get(f"/dicom-web/studies/{STUDY}").status_code == 403
    assert doctor.browser.get(f"/desk/api/studies/{two.study_id}/view").status_code == 200
    seen = two.opened.house.audit.list(hospital_id=two.opened.hospital_id, limit=20)
    assert any(event.actor == "clinician@east" and event.action == "see-images" for event in seen)
    foreign = two.seat("administrator@east")
    assert foreign.browser.get("/desk/api/rules").json()["rules"] == []
    assert foreign.post(f"/rules/{rule['id']}/revoke").status_code == 404
    assert admin.post(f"/rules/{rule['id']}/revoke").status_code == 200
    patient(doctor.sees, wanted=False)
    assert not doctor.lists()


@pytest.mark.parametrize("login", ["clinician@east", "guest-expert@east", "guest-expert@main"])
def test_a_colleague_opens_one_study_and_takes_it_back(two: Two, login: str) -> None:
    giver, doctor = two.seat("radiologist@main"), two.seat(login)
    found = giver.post("/colleagues", text=login[:14]).json()["colleagues"]
    (colleague,) = [each for each in found if each["login"] == login]
    assert not doctor.sees()
    path = f"/studies/{two.study_id}/grants"
    wanted = {"to_user_id": colleague["user_id"], "ends_at": tomorrow(), "may_download": True}
    answer = giver.post(path, **wanted).json()
    (grant, *_) = answer["grants"]
    # Which study it is, told so that a glance over a shoulder does not learn the name.
    assert set(answer["study"]) == {"patient", "number_ends", "date", "description", "modalities"}
    assert "*" in answer["study"]["patient"]
    patient(doctor.sees, wanted=True)
    assert doctor.lists()
    assert doctor.browser.get(f"/dicom-web/studies/{STUDY}").status_code == 200
    assert not two.seat("radiologist@east").sees()
    # What was granted is not theirs to give on, and nobody else's to take back.
    assert doctor.post(path, **wanted).status_code == 403
    assert two.seat("radiologist@east").post(f"/shared/{grant['id']}/revoke").status_code == 404
    assert two.seat("clinician@main").post(f"/shared/{grant['id']}/revoke").status_code == 404
    assert giver.post(f"/shared/{grant['id']}/revoke").status_code == 200
    patient(doctor.sees, wanted=False)


def test_who_is_told_of_a_study_in_a_list_is_in_its_hospitals_audit_and_has_seen_no_images(two: Two) -> None:
    giver, doctor = two.seat("radiologist@main"), two.seat("searcher@east")
    wanted = {"to_user_id": doctor.person.user_id, "ends_at": tomorrow()}
    (grant, *_) = giver.post(f"/studies/{two.study_id}/grants", **wanted).json()["grants"]
    (listed,) = doctor.post("/work-list").json()["studies"]
    assert listed["id"] == two.study_id
    (exam,) = doctor.browser.get(f"/desk/api/patients/of/{two.study_id}").json()["exams"]
    assert exam["id"] == two.study_id
    house = two.opened.house
    noted = {
        (event.action, event.subject_kind, event.subject_id, json.loads(event.detail)["from"])
        for event in house.audit.list(hospital_id=two.opened.hospital_id, limit=20)
        if event.actor == "searcher@east"
    }
    assert noted == {
        ("search", "hospital", two.opened.hospital_id, doctor.person.hospital_id),
        ("list-study", "study", two.study_id, doctor.person.hospital_id),
    }
    told = house.access_log.openings([two.study_id])
    assert "searcher@east" not in {opening.actor for opening in told}
    assert giver.post(f"/shared/{grant['id']}/revoke").status_code == 200


def test_a_grant_that_never_ends_or_is_for_nobody_is_refused(two: Two) -> None:
    giver, path = two.seat("radiologist@main"), f"/studies/{two.study_id}/grants"
    for body, problem in (
        ({"to_user_id": 2, "ends_at": "2099-01-01T00:00:00Z"}, "grant-ends"),
        ({"to_user_id": 9999, "ends_at": tomorrow()}, "grant-to-nobody"),
        ({"to_user_id": giver.person.user_id, "ends_at": tomorrow()}, "grant-to-self"),
    ):
        assert giver.post(path, **body).json()["problem"] == problem


def test_the_glass_is_broken_before_the_eyes_of_the_privacy_officer(two: Two) -> None:
    doctor, officer = two.seat("clinician@east"), two.seat("privacy-officer@main")
    wanted = {"hospital_id": two.opened.hospital_id, "number": "A50", "birth_date": "1980-01-01"}
    assert doctor.post("/emergency/search", **{**wanted, "birth_date": "1980-01-02"}).json() == {"studies": []}
    (found,) = doctor.post("/emergency/search", **wanted).json()["studies"]
    assert (found["id"], found["description"]) == (two.study_id, "Head CT")
    body = {"study_id": found["id"], "kind": "life-in-danger", "reason": "Polytrauma, Zhang San, no time"}
    body |= PROOF
    assert doctor.post("/emergency", **{**body, "reason": "quick"}).json()["problem"] == "reason-short"
    assert not doctor.sees()
    assert doctor.post("/emergency", **body).status_code == 200
    patient(doctor.sees, wanted=True)
    assert doctor.browser.get(f"/dicom-web/studies/{STUDY}").status_code == 403
    (told,) = officer.browser.get("/desk/api/emergencies").json()["emergencies"]
    assert (told["login"], told["reason"], told["seen_at"]) == ("clinician@east", body["reason"], None)
    assert two.seat("privacy-officer@east").browser.get("/desk/api/emergencies").json() == {"emergencies": []}
    assert two.seat("administrator@main").browser.get("/desk/api/emergencies").status_code == 403
    for event in two.opened.house.audit.list(limit=100):
        assert "Polytrauma" not in event.detail
    assert two.seat("privacy-officer@east").post(f"/emergencies/{told['grant_id']}/end").status_code == 404
    (ended,) = officer.post(f"/emergencies/{told['grant_id']}/end").json()["emergencies"]
    assert ended["revoked_at"] is not None
    assert ended["seen_at"] is not None
    patient(doctor.sees, wanted=False)


@pytest.mark.parametrize("login", ["guest-expert@east", "administrator@east", "privacy-officer@east"])
def test_only_doctors_break_the_glass(two: Two, login: str) -> None:
    answer = two.seat(login).post("/emergency", study_id=two.study_id, kind="other", reason="curious about it", **PROOF)
    assert answer.status_code == 403


def test_counting_through_numbers_opens_nothing_and_tells_nothing(two: Two) -> None:
    doctor, house = two.seat("radiologist@east"), two.opened.house
    body = {"kind": "other", "reason": "I should like to know", "number": "A51", "birth_date": "1980-01-01"}
    answers = [doctor.post("/emergency", study_id=each, **body) for each in (two.study_id, 9999)]
    told = [{**answer.json(), "correlation_id": ""} for answer in answers]
    assert told[0] == told[1]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not doctor.sees()
    denied = house.audit.list(hospital_id=two.opened.hospital_id, limit=10)
    assert ("break-glass", "denied", two.study_id) in {(each.action, each.outcome, each.subject_id) for each in denied}
    body["birth_date"] = "1980-01-02"
    tries = [doctor.post("/emergency", study_id=two.study_id, **body | {"number": "A50"}) for _ in range(9)]
    assert [answer.status_code for answer in tries] == [404] * 8 + [403]
    assert tries[-1].json()["problem"] == "too-many-tries"
    assert doctor.post("/emergency", study_id=two.study_id, **body | PROOF).status_code == 403


def test_studies_are_not_found_by_trying(two: Two) -> None:
    doctor = two.seat("searcher@east")
    form = {"hospital_id": two.opened.hospital_id, "birth_date": "1980-01-01"}
    answers = [doctor.post("/emergency/search", **form, number=f"A{number}") for number in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [403] * 2


def test_a_token_of_another_hospital_gets_nothing_by_a_rule(two: Two) -> None:
    admin, house = two.seat("administrator@main"), two.opened.house
    east = house.hospitals.by_code("EAST").id
    made = admin.post("/rules", to_hospital_id=east, may_download=True).json()["rules"]
    token = house.tokens.create(east, [TokenScope.READ], "theirs")
    with httpx.Client(base_url=two.opened.served.url, headers={"Authorization": f"Bearer {token}"}) as machine:
        assert machine.get(FRAME).status_code == 404
        assert machine.get("/dicom-web/studies").json() == []
    admin.post(f"/rules/{made[0]['id']}/revoke")


@pytest.mark.parametrize(("verification", "status"), [("UNVERIFIED", 404), ("VERIFIED", 200)])
def test_a_draft_that_came_as_an_object_is_for_its_own_hospital(two: Two, verification: str, status: int) -> None:
    house, giver, doctor = two.opened.house, two.seat("radiologist@main"), two.seat("clinician@east")
    dataset = dcmread(SAMPLE / "report_sr" / "sr_basic_text.dcm")
    dataset.StudyInstanceUID, dataset.CompletionFlag, dataset.VerificationFlag = STUDY, "COMPLETE", verification
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"{STUDY}.9.{status}"
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    file = house.archive.landing.begin()
    file.write(buffer.getvalue())
    house.archive.ingest.accept(file, Origin(two.opened.hospital_id, "test"))
    found = house.archive.retrieve.instances_of(None, STUDY)
    (number,) = [each.id for each in found if each.sop_instance_uid == dataset.SOPInstanceUID]
    path = f"/desk/api/instances/{number}/text"
    assert giver.browser.get(path).status_code == 200
    assert doctor.browser.get(path).status_code == 403
    wanted = {"to_user_id": doctor.person.user_id, "ends_at": tomorrow()}
    (grant, *_) = giver.post(f"/studies/{two.study_id}/grants", **wanted).json()["grants"]
    assert doctor.browser.get(path).status_code == status
    assert giver.post(f"/shared/{grant['id']}/revoke").status_code == 200


def test_a_guest_draws_only_where_the_grant_says_so(two: Two) -> None:
    giver, guest = two.seat("radiologist@main"), two.seat("guest-expert@east")
    path, drawn = f"/studies/{two.study_id}/grants", f"/studies/{two.study_id}/annotations"
    found = two.opened.house.archive.retrieve.instances_of(None, STUDY)
    (image,) = [each for each in found if each.sop_instance_uid == IMAGE]
    begin = {
        "does": "put",
        "id": "0b9f6a52-6b0a-4a53-9d0c-2f5f7a1f6c01",
        "annotation": {"kind": "arrow", "place": {"instance_id": image.id}, "points": [[1, 1], [2, 2]], "text": "here"},
    }
    assert guest.post(drawn, **begin).status_code == 403
    wanted = {"to_user_id": guest.person.user_id, "ends_at": tomorrow()}
    (first, *_) = giver.post(path, **wanted).json()["grants"]
    patient(guest.sees, wanted=True)
    assert guest.browser.get(f"/desk/api{drawn}").json()["may_draw"] is False
    assert guest.post(drawn, **begin).status_code == 403
    (second, *_) = giver.post(path, **wanted, may_annotate=True).json()["grants"]
    assert (first["may_annotate"], second["may_annotate"]) == (False, True)
    assert guest.browser.get(f"/desk/api{drawn}").json()["may_draw"] is True
    answer = guest.post(drawn, **begin)
    assert answer.status_code == 200, answer.text
    assert guest.browser.get(f"/dicom-web/studies/{STUDY}").status_code == 403
    for grant in (first, second):
        assert giver.post(f"/shared/{grant['id']}/revoke").status_code == 200
    assert guest.post(drawn, **{**begin, "id": "0b9f6a52-6b0a-4a53-9d0c-2f5f7a1f6c02"}).status_code == 403
