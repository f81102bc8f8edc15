"""The work list on SQLite and on PostgreSQL: what is found, in which order, and nothing beyond reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.access.actors import Action, Allowed, Person, Role, decide
from imaging.access.sharing_rules import NewRule
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.house import House
from imaging.index.tables import study_words
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.reading.criteria import Criteria, Order, ReportFilter
from imaging.reading.found_by_word import FoundByWord
from imaging.reading.saved_lists import MOST_LISTS
from imaging.reading.study_words import StudyWords
from imaging.reporting.critical import Acknowledgement, How, NewCritical
from tests.houses import open_house, send

PASSWORD = "correct-horse-battery"


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql").new_database()
    with open_house(tmp_path, database_url=url) as opened:
        opened.hospitals.ensure("WEST", "West")
        yield opened


@pytest.fixture
def doctor(house: House) -> Person:
    return house.people.add("li", PASSWORD, 1, Role.RADIOLOGIST)


@pytest.fixture
def filled(house: House) -> dict[str, int]:
    """Studies by a name of ours for each."""
    west = house.hospitals.by_code("WEST").id
    made = {
        "wang": send(house, "2.25.1", StudyDate="20260301", StudyTime="083000", Modality="CT"),
        "zhang": send(
            house, "2.25.2", PatientName="Zhang^San=张^三", PatientID="P-0042", AccessionNumber="20260227-7",
            StudyDate="20260227", Modality="MR", PatientBirthDate="19900131",
        ),
        "machine": send(
            house, "2.25.3", PatientName="WANG^XIAOMING", PatientID="777", AccessionNumber="B-9", StudyDate="20250115",
            Modality="DX", PatientBirthDate="20260227",
        ),
        "elsewhere": send(house, "2.25.4", west, StudyDate="20260301", Modality="CT"),
        "undated": send(house, "2.25.5", PatientName="Ödön", PatientID="9", AccessionNumber="", Modality="US"),
    }  # fmt: skip
    while StudyWords(house.index).write():
        pass
    return made


def found(house: House, doctor: Person, made: dict[str, int], **criteria: object) -> list[str]:
    names = {number: name for name, number in made.items()}
    page = house.work_list.page(doctor, Criteria(**criteria))  # type: ignore[arg-type]
    assert house.work_list.count(doctor, Criteria(**criteria)) == len(page.studies)  # type: ignore[arg-type]
    return [names[study.id] for study in page.studies]


def test_the_latest_exam_comes_first_or_what_came_last(house: House, doctor: Person, filled: dict[str, int]) -> None:
    # What has no date is dated by its arrival, at noon of the first of March.
    assert found(house, doctor, filled) == ["undated", "wang", "zhang", "machine"]
    assert found(house, doctor, filled, order=Order.ARRIVAL) == ["undated", "machine", "zhang", "wang"]


def test_a_department_lists_what_it_reads_in_its_own_hospital(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    both = house.departments.add(1, "CT and MR", ["CT", "MR"]).id
    idle = house.departments.add(1, "Ward").id
    theirs = house.departments.add(house.hospitals.by_code("WEST").id, "CT", ["CT"]).id
    assert found(house, doctor, filled, department_ids=(both,)) == ["wang", "zhang"]
    assert found(house, doctor, filled, department_ids=(idle,)) == []
    assert found(house, doctor, filled, department_ids=(theirs,)) == []
    house.departments.set_modalities(idle, 1, ["US"])
    assert found(house, doctor, filled, department_ids=(both, idle)) == ["undated", "wang", "zhang"]
    with pytest.raises(MalformedError):
        house.departments.set_modalities(idle, 1, ["%"])
    with pytest.raises(NotFoundError):
        house.departments.set_modalities(theirs, 1, ["US"])


TYPED = [
    ("王小明", ["wang"]),
    ("小明", ["wang"]),
    ("wang", ["wang", "machine"]),
    ("wangx", ["wang", "machine"]),
    ("wxm", ["wang", "machine"]),
    ("xiaoming wang", ["wang", "machine"]),
    ("zs", ["zhang"]),
    ("张", ["zhang"]),
    ("san zhang", ["zhang"]),
    ("p0042", ["zhang"]),
    ("0042", ["zhang"]),
    ("B-9", ["machine"]),
    ("odon", ["undated"]),
    ("ct", ["wang"]),
    ("dr", ["machine"]),
    ("ct wang", ["wang"]),
    ("ct zhang", []),
    ("ct mr", ["wang", "zhang"]),
    ("2026-02", ["zhang"]),
    ("20260227", ["zhang", "machine"]),
    ("今天", ["undated", "wang"]),
    ("3d mr", ["zhang"]),
    ("2025", ["machine"]),
    ("nobody", []),
    ("%", ["undated", "wang", "zhang", "machine"]),
]


def test_one_box_understands_all_of_it(house: House, doctor: Person, filled: dict[str, int]) -> None:
    assert {text: found(house, doctor, filled, text=text) for text, _ in TYPED} == dict(TYPED)


def test_a_word_that_many_studies_have_finds_the_same(
    house: House, doctor: Person, filled: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ("wang", "wxm", "w x", "20260227", "2026-02 zhang", "p 0042")
    before = [found(house, doctor, filled, text=text) for text in texts]
    monkeypatch.setattr("imaging.reading.found_by_word.FEW", 0)
    with house.index.read() as connection:
        assert FoundByWord.look(connection, "wang").study_ids is None
    assert [found(house, doctor, filled, text=text) for text in texts] == before


def test_filters_say_more(house: House, doctor: Person, filled: dict[str, int]) -> None:
    assert found(house, doctor, filled, modalities=("CT", "US")) == ["undated", "wang"]
    assert found(house, doctor, filled, modalities=("C%",)) == []
    assert found(house, doctor, filled, period="2026-02..") == ["undated", "wang", "zhang"]
    assert found(house, doctor, filled, hospital_ids=(house.hospitals.by_code("WEST").id,)) == []
    house.seen.mark(doctor, filled["wang"])
    assert found(house, doctor, filled, unread_only=True) == ["undated", "zhang", "machine"]
    house.seen.unmark(doctor, filled["wang"])
    assert found(house, doctor, filled, unread_only=True) == ["undated", "wang", "zhang", "machine"]


def test_the_state_of_the_report_is_that_of_the_latest_version(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    # Orders and studies are numbered apart: the state is that of the order, whatever study has its number.
    house.orders.create(1, NewOrder("A-0", "P-0", "Somebody^Else", "1950-01-01", "Chest"))
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "头颅 CT"))
    assert order.id != filled["wang"]
    house.bindings.bind_new_studies()
    expected = [
        (ReportState.DRAFT, ReportFilter.DRAFT),
        (ReportState.FINAL, ReportFilter.FINAL),
        (ReportState.AMENDED, ReportFilter.FINAL),
    ]
    for state, wanted in expected:
        house.reports.add(doctor, order.id, 1, NewReport(state, f"{state} text"))
        for each in ReportFilter:
            names = found(house, doctor, filled, reports=(each,))
            assert ("wang" in names) == (each is wanted), each
    (study,) = house.work_list.page(doctor, Criteria(text="王小明")).studies
    assert (study.report_state, study.description, study.order_id) == (ReportState.AMENDED, "头颅 CT", order.id)


def test_a_report_that_came_as_dicom_counts_whatever_is_asked_about_other_studies(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "头颅 CT"))
    house.bindings.bind_new_studies()
    assert house.bindings.questions(1)
    (instance,) = house.archive.retrieve.instances_of(None, "2.25.1")[:1]
    new = NewReport(ReportState.FINAL, "未见异常。", instance_id=instance.id)
    house.reports.add(doctor, order.id, 1, new)
    assert house.work_list.one(doctor, filled["wang"]).report_state is ReportState.FINAL
    assert found(house, doctor, filled, reports=(ReportFilter.FINAL,)) == ["wang"]
    assert "wang" not in found(house, doctor, filled, reports=(ReportFilter.NONE,))


def test_a_critical_result_stands_out_until_somebody_knows(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "头颅 CT"))
    house.bindings.bind_new_studies()
    assert house.work_list.one(doctor, filled["wang"]).is_critical_open is None
    critical = house.reporting.critical.mark(doctor, order.id, 1, NewCritical(0))
    assert house.work_list.one(doctor, filled["wang"]).is_critical_open
    assert found(house, doctor, filled, reports=(ReportFilter.CRITICAL,)) == ["wang"]
    house.reporting.critical.acknowledge(doctor, critical.id, 1, Acknowledgement(How.READ))
    assert house.work_list.one(doctor, filled["wang"]).is_critical_open is False
    assert found(house, doctor, filled, reports=(ReportFilter.CRITICAL,)) == []


def test_pages_follow_each_other_without_a_gap(house: House, doctor: Person, filled: dict[str, int]) -> None:
    for order in Order:
        criteria, shown, after = Criteria(order=order), [], ""
        while True:
            page = house.work_list.page(doctor, criteria, after, size=1)
            shown += [study.id for study in page.studies]
            if not page.after:
                break
            after = page.after
        assert len(shown) == len(set(shown)) == len(filled) - 1
        assert shown == [study.id for study in house.work_list.page(doctor, criteria).studies]
    with pytest.raises(MalformedError):
        house.work_list.page(doctor, Criteria(), "1'; drop")


def test_what_is_listed_can_be_opened_and_the_other_way_round(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    west = house.hospitals.by_code("WEST").id
    people = [doctor, house.people.add("wu", PASSWORD, west, Role.CLINICIAN)]
    texts = ("", "wang", "ct", "2026-03-01", "王", "20260301")
    for person in people:
        opened = {
            each
            for each in filled.values()
            if isinstance(decide(person, Action.SEE_IMAGES, house.reach.scope(each)), Allowed)
        }
        for text in texts:
            listed = {study.id for study in house.work_list.page(person, Criteria(text=text)).studies}
            assert listed <= opened, text
        assert {study.id for study in house.work_list.page(person, Criteria()).studies} == opened
        assert house.work_list.arrived(person, Criteria(), 0) == len(opened)
        assert {hospital for hospital, _ in house.work_list.hospitals(person)} == {person.hospital_id}


def test_what_another_hospital_opens_is_listed_found_and_gone_again(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    west = house.hospitals.by_code("WEST").id
    admin = house.people.add("chief", PASSWORD, west, Role.ADMINISTRATOR)
    alone = found(house, doctor, filled)
    rule = house.sharing_rules.add(admin, NewRule(doctor.hospital_id))
    for text in ("", "王小明", "wxm ct", "2026-03-01"):
        assert ("elsewhere" in found(house, doctor, filled, text=text)) is True, text
    (study,) = house.work_list.page(doctor, Criteria(hospital_ids=(west,))).studies
    assert (study.id, study.hospital_name) == (filled["elsewhere"], "West")
    assert isinstance(decide(doctor, Action.SEE_IMAGES, house.reach.scope(study.id)), Allowed)
    assert dict(house.work_list.hospitals(doctor)) == {1: "MAIN", west: "West"}
    # The same name, birth date and number, but of another hospital, and no sex is said: only perhaps the same person.
    timeline = house.timelines.of(doctor, filled["wang"])
    assert [each.id for each in timeline.exams] == [filled["wang"]]
    assert [each.id for each in timeline.perhaps] == [filled["elsewhere"]]
    house.sharing_rules.revoke(admin, rule.id)
    assert found(house, doctor, filled) == alone
    assert house.timelines.of(doctor, filled["wang"]).perhaps == ()


def test_what_came_since_is_counted_for_the_list_that_is_open(
    house: House, doctor: Person, filled: dict[str, int]
) -> None:
    newest = house.work_list.page(doctor, Criteria()).newest
    assert house.work_list.arrived(doctor, Criteria(), newest) == 0
    send(house, "2.25.6", PatientName="王^五", Modality="CT")
    send(house, "2.25.7", house.hospitals.by_code("WEST").id, Modality="CT")
    StudyWords(house.index).write()
    arrived = {text: house.work_list.arrived(doctor, Criteria(text=text), newest) for text in ("", "ct", "mr", "ww")}
    assert arrived == {"": 1, "ct": 1, "mr": 0, "ww": 1}
    assert filled["wang"] not in {study.id for study in house.work_list.page(doctor, Criteria(text="ww")).studies}


def test_a_study_that_says_two_things_is_found_by_both_and_flagged(house: House, doctor: Person) -> None:
    study_id = send(house, "2.25.8", PatientName="赵^六", PatientID="P-1")
    send(house, "2.25.8", PatientName="钱^七", PatientID="P-2")
    StudyWords(house.index).write()
    for text in ("赵六", "qq"):
        (study,) = house.work_list.page(doctor, Criteria(text=text)).studies
        assert (study.id, study.instances, study.contradictions) == (study_id, 2, ("patient_id", "patient_name"))


def test_more_images_after_somebody_looked_are_told(house: House, doctor: Person) -> None:
    study_id = send(house)
    house.seen.mark(doctor, study_id)
    send(house)
    study = house.work_list.one(doctor, study_id)
    assert (study.seen_instances, study.instances) == (1, 2)
    house.seen.mark(doctor, study_id)
    assert house.work_list.one(doctor, study_id).seen_instances == 2
    other = house.people.add("wu", PASSWORD, 1, Role.CLINICIAN)
    assert house.work_list.one(other, study_id).seen_instances is None


def test_words_are_written_once(house: House) -> None:
    send(house)
    words = StudyWords(house.index)
    assert (words.write(), words.write()) == (1, 0)
    with house.index.read() as connection:
        before = connection.execute(study_words.select()).all()
    send(house)
    assert words.write() == 0
    with house.index.read() as connection:
        assert connection.execute(study_words.select()).all() == before


def test_lists_are_kept_for_one_person_alone(house: House, doctor: Person) -> None:
    other = house.people.add("wu", PASSWORD, 1, Role.CLINICIAN)
    criteria = Criteria("张三", ("CT",), "7d", (ReportFilter.NONE,), (1,), unread_only=True, order=Order.ARRIVAL)
    house.saved_lists.keep(doctor, "  夜班  CT ", criteria)
    (kept,) = house.saved_lists.of(doctor)
    assert (kept.name, kept.criteria) == ("夜班 CT", criteria)
    assert house.saved_lists.of(other) == ()
    with pytest.raises(NotFoundError):
        house.saved_lists.remove(other, kept.id)
    house.saved_lists.keep(doctor, "夜班 CT", Criteria())
    assert [each.criteria for each in house.saved_lists.of(doctor)] == [Criteria()]
    house.saved_lists.remove(doctor, kept.id)
    assert house.saved_lists.of(doctor) == ()
    for number in range(MOST_LISTS):
        house.saved_lists.keep(doctor, f"list {number}", criteria)
    with pytest.raises(ConflictError):
        house.saved_lists.keep(doctor, "one more", criteria)
    with pytest.raises(MalformedError):
        house.saved_lists.keep(doctor, " ", criteria)
