"""Regions of an ultrasound picture, each with a scale of its own, as the viewer is told of them."""

from __future__ import annotations

from dataclasses import dataclass

from imaging.dicom.elements import DataSet
from imaging.pixels.ultrasound_regions import UltrasoundRegion, ultrasound_regions


@dataclass(frozen=True)
class ShownRegion:
    """A region, in pixels of the picture with both corners inside, and what a step of one pixel means in it.

    Attributes
    ----------
    units : two ints
        Physical Units X and Y Direction (PS3.3 C.8.5.5.1.15): 3 is centimetres, 4 seconds, 0 none.
    deltas : two floats
        Physical Delta X and Y, in these units for each pixel, without their signs.
    """

    left: int
    top: int
    right: int
    bottom: int
    units: tuple[int, int]
    deltas: tuple[float, float]


def shown_regions(header: DataSet) -> tuple[ShownRegion, ...]:
    """Return the regions in which anything can be measured: those by which the server measures, too."""
    return tuple(map(_shown, ultrasound_regions(header)))


def _shown(region: UltrasoundRegion) -> ShownRegion:
    units, deltas = (int(region.unit_x), int(region.unit_y)), (abs(region.delta_x), abs(region.delta_y))
    return ShownRegion(region.left, region.top, region.right, region.bottom, units, deltas)
