"""When two studies show the same patient, and when they are only alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imaging.orders.fitting import Identity
from imaging.reading.same_patient import Likeness, Shown, likeness

WANG = Identity("A-1", "P-1", "", "王^小明", "19600229", "M")
HERE, THERE = 1, 2


@pytest.mark.parametrize(
    ("changes", "same_hospital", "other_hospital"),
    [
        ({}, Likeness.SAME, Likeness.PERHAPS),
        ({"patient_name": "WANG^XIAOMING"}, Likeness.SAME, Likeness.PERHAPS),
        ({"patient_name": ""}, Likeness.SAME, Likeness.OTHER),
        ({"patient_birth_date": ""}, Likeness.SAME, Likeness.OTHER),
        ({"patient_sex": ""}, Likeness.SAME, Likeness.PERHAPS),
        ({"patient_name": "", "patient_birth_date": ""}, Likeness.OTHER, Likeness.OTHER),
        ({"patient_name": "李^四"}, Likeness.CONTRADICTS, Likeness.OTHER),
        ({"patient_birth_date": "19610229"}, Likeness.CONTRADICTS, Likeness.OTHER),
        ({"patient_sex": "F"}, Likeness.CONTRADICTS, Likeness.OTHER),
        ({"patient_id": "P-2"}, Likeness.PERHAPS, Likeness.PERHAPS),
        ({"patient_id": ""}, Likeness.PERHAPS, Likeness.PERHAPS),
        ({"patient_id": "P-2", "patient_name": "李^四"}, Likeness.OTHER, Likeness.OTHER),
    ],
)
def test_a_number_proves_it_within_its_hospital_alone(
    changes: dict[str, str], same_hospital: Likeness, other_hospital: Likeness
) -> None:
    other = replace(WANG, **changes)
    for hospital, expected in ((HERE, same_hospital), (THERE, other_hospital)):
        assert likeness(Shown(HERE, (WANG,)), Shown(hospital, (other,))) is expected
        assert likeness(Shown(hospital, (other,)), Shown(HERE, (WANG,))) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Likeness.SAME),
        ({"patient_sex": ""}, Likeness.PERHAPS),
        ({"patient_birth_date": ""}, Likeness.OTHER),
        ({"patient_name": "李^四"}, Likeness.OTHER),
        ({"issuer_of_patient_id": "CITY2"}, Likeness.PERHAPS),
        ({"patient_id": "P-2"}, Likeness.PERHAPS),
    ],
)
def test_an_issuers_number_proves_it_between_hospitals_if_all_agrees(
    changes: dict[str, str], expected: Likeness
) -> None:
    issued = replace(WANG, issuer_of_patient_id="CITY")
    assert likeness(Shown(HERE, (issued,)), Shown(THERE, (replace(issued, **changes),))) is expected


def test_a_study_that_contradicts_itself_is_never_sure() -> None:
    torn = Shown(HERE, (WANG, replace(WANG, patient_name="李^四")))
    assert likeness(Shown(HERE, (WANG,)), torn) is Likeness.PERHAPS
    assert likeness(torn, Shown(HERE, (WANG,))) is Likeness.PERHAPS
    others = Shown(HERE, (replace(WANG, patient_name="李^四"), replace(WANG, patient_sex="F")))
    assert likeness(Shown(HERE, (WANG,)), others) is Likeness.CONTRADICTS
