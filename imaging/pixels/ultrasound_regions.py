"""Calibrated regions of ultrasound pictures (PS3.3 C.8.5.5): each has its own axes and units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet

_CORNERS = (
    tag.REGION_LOCATION_MIN_X0,
    tag.REGION_LOCATION_MIN_Y0,
    tag.REGION_LOCATION_MAX_X1,
    tag.REGION_LOCATION_MAX_Y1,
)


class RegionUnit(IntEnum):
    """Physical Units X/Y Direction (PS3.3 C.8.5.5.1.15)."""

    NONE = 0
    PERCENT = 1
    DECIBEL = 2
    CENTIMETRE = 3
    SECOND = 4
    HERTZ = 5
    DECIBEL_PER_SECOND = 6
    CENTIMETRE_PER_SECOND = 7
    SQUARE_CENTIMETRE = 8
    SQUARE_CENTIMETRE_PER_SECOND = 9
    CUBIC_CENTIMETRE = 10
    CUBIC_CENTIMETRE_PER_SECOND = 11
    DEGREE = 12


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """A rectangle of the picture, and what its pixels measure.

    Attributes
    ----------
    left, top, right, bottom : int
        Pixels that the region begins and ends with, counted from 0.
    unit_x, unit_y : RegionUnit
        Along rows, and along columns.
    delta_x, delta_y : float
        What one pixel is in these units; as signed as it stands in the file.
    reference_y : float or None
        Row of the picture at which the vertical axis has the value ``reference_value_y``; None where it is not said.
    reference_value_y : float
        In ``unit_y``.
    """

    left: int
    top: int
    right: int
    bottom: int
    unit_x: RegionUnit
    unit_y: RegionUnit
    delta_x: float
    delta_y: float
    reference_y: float | None = None
    reference_value_y: float = 0.0

    @property
    def is_spatial(self) -> bool:
        """Whether both axes are lengths, so that distances, angles and areas have a meaning."""
        return self.unit_x is self.unit_y is RegionUnit.CENTIMETRE

    @property
    def area(self) -> int:
        """How many pixels it covers."""
        return (self.right - self.left + 1) * (self.bottom - self.top + 1)

    def holds(self, points: Iterable[Sequence[float]]) -> bool:
        """Tell whether all points (column, row) lie on its pixels."""
        return all(
            self.left - 0.5 <= column <= self.right + 0.5 and self.top - 0.5 <= row <= self.bottom + 0.5
            for column, row in points
        )


def ultrasound_regions(header: DataSet) -> tuple[UltrasoundRegion, ...]:
    """Read the regions of a picture; those that say too little to measure in are left out.

    Parameters
    ----------
    header : DataSet
        The whole data set.
    """
    read = map(_region, header.items_of(tag.SEQUENCE_OF_ULTRASOUND_REGIONS))
    return tuple(region for region in read if region is not None)


def region_of(regions: Sequence[UltrasoundRegion], points: Sequence[Sequence[float]]) -> UltrasoundRegion | None:
    """Return the region that holds all points, the smallest where regions lie upon each other; None: no one does.

    Parameters
    ----------
    regions : sequence of UltrasoundRegion
        Of one picture.
    points : sequence of (column, row)
        Counted from 0 at the centre of the first pixel.
    """
    holding = [region for region in regions if region.holds(points)]
    return min(holding, key=lambda region: region.area) if holding else None


def _region(item: DataSet) -> UltrasoundRegion | None:
    corners = [item.integer(which) for which in _CORNERS]
    units = [item.integer(which) for which in (tag.PHYSICAL_UNITS_X_DIRECTION, tag.PHYSICAL_UNITS_Y_DIRECTION)]
    deltas = [item.number(which) for which in (tag.PHYSICAL_DELTA_X, tag.PHYSICAL_DELTA_Y)]
    left, top, right, bottom = corners
    delta_x, delta_y = deltas
    if left is None or top is None or right is None or bottom is None or delta_x is None or delta_y is None:
        return None
    if right < left or bottom < top or not all(math.isfinite(delta) and delta != 0 for delta in (delta_x, delta_y)):
        return None
    unit_x, unit_y = map(_unit, units)
    reference = item.integer(tag.REFERENCE_PIXEL_Y0)
    return UltrasoundRegion(
        left,
        top,
        right,
        bottom,
        unit_x,
        unit_y,
        delta_x,
        delta_y,
        # PS3.3 C.8.5.5.1.4: counted from the upper left corner of the region.
        None if reference is None else float(top + reference),
        item.number(tag.REFERENCE_PIXEL_PHYSICAL_VALUE_Y) or 0.0,
    )


def _unit(value: int | None) -> RegionUnit:
    return RegionUnit(value) if value in set(RegionUnit) else RegionUnit.NONE
