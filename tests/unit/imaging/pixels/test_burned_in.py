from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, SecondaryCaptureImageStorage, UltrasoundImageStorage

from imaging.dicom.header import read_header
from imaging.pixels.blanking import Part, blanked
from imaging.pixels.burned_in import WHOLE, NotShown, Showable, showable
from tests.synthetic import secondary_capture

ROWS, COLUMNS = 16, 16


def region(left: int, top: int, right: int, bottom: int, spatial_format: int = 1) -> Dataset:
    item = Dataset()
    item.RegionSpatialFormat = spatial_format
    item.RegionLocationMinX0, item.RegionLocationMinY0 = left, top
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = right, bottom
    return item


def judged(*, is_monochrome: bool = True, **said: Any) -> Showable:
    header = read_header(io.BytesIO(secondary_capture(**said)))
    return showable(header.dataset, ROWS, COLUMNS, is_monochrome=is_monochrome)


def ultrasound(*regions: Dataset, **said: Any) -> Showable:
    values = {"SOPClassUID": UltrasoundImageStorage, "Modality": "US", "SequenceOfUltrasoundRegions": list(regions)}
    return judged(**values | said)


def test_of_ultrasound_only_its_regions_are_shown() -> None:
    assert ultrasound(region(0, 4, 15, 15), region(2, 2, 8, 3)) == Showable((Part(0, 4, 15, 15), Part(2, 2, 8, 3)))


def test_devices_count_the_last_pixel_in_two_ways() -> None:
    assert ultrasound(region(0, 4, 16, 16)).parts == (Part(0, 4, 15, 15),)


@pytest.mark.parametrize(
    "regions",
    [
        [],
        # All of it, also by pieces: whatever is written in the picture stands in them.
        [region(0, 0, 15, 15)],
        [region(0, 0, 7, 15), region(8, 0, 15, 15)],
        # Measured in a picture of another size.
        [region(0, 4, 31, 15)],
        [region(0, 4, 15, 15), region(0, 0, 15, 40)],
        [region(9, 4, 3, 15)],
        # Graphics alone.
        [region(0, 4, 15, 15, 5)],
    ],
)
def test_where_nobody_knows_where_its_text_ends_it_is_not_shown(regions: list[Dataset]) -> None:
    assert ultrasound(*regions) == Showable(why_not=NotShown.NO_REGIONS)


def test_that_it_says_no_does_not_help_ultrasound_without_regions() -> None:
    assert ultrasound(BurnedInAnnotation="NO").why_not is NotShown.NO_REGIONS


def test_regions_help_ultrasound_that_says_yes() -> None:
    assert ultrasound(region(0, 4, 15, 15), BurnedInAnnotation="YES").parts == (Part(0, 4, 15, 15),)


CT = {"SOPClassUID": CTImageStorage, "Modality": "CT"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (CT, WHOLE),
        (CT | {"BurnedInAnnotation": "NO"}, WHOLE),
        (CT | {"ImageType": ["DERIVED", "SECONDARY", "REFORMATTED"]}, WHOLE),
        (CT | {"BurnedInAnnotation": "YES"}, Showable(why_not=NotShown.BURNED_IN)),
        (CT | {"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, Showable(why_not=NotShown.CAPTURE)),
        (CT | {"SOPClassUID": SecondaryCaptureImageStorage}, Showable(why_not=NotShown.CAPTURE)),
        ({"Modality": "XC", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.77.1.4"}, Showable(why_not=NotShown.CAPTURE)),
        ({"Modality": "ES", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.77.1.1"}, Showable(why_not=NotShown.CAPTURE)),
        ({"Modality": "DX", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.1.1"}, WHOLE),
    ],
)
def test_what_is_known_of_a_picture_decides(said: dict[str, Any], expected: Showable) -> None:
    assert judged(**said) == expected


def test_grey_by_nature_and_in_colour_it_is_a_capture_of_results() -> None:
    assert judged(is_monochrome=False, **CT).why_not is NotShown.CAPTURE


@pytest.mark.parametrize("shape", [(16, 16), (16, 16, 3)])
def test_nothing_is_left_outside(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(1).integers(1, 255, shape, np.uint8)
    kept = blanked(pixels, [Part(2, 3, 9, 12), Part(12, 0, 13, 1)], 0)
    inside = np.zeros((16, 16), bool)
    inside[3:13, 2:10] = inside[0:2, 12:14] = True
    assert (kept[inside] == pixels[inside]).all()
    assert not kept[~inside].any()
    assert kept.dtype == pixels.dtype
