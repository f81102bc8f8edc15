"""Marks that hide text or turn it around reach nobody's eyes, wherever a name or a text of a file is shown."""

from __future__ import annotations

import pytest

from imaging.archive.contradictions import Contradictions
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.reports import NewReport, ReportState
from imaging.sharing.film import Films
from tests.houses import send

# RIGHT-TO-LEFT OVERRIDE: what follows is read from behind, so that one name looks like another.
TURNED = "王\u202e明小"
MARKED = "王\ufffd明小"


def test_in_the_question_about_a_study(house: House) -> None:
    send(house, AccessionNumber="", PatientName=TURNED, StudyDescription=TURNED)
    house.bindings.bind_new_studies()
    (question,) = house.bindings.questions(1)
    assert (question.patient_name, question.study_description) == (MARKED, MARKED)
    assert question.said[0].patient_name == MARKED


def test_in_the_list_of_contradictions(house: House) -> None:
    send(house, PatientName=TURNED)
    send(house, PatientName="李四")
    (study,) = Contradictions(house.index, house.clock).studies(1)
    assert [variant.patient_name for variant in study.variants] == [MARKED, "李四"]


def test_on_the_patients_page(house: House) -> None:
    study = send(house, StudyDescription=TURNED, SeriesDescription=TURNED)
    (shown,) = Films(house.index, house.archive.retrieve).of([study]).studies
    assert (shown.description, shown.series[0].description) == (MARKED, MARKED)


@pytest.mark.parametrize("name", ["patient_name", "procedure_description", "place", "preparation"])
def test_in_an_order_and_on_its_slip(name: str) -> None:
    said = {
        "accession_number": "A-1",
        "patient_id": "P-1",
        "patient_name": "Li",
        "patient_birth_date": "1960-02-29",
        "procedure_description": "CT",
    }
    assert getattr(NewOrder(**said | {name: TURNED}), name) == MARKED


def test_in_a_report() -> None:
    report = NewReport(ReportState.FINAL, f"第一行\n{TURNED}", author=TURNED)
    assert (report.text, report.author) == (f"第一行\n{MARKED}", MARKED)
