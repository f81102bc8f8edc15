"""In which unit values are told: HU, SUVbw, or none."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Sequence
from pydicom.uid import CTImageStorage, PositronEmissionTomographyImageStorage, SecondaryCaptureImageStorage

from tests.unit.imaging.reading.headers import item, scale

CT = {"Modality": "CT", "SOPClassUID": CTImageStorage, "RescaleSlope": 2, "RescaleIntercept": -1024}


@pytest.mark.parametrize(
    ("changes", "unit"),
    [
        ({"RescaleType": "HU"}, "HU"),
        ({}, "HU"),
        ({"RescaleSlope": None}, ""),
        ({"RescaleType": "US"}, ""),
        ({"RescaleType": "Z_EFF"}, "Z_EFF"),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}, ""),
        ({"SOPClassUID": SecondaryCaptureImageStorage}, ""),
        ({"SOPClassUID": SecondaryCaptureImageStorage, "Modality": "MR"}, ""),
    ],
)
def test_only_ct_has_hounsfield_units(changes: dict[str, Any], unit: str) -> None:
    assert scale(**CT | changes).unit == unit


def test_stored_values_are_told_by_slope_and_intercept() -> None:
    found = scale(**CT)
    assert (found.slope, found.intercept) == (2.0, -1024.0)


def pet(**changes: Any) -> dict[str, Any]:
    dose = item(
        RadionuclideTotalDose=370e6, RadionuclideHalfLife=6586.2, RadiopharmaceuticalStartDateTime="20260131090000"
    )
    return {
        "Modality": "PT",
        "SOPClassUID": PositronEmissionTomographyImageStorage,
        "Units": "BQML",
        "CorrectedImage": ["DECY", "ATTN", "SCAT"],
        "DecayCorrection": "START",
        "PatientWeight": 70,
        "SeriesDate": "20260131",
        "SeriesTime": "100000",
        "AcquisitionDate": "20260131",
        "AcquisitionTime": "100130.5",
        "RescaleSlope": 1,
        "RescaleIntercept": 0,
        "RadiopharmaceuticalInformationSequence": Sequence([dose]),
    } | changes


def test_uptake_is_by_body_weight_and_what_is_left_of_the_dose() -> None:
    found = scale(**pet())
    left = 370e6 * 2 ** (-3600 / 6586.2)
    assert found.unit == "SUVbw"
    assert found.slope == pytest.approx(70_000 / left, rel=1e-9)


def test_corrected_to_the_injection_the_whole_dose_counts() -> None:
    assert scale(**pet(DecayCorrection="ADMIN")).slope == pytest.approx(70_000 / 370e6)


def test_only_the_time_of_the_injection_is_told() -> None:
    dose = item(RadionuclideTotalDose=370e6, RadionuclideHalfLife=6586.2, RadiopharmaceuticalStartTime="233000")
    changes = {"SeriesTime": "003000", "AcquisitionTime": "003000", "RadiopharmaceuticalInformationSequence": [dose]}
    assert scale(**pet(**changes)).slope == pytest.approx(70_000 / (370e6 * 2 ** (-3600 / 6586.2)))


@pytest.mark.parametrize(
    "changes",
    [
        {"PatientWeight": None},
        {"CorrectedImage": ["ATTN"]},
        {"DecayCorrection": "NONE"},
        # The series was made anew after the images were taken: its time is not that of the scan.
        {"SeriesTime": "120000"},
        {"RadiopharmaceuticalInformationSequence": Sequence([item(RadionuclideTotalDose=370e6)])},
    ],
)
def test_what_is_missing_for_uptake_leaves_the_activity(changes: dict[str, Any]) -> None:
    found = scale(**pet(**changes))
    assert (found.unit, found.slope) == ("Bq/ml", 1.0)


def test_what_is_uptake_already_stays_so() -> None:
    assert (scale(**pet(Units="GML")).unit, scale(**pet(Units="GML")).slope) == ("SUVbw", 1.0)
    assert scale(**pet(Units="GML", SUVType="LBM")).unit == "g/ml"
