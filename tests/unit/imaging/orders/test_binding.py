"""Studies that come in find their order, or a person."""

from __future__ import annotations

import pytest

from imaging.access.actors import Person, Role
from imaging.errors import ConflictError, NotFoundError
from imaging.house import House
from imaging.orders.fitting import Attribute, Reason
from imaging.orders.orders import NewOrder, Order
from imaging.orders.progress import progress_of
from imaging.orders.visibility import visible_study_ids
from tests.houses import send

DESK = Person(1, 1, "desk", Role.FRONT_DESK)


@pytest.fixture
def order(house: House) -> Order:
    return house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT", "M"))[0]


def visible(house: House, order: Order) -> frozenset[int]:
    return progress_of(house.index, [order.id])[order.id].study_ids


def reasons(house: House) -> list[Reason]:
    return [question.reason for question in house.bindings.questions(1)]


def test_a_study_that_fits_is_bound(house: House, order: Order) -> None:
    study = send(house)
    assert house.bindings.bind_new_studies() == 1
    assert visible(house, order) == {study}
    assert house.bindings.questions(1) == ()


def test_further_instances_that_say_the_same_are_not_looked_at_again(house: House, order: Order) -> None:
    send(house)
    assert house.bindings.bind_new_studies() == 1
    send(house)
    assert house.bindings.bind_new_studies() == 0
    assert house.bindings.bind_new_studies() == 0


def test_an_order_may_be_fulfilled_by_several_studies(house: House, order: Order) -> None:
    found = {send(house, "2.25.1"), send(house, "2.25.2")}
    house.bindings.bind_new_studies()
    assert visible(house, order) == found


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"AccessionNumber": ""}, Reason.NO_ACCESSION_NUMBER),
        ({"AccessionNumber": "A-9"}, Reason.UNKNOWN_ACCESSION_NUMBER),
        ({"PatientID": "P-2"}, Reason.PATIENT_DIFFERS),
        ({"PatientBirthDate": "19600301"}, Reason.PATIENT_DIFFERS),
        ({"PatientName": "李^四"}, Reason.PATIENT_DIFFERS),
        ({"PatientName": "LI^SI"}, Reason.PATIENT_DIFFERS),
        ({"PatientSex": "F"}, Reason.PATIENT_DIFFERS),
        ({"PatientBirthDate": "", "PatientName": ""}, Reason.PATIENT_INCOMPLETE),
    ],
)
def test_what_does_not_fit_waits_for_a_person(house: House, order: Order, said: dict[str, str], reason: Reason) -> None:
    study = send(house, **said)
    house.bindings.bind_new_studies()
    assert visible(house, order) == frozenset()
    (question,) = house.bindings.questions(1)
    assert (question.study_id, question.reason, question.variants) == (study, reason, 1)
    has_candidate = reason in {Reason.PATIENT_DIFFERS, Reason.PATIENT_INCOMPLETE}
    assert question.candidate_order_id == (order.id if has_candidate else None)
    assert bool(question.attributes) is has_candidate


@pytest.mark.parametrize("name", ["WANG^XIAOMING", "Xiao Ming Wang", "Wang^Xiaoming=王^小明", ""])
def test_a_name_that_is_written_otherwise_is_no_question(house: House, order: Order, name: str) -> None:
    study = send(house, PatientName=name)
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == ({study}, [])


def test_a_question_names_what_differs_and_tells_what_the_study_says(house: House, order: Order) -> None:
    send(house, PatientName="李^四", PatientSex="F", IssuerOfPatientID="CITY")
    house.bindings.bind_new_studies()
    (question,) = house.bindings.questions(1)
    assert question.attributes == (Attribute.PATIENT_NAME, Attribute.PATIENT_SEX)
    assert (question.patient_name, question.patient_sex, question.issuer_of_patient_id) == ("李^四", "F", "CITY")
    assert question.said[0].patient_sex == "F"
    assert told(house)[-1][3] == '{"attributes": "patient_name patient_sex", "reason": "patient-differs"}'


def test_never_the_latest_study_of_this_patient_id(house: House, order: Order) -> None:
    send(house, AccessionNumber="")
    send(house, "2.25.2", AccessionNumber="OLD")
    house.bindings.bind_new_studies()
    assert visible(house, order) == frozenset()


def test_the_same_numbers_in_another_hospital_are_somebody_else(house: House, order: Order) -> None:
    west = house.hospitals.add("WEST", "West").id
    send(house, hospital_id=west)
    house.bindings.bind_new_studies()
    assert visible(house, order) == frozenset()
    assert house.bindings.questions(1) == ()
    assert [question.reason for question in house.bindings.questions(west)] == [Reason.UNKNOWN_ACCESSION_NUMBER]


def test_an_order_that_comes_after_its_study_answers_the_question(house: House) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    assert reasons(house) == [Reason.UNKNOWN_ACCESSION_NUMBER]
    order, _ = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == ({study}, [])


@pytest.mark.parametrize(
    "later",
    [
        {"PatientID": "P-2"},
        {"PatientBirthDate": "19610101"},
        {"AccessionNumber": "A-2"},
        {"PatientName": "李^四"},
        {"AccessionNumber": "", "PatientName": "李^四"},
    ],
)
def test_a_bound_study_that_contradicts_itself_later_is_hidden_until_somebody_decides(
    house: House, order: Order, later: dict[str, str]
) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    send(house, **later)
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == (frozenset(), [Reason.CONTRADICTION])
    assert house.bindings.study_ids(order.id) == (study,)
    house.bindings.settle(DESK, study, order.id, 1)
    assert (visible(house, order), reasons(house)) == ({study}, [])
    # What was decided is not asked again, until something new is said.
    assert house.bindings.bind_new_studies() == 0
    send(house, PatientID="P-3")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == (frozenset(), [Reason.CONTRADICTION])


