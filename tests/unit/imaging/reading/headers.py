"""Headers of known geometry, made for a test."""

from __future__ import annotations

import io
from typing import Any

from pydicom import Dataset, Sequence

from imaging.dicom.header import Header, read_header
from imaging.pixels.description import describe
from imaging.reading.scale import Scale, scale_of
from tests.synthetic import secondary_capture


def header_of(**attributes: Any) -> Header:
    """Write an object and read its header back, as the archive does."""
    return read_header(io.BytesIO(secondary_capture(**attributes)))


def scale(frame_number: int = 1, **attributes: Any) -> Scale:
    header = header_of(**attributes)
    return scale_of(header.dataset, describe(header), frame_number)


def item(**attributes: Any) -> Dataset:
    made = Dataset()
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def region(left: int, top: int, right: int, bottom: int, **changes: Any) -> Dataset:
    """A region of centimetres, unless something else is said."""
    values: dict[str, Any] = {
        "RegionSpatialFormat": 1,
        "RegionDataType": 1,
        "RegionFlags": 0,
        "RegionLocationMinX0": left,
        "RegionLocationMinY0": top,
        "RegionLocationMaxX1": right,
        "RegionLocationMaxY1": bottom,
        "PhysicalUnitsXDirection": 3,
        "PhysicalUnitsYDirection": 3,
        "PhysicalDeltaX": 0.05,
        "PhysicalDeltaY": 0.02,
    }
    return item(**values | changes)


def regions(*given: Dataset) -> dict[str, Any]:
    return {"Modality": "US", "SequenceOfUltrasoundRegions": Sequence(given)}
