"""Studies that nobody ordered."""

from __future__ import annotations

import pytest

from imaging.access.actors import Operator
from imaging.errors import ConflictError
from imaging.orders.orders import NewOrder
from imaging.problems import Problem
from tests.houses import send
from tests.unit.imaging.reporting.conftest import HOSPITAL, Reporting

WHO = Operator("test")


def test_an_order_is_made_of_what_the_images_agree_about(reporting: Reporting) -> None:
    house, unordered = reporting.house, reporting.house.reporting.unordered
    study_id = send(house, AccessionNumber="A-9", PatientSex="F", Modality="CT", StudyDescription="胸部 CT")
    house.bindings.bind_new_studies()
    order = house.orders.by_id(unordered.make_order(WHO, study_id, HOSPITAL))
    said = (order.accession_number, order.patient_name, order.patient_sex, order.modality, order.procedure_description)
    assert said == ("A-9", "王^小明", "F", "CT", "胸部 CT")
    assert unordered.is_made(order.id)
    assert not unordered.is_made(reporting.order_id)
    assert unordered.order_of(study_id) == order.id == unordered.make_order(WHO, study_id, HOSPITAL)
    assert house.bindings.questions(HOSPITAL) == ()


def test_the_same_number_brought_later_is_the_same_order(reporting: Reporting) -> None:
    house = reporting.house
    study_id = send(house, AccessionNumber="A-9")
    order_id = house.reporting.unordered.make_order(WHO, study_id, HOSPITAL)
    brought, _ = house.orders.create(HOSPITAL, NewOrder("A-9", "P-1", "王小明", "1960-02-29", "胸部 CT 增强"))
    assert (brought.id, brought.procedure_description) == (order_id, "胸部 CT 增强")


def test_a_bound_study_has_its_order(reporting: Reporting) -> None:
    study_id = send(reporting.house)
    reporting.house.bindings.bind_new_studies()
    assert reporting.house.reporting.unordered.make_order(WHO, study_id, HOSPITAL) == reporting.order_id


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ({"AccessionNumber": "A-9"}, {"AccessionNumber": "A-9", "PatientID": "P-2"}, Problem.STUDY_IN_QUESTION),
        ({"AccessionNumber": "A-1", "PatientID": "P-2"}, {}, Problem.STUDY_IN_QUESTION),
        ({"AccessionNumber": "A-9", "PatientBirthDate": ""}, {}, Problem.STUDY_OF_NOBODY),
        ({"AccessionNumber": "A-9", "PatientID": ""}, {}, Problem.STUDY_OF_NOBODY),
    ],
)
def test_where_there_is_doubt_a_person_decides_first(
    reporting: Reporting, first: dict[str, str], second: dict[str, str], problem: Problem
) -> None:
    study_id = send(reporting.house, **first)
    if second:
        send(reporting.house, **second)
    reporting.house.bindings.bind_new_studies()
    with pytest.raises(ConflictError) as refused:
        reporting.house.reporting.unordered.make_order(WHO, study_id, HOSPITAL)
    assert refused.value.problem is problem