def test_what_a_workstation_adds_without_the_accession_number_is_shown_with_its_study(
    house: House, order: Order
) -> None:
    study = send(house)
    send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == ({study}, [])


def test_a_study_whose_patient_ids_were_given_by_two_issuers_is_a_question(house: House, order: Order) -> None:
    study = send(house, IssuerOfPatientID="CITY")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == ({study}, [])
    send(house, IssuerOfPatientID="EAST")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == (frozenset(), [Reason.CONTRADICTION])
    (question,) = house.bindings.questions(1)
    assert question.attributes == (Attribute.ISSUER_OF_PATIENT_ID,)


def test_a_person_may_say_that_a_study_belongs_to_no_order(house: House, order: Order) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    house.bindings.settle(DESK, study, None, 1)
    assert (visible(house, order), reasons(house)) == (frozenset(), [])
    assert house.bindings.bind_new_studies() == 0


def test_a_decision_is_kept_with_its_name(house: House, order: Order) -> None:
    study = send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    house.bindings.settle(DESK, study, order.id, 1)
    event = house.audit.list(limit=1)[0]
    assert (event.actor, event.action, event.subject_id, event.detail) == ("desk", "settle", study, '{"order": 1}')


def test_nothing_is_decided_across_hospitals(house: House, order: Order) -> None:
    west = house.hospitals.add("WEST", "West").id
    theirs = send(house, "2.25.9", west)
    ours = send(house)
    foreign, _ = house.orders.create(west, NewOrder("W-1", "P-1", "王小明", "1960-02-29", "CT"))
    for study, order_id, hospital in ((theirs, order.id, 1), (ours, foreign.id, 1), (ours, order.id, west)):
        with pytest.raises(NotFoundError):
            house.bindings.settle(DESK, study, order_id, hospital)
    cancelled = house.orders.cancel(order.id, 1)
    with pytest.raises(NotFoundError):
        house.bindings.settle(DESK, ours, cancelled.id, 1)


def test_a_study_that_a_person_took_off_is_not_bound_by_the_rule_again(house: House, order: Order) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    house.bindings.settle(DESK, study, None, 1)
    send(house, PatientName="Wang^Xiaoming")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == (frozenset(), [Reason.CORRECTED])
    (question,) = house.bindings.questions(1)
    assert question.candidate_order_id == order.id
    assert house.bindings.bind_new_studies() == 0
    # The question that is open by now does not make it forgotten either.
    send(house, PatientName="Wang^Xiao Ming")
    house.bindings.bind_new_studies()
    assert (visible(house, order), reasons(house)) == (frozenset(), [Reason.CORRECTED])


@pytest.mark.parametrize("is_bound", [True, False])
def test_what_says_again_whom_a_person_has_seen_asks_nothing_anew(house: House, order: Order, is_bound: bool) -> None:
    study = send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    house.bindings.settle(DESK, study, order.id if is_bound else None, 1)
    # It says something else of the study, and of the patient what was judged.
    send(house, PatientID="P-2", StudyDescription="made of it")
    assert house.bindings.bind_new_studies() == 1
    assert (visible(house, order), reasons(house)) == (frozenset({study} if is_bound else ()), [])
    assert house.bindings.bind_new_studies() == 0
    # Who changes the order asks for a new look, whatever was decided; so does whoever says something else.
    send(house, PatientID="P-3")
    house.bindings.bind_new_studies()
    assert (visible(house, order), len(reasons(house))) == (frozenset(), 1)


def test_what_contradicts_is_hidden_before_anybody_has_looked_at_it(house: House, order: Order) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    send(house, PatientID="P-2")
    with house.index.read() as connection:
        assert visible_study_ids(connection, order.id) == frozenset()
    assert visible(house, order) == frozenset()
    house.bindings.bind_new_studies()
    house.bindings.settle(DESK, study, order.id, 1)
    assert visible(house, order) == {study}


def test_nobody_decides_about_what_they_have_not_seen(house: House, order: Order) -> None:
    study = send(house, AccessionNumber="")
    house.bindings.bind_new_studies()
    (shown,) = house.bindings.questions(1)
    send(house, AccessionNumber="", PatientID="P-2")
    with pytest.raises(ConflictError):
        house.bindings.settle(DESK, study, order.id, 1, seen_variants=shown.variants)
    (shown,) = house.bindings.questions(1)
    assert [said.patient_id for said in shown.said] == ["P-1", "P-2"]
    house.bindings.settle(DESK, study, order.id, 1, seen_variants=shown.variants)
    assert (visible(house, order), reasons(house)) == ({study}, [])


def told(house: House) -> list[tuple[str, str, int | None, str]]:
    return [(each.actor, each.action, each.subject_id, each.detail) for each in reversed(house.audit.list())]


def test_what_the_rule_does_is_kept_in_the_audit_once(house: House, order: Order) -> None:
    study = send(house)
    house.bindings.bind_new_studies()
    send(house)
    house.bindings.bind_new_studies()
    assert told(house) == [("worker", "bind-study", study, f'{{"order": {order.id}}}')]
    send(house, PatientID="P-2")
    house.bindings.bind_new_studies()
    assert told(house)[1:] == [
        ("worker", "question-study", study, '{"attributes": "patient_id", "reason": "contradiction"}')
    ]
