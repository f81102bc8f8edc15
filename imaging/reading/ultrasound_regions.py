"""Regions of an ultrasound picture, each with a scale of its own (PS3.3 C.8.5.5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from imaging.dicom.elements import DataSet

_SEQUENCE: Final = 0x00186011
_SPATIAL_FORMAT: Final = 0x00186012
_DATA_TYPE: Final = 0x00186014
_CORNERS: Final = (0x00186018, 0x0018601A, 0x0018601C, 0x0018601E)
_UNITS: Final = (0x00186024, 0x00186026)
_DELTAS: Final = (0x0018602C, 0x0018602E)


@dataclass(frozen=True)
class UltrasoundRegion:
    """A region, in pixels of the picture with both corners inside, and what a step of one pixel means in it.

    Attributes
    ----------
    spatial_format, data_type : int
        Region Spatial Format (1: two dimensions, 2: M mode, 3: spectral, …) and Region Data Type (1: tissue, …).
    units : two ints
        Physical Units X and Y Direction: 3 is centimetres, 4 seconds, 7 centimetres a second, 0 none.
    deltas : two floats
        Physical Delta X and Y, in these units for each pixel.
    """

    left: int
    top: int
    right: int
    bottom: int
    spatial_format: int
    data_type: int
    units: tuple[int, int]
    deltas: tuple[float, float]


def ultrasound_regions(header: DataSet) -> tuple[UltrasoundRegion, ...]:
    """Return the regions that say all that measuring needs; none where the object has no such sequence."""
    return tuple(filter(None, map(_region, header.items_of(_SEQUENCE))))


def _region(item: DataSet) -> UltrasoundRegion | None:
    corners = [item.integer(each) for each in _CORNERS]
    units = [item.integer(each) for each in _UNITS]
    deltas = [item.number(each) for each in _DELTAS]
    if any(value is None for value in (*corners, *units, *deltas)):
        return None
    left, top, right, bottom = (int(value or 0) for value in corners)
    x, y = (abs(float(value or 0)) for value in deltas)
    if not (left <= right and top <= bottom and all(0 < each < math.inf for each in (x, y))):
        return None
    return UltrasoundRegion(
        left,
        top,
        right,
        bottom,
        item.integer(_SPATIAL_FORMAT) or 0,
        item.integer(_DATA_TYPE) or 0,
        (int(units[0] or 0), int(units[1] or 0)),
        (x, y),
    )
