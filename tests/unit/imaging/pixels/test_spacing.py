"""What a pixel measures, and where that was measured (PS3.3 10.7)."""

from __future__ import annotations

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from imaging.dicom.header import read_header
from imaging.pixels.spacing import PixelSize, SpacingOrigin, pixel_size
from tests.data import sample_path
from tests.unit.imaging.pixels.headers import header_of

# A detector with elements 0.2 mm apart, 1800 mm from the tube; the patient 360 mm before it, 1.25 times enlarged.
DETECTOR_MM = 0.2
IN_PATIENT_MM = DETECTOR_MM * (1800 - 360) / 1800


def size_of(dataset: Dataset, frame_number: int = 1) -> PixelSize | None:
    dataset.SOPClassUID, dataset.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    return pixel_size(header_of(dataset).dataset, frame_number)


def measured(**attributes: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"PixelSpacing": [0.5, 0.25]}, PixelSize(0.5, 0.25, SpacingOrigin.PATIENT)),
        ({"ImagerPixelSpacing": [DETECTOR_MM] * 2}, PixelSize(DETECTOR_MM, DETECTOR_MM, SpacingOrigin.DETECTOR)),
        ({"NominalScannedPixelSpacing": [0.1, 0.1]}, PixelSize(0.1, 0.1, SpacingOrigin.SCANNED_FILM)),
        (
            {"PixelSpacing": [IN_PATIENT_MM] * 2, "ImagerPixelSpacing": [DETECTOR_MM] * 2},
            PixelSize(IN_PATIENT_MM, IN_PATIENT_MM, SpacingOrigin.GEOMETRY),
        ),
        (
            {"PixelSpacing": [0.16, 0.16], "PixelSpacingCalibrationType": "FIDUCIAL", "ImagerPixelSpacing": [0.2, 0.2]},
            PixelSize(0.16, 0.16, SpacingOrigin.FIDUCIAL),
        ),
        (
            {"PixelSpacing": [0.2, 0.2], "PixelSpacingCalibrationType": "GEOMETRY", "ImagerPixelSpacing": [0.2, 0.2]},
            PixelSize(0.2, 0.2, SpacingOrigin.GEOMETRY),
        ),
        # Copied from the detector without a word: nothing was calibrated.
        (
            {"PixelSpacing": [0.2, 0.2], "ImagerPixelSpacing": [0.2, 0.2]},
            PixelSize(0.2, 0.2, SpacingOrigin.DETECTOR),
        ),
    ],
)
def test_sizes_say_where_they_were_measured(attributes: dict[str, object], expected: PixelSize) -> None:
    found = size_of(measured(**attributes))
    assert found is not None
    assert found.origin is expected.origin
    assert (found.row_mm, found.column_mm) == pytest.approx((expected.row_mm, expected.column_mm))


@pytest.mark.parametrize(
    "spacing", [None, [], [0.5], [0.5, 0.5, 0.5], [0, 0.5], [-0.5, 0.5], [0.5, float("inf")], [float("nan"), 1]]
)
def test_without_a_sound_spacing_nothing_can_be_measured(spacing: list[float] | None) -> None:
    attributes = {} if spacing is None else {"PixelSpacing": [str(value) for value in spacing]}
    with pydicom.config.disable_value_validation():
        assert size_of(measured(**attributes)) is None


def test_a_line_across_the_image_is_as_long_as_the_table_of_the_scanner_says() -> None:
    """512 columns over a field of view of 250 mm."""
    found = size_of(measured(PixelSpacing=[250 / 512] * 2))
    assert found is not None
    assert found.column_mm * 512 == pytest.approx(250)


def test_frames_of_an_enhanced_object_have_their_own_size_before_the_shared_one() -> None:
    def group(spacing: list[float]) -> Dataset:
        return measured(PixelMeasuresSequence=Sequence([measured(PixelSpacing=spacing)]))

    enhanced = measured(
        SharedFunctionalGroupsSequence=Sequence([group([1.0, 1.0])]),
        PerFrameFunctionalGroupsSequence=Sequence([group([0.5, 0.75]), Dataset()]),
    )
    assert size_of(enhanced, 1) == PixelSize(0.5, 0.75, SpacingOrigin.PATIENT)
    assert size_of(enhanced, 2) == PixelSize(1.0, 1.0, SpacingOrigin.PATIENT)


@pytest.mark.parametrize("folder", ["ct_head_phantom", "mr_brain_t1"])
def test_slices_measure_what_the_standards_own_reader_finds(folder: str) -> None:
    path = min(sample_path(folder).glob("*.dcm"))
    with path.open("rb") as source:
        found = pixel_size(read_header(source).dataset)
    row_mm, column_mm = pydicom.dcmread(path, stop_before_pixels=True).PixelSpacing
    assert found == PixelSize(float(row_mm), float(column_mm), SpacingOrigin.PATIENT)
