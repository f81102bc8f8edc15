"""Who looked is written down: truly, once, and nowhere else."""

from __future__ import annotations

import httpx
import pytest

from imaging.access.actors import Action, Granted, Guest, Role, Scope, TakingPart
from imaging.access.audit import Subject, SubjectKind
from imaging.access.reader import Reader
from tests.exams import PHONE, Exam
from tests.integration.viewer.patient.browser import NAMES, RIGHT, open_link


def test_who_looked_is_true(opened: httpx.Client, exam: Exam) -> None:
    exam.report("words")
    opened.get(f"{exam.api}/report")
    opened.get(f"{exam.api}/originals.zip")
    seen = [(each["who"], each["action"]) for each in opened.get(f"{exam.api}/openings").json()["openings"]]
    assert seen == [("this-link", "download"), ("this-link", "see-reports"), ("this-link", "see-images")]


def test_who_looked_names_the_hospitals_staff_by_their_role(opened: httpx.Client, exam: Exam) -> None:
    exam.report("words")
    house, hospital_id = exam.place.house, exam.place.hospital_id
    doctor = house.people.add("wang", "correct-horse-battery", hospital_id, Role.RADIOLOGIST, "王医生")
    reader = Reader(house.access_log, doctor, hospital_id)
    reader.sees(Action.SEE_REPORTS, Subject(SubjectKind.ORDER, exam.order.id))
    house.people.disable(doctor.user_id)
    staff = opened.get(f"{exam.api}/openings").json()["openings"][0]
    hospital = house.hospitals.by_id(hospital_id).name
    assert (staff["who"], staff["role"], staff["name"]) == ("person", "radiologist", hospital)
    assert staff["action"] == "see-reports"


def test_who_looked_from_another_hospital_is_told_as_of_that_one(opened: httpx.Client, exam: Exam) -> None:
    house, hospital_id = exam.place.house, exam.place.hospital_id
    east = house.hospitals.ensure("EAST", "East District Hospital").id
    doctor = house.people.add("li", "correct-horse-battery", east, Role.CLINICIAN, "李医生")
    subject = Subject(SubjectKind.ORDER, exam.order.id)
    granted = Granted(frozenset({Action.SEE_REPORTS}), user_id=doctor.user_id)
    scope = Scope(hospital_id, frozenset({1}), grants=frozenset({granted}))
    for _ in range(2):
        Reader(house.access_log, doctor, east).sees(Action.SEE_REPORTS, subject, scope)
    house.access_log.flush()
    staff, *_ = opened.get(f"{exam.api}/openings").json()["openings"]
    assert (staff["who"], staff["role"], staff["name"]) == ("person", "clinician", "East District Hospital")
    assert staff["further"] == 1


def test_who_looked_as_a_guest_of_a_consult_is_told_as_such(opened: httpx.Client, exam: Exam) -> None:
    house, hospital_id = exam.place.house, exam.place.hospital_id
    guest = Guest(7, 3, hospital_id, "Dr. Ada Guest")
    actions = frozenset({Action.SEE_REPORTS})
    scope = Scope(hospital_id, frozenset({1}), taking_part=frozenset({TakingPart(actions, guest_id=7)}))
    Reader(house.access_log, guest, hospital_id).sees(
        Action.SEE_REPORTS, Subject(SubjectKind.ORDER, exam.order.id), scope
    )
    told, *_ = opened.get(f"{exam.api}/openings").json()["openings"]
    assert (told["who"], told["name"]) == ("guest", house.hospitals.by_id(hospital_id).name)
    assert "Ada" not in str(told)


def test_state_and_list_of_openings_are_written_down_once(opened: httpx.Client, exam: Exam) -> None:
    for _ in range(3):
        assert opened.get(f"{exam.api}/status").status_code == 200
        assert opened.get(f"{exam.api}/openings").status_code == 200
        assert opened.get(f"{exam.api}/takeaway").status_code == 200
    kept = [
        (event.action, event.subject_id)
        for event in exam.place.house.audit.list(hospital_id=exam.place.hospital_id)
        if event.actor_kind == "link" and event.subject_kind == "order"
    ]
    assert sorted(kept) == [("see-openings", exam.order.id), ("see-orders", exam.order.id)]


def test_a_report_without_images_is_written_down_too(client: httpx.Client, exam: Exam) -> None:
    open_link(client, exam, factor=RIGHT)
    exam.report("words without pictures")
    assert client.get(f"{exam.api}/report").status_code == 200
    actions = [event.action for event in exam.place.house.audit.list(hospital_id=exam.place.hospital_id)]
    assert "see-reports" in actions


def test_secrets_reach_no_log(opened: httpx.Client, exam: Exam, capfd: pytest.CaptureFixture[str]) -> None:
    open_link(opened, exam, factor=RIGHT)
    opened.get(f"{exam.api}/status")
    written = "".join(capfd.readouterr())
    assert exam.link.secret.text not in written
    assert PHONE not in written
    assert not any(name in written for name in NAMES[:2])
