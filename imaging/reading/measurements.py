"""The truth of measurements: what a figure measures, in which unit, and how that is known.

Without spacing there are pixels, never millimetres. A line across two ultrasound regions has no length; one within a
region of other axes tells what these say: seconds, centimetres a second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from imaging.pixels.spacing import SpacingOrigin
from imaging.pixels.ultrasound_regions import RegionUnit, UltrasoundRegion, region_of
from imaging.reading.annotations import Annotation, ImagePlace, Kind, Point, VolumePlace
from imaging.reading.plane_figures import (
    Figure,
    PlanePoint,
    distance,
    ellipse_area,
    ellipse_perimeter,
    lines_angle,
    outline_length,
    polygon_area,
    vertex_angle,
)
from imaging.reading.scale import Scale

MM_PER_CM: Final = 10.0
PIXEL: Final = "px"
MILLIMETRE: Final = "mm"
DEGREE: Final = "°"
# How lengths are known beside the words of `SpacingOrigin`.
REGION: Final = "ultrasound-region"
# Points lie in several regions, or partly in none.
NO_REGION: Final = "no-region"
UNCALIBRATED: Final = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a measurement: length, width, angle, area, perimeter, mean, … and its unit."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a figure measures.

    Attributes
    ----------
    values : tuple of Value
        The most important one first; empty for what measures nothing.
    basis : str
        How lengths are known: a word of `SpacingOrigin`, `REGION`, `NO_REGION`, or empty where there are only pixels.
    """

    values: tuple[Value, ...] = ()
    basis: str = UNCALIBRATED

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `measured_from_json` reads."""
        return {
            "values": [{"name": each.name, "value": each.value, "unit": each.unit} for each in self.values],
            "basis": self.basis,
        }


def measured_from_json(values: Mapping[str, Any]) -> Measured:
    """Read what `Measured.to_json` wrote."""
    read = tuple(Value(each["name"], each["value"], each["unit"]) for each in values["values"])
    return Measured(read, values["basis"])


def measure(annotation: Annotation, scale: Scale) -> Measured:
    """Measure a figure; what the pixels within it hold is `statistics_of`'s part.

    Parameters
    ----------
    annotation : Annotation
        Points in pixels of an image, or in millimetres of a volume.
    scale : Scale
        Of the image; a volume needs none.

    Returns
    -------
    Measured
        Lengths in mm, areas in mm², angles in degrees; px and px² where no spacing is known.
    """
    kind, points = annotation.kind, annotation.points
    if kind not in _FIGURES:
        return Measured()
    if isinstance(annotation.place, VolumePlace):
        figure = points_in_plane(points, annotation.place)
        return Measured(_FIGURES[kind](figure, MILLIMETRE), SpacingOrigin.PATIENT.value)
    if scale.regions:
        return _in_region(kind, points, scale)
    if scale.row_mm is None or scale.column_mm is None:
        return _in_pixels(kind, points, scale, UNCALIBRATED)
    figure = [PlanePoint(column * scale.column_mm, row * scale.row_mm) for column, row in points]
    return Measured(_FIGURES[kind](figure, MILLIMETRE), scale.origin)


def points_in_plane(points: Sequence[Point], place: VolumePlace) -> list[PlanePoint]:
    """Lay points of a plane of the patient down flat.

    Parameters
    ----------
    points : sequence of (x, y, z)
        In millimetres.
    place : VolumePlace
        The plane.

    Returns
    -------
    list of PlanePoint
        In millimetres, x to the right and y down on the screen that shows the plane, from the first point on.
    """
    normal, up = np.array(place.normal), np.array(place.up)
    right, offsets = np.cross(up, normal), np.array(points) - np.array(points[0])
    return [PlanePoint(float(x), float(y)) for x, y in zip(offsets @ right, -(offsets @ up), strict=True)]


def is_measured(annotation: Annotation) -> bool:
    """Tell whether the values of pixels belong to what an annotation tells."""
    return isinstance(annotation.place, ImagePlace) and annotation.kind in _OVER_PIXELS


def _in_pixels(kind: Kind, points: Sequence[Point], scale: Scale, basis: str) -> Measured:
    """Measure in widths of pixels; where these are not square, a height counts as many widths as it is."""
    figure = [PlanePoint(column, row * scale.aspect) for column, row in points]
    return Measured(_FIGURES[kind](figure, PIXEL), basis)


def _in_region(kind: Kind, points: Sequence[Point], scale: Scale) -> Measured:
    region = region_of(scale.regions, points)
    if region is None:
        return _in_pixels(kind, points, scale, NO_REGION)
    if region.is_spatial:
        across, down = abs(region.delta_x) * MM_PER_CM, abs(region.delta_y) * MM_PER_CM
        figure = [PlanePoint(column * across, row * down) for column, row in points]
        return Measured(_FIGURES[kind](figure, MILLIMETRE), REGION)
    if kind is Kind.LENGTH:
        return Measured(_along_axes(points, region), REGION)
    if kind is Kind.PROBE:
        return Measured(_at_axes(points[0], region), REGION)
    # An angle or an area of seconds against centimetres has no meaning.
    return Measured((), REGION)


def _along_axes(points: Sequence[Point], region: UltrasoundRegion) -> tuple[Value, ...]:
    """Tell the difference of two points on each axis that has a unit: an M-mode's seconds and millimetres."""
    (column, row), (other_column, other_row) = points
    found = (
        _axis_value(region.unit_x, abs((other_column - column) * region.delta_x)),
        _axis_value(region.unit_y, abs((other_row - row) * region.delta_y)),
    )
    return tuple(value for value in found if value is not None)


def _at_axes(point: Point, region: UltrasoundRegion) -> tuple[Value, ...]:
    """Tell the value of a place on the vertical axis, such as the velocity of blood, where its zero is known."""
    if region.reference_y is None:
        return ()
    value = _axis_value(region.unit_y, (point[1] - region.reference_y) * region.delta_y + region.reference_value_y)
    return () if value is None else (value,)


def _axis_value(unit: RegionUnit, value: float) -> Value | None:
    known = _AXES.get(unit)
    if known is None:
        return None
    name, text, factor = known
    return Value(name, value * factor, text)


_AXES: Final[Mapping[RegionUnit, tuple[str, str, float]]] = {
    RegionUnit.CENTIMETRE: ("distance", MILLIMETRE, MM_PER_CM),
    RegionUnit.SECOND: ("time", "s", 1.0),
    RegionUnit.HERTZ: ("frequency", "Hz", 1.0),
    RegionUnit.CENTIMETRE_PER_SECOND: ("velocity", "cm/s", 1.0),
    RegionUnit.DEGREE: ("angle", DEGREE, 1.0),
}


def _length(figure: Figure, unit: str) -> tuple[Value, ...]:
    return (Value("length", distance(*figure), unit),)


def _angle(figure: Figure, unit: str) -> tuple[Value, ...]:  # noqa: ARG001  (angles have one unit)
    return (Value("angle", vertex_angle(*figure), DEGREE),)


def _cobb(figure: Figure, unit: str) -> tuple[Value, ...]:  # noqa: ARG001
    return (Value("angle", lines_angle(figure), DEGREE),)


def _bidirectional(figure: Figure, unit: str) -> tuple[Value, ...]:
    axes = distance(figure[0], figure[1]), distance(figure[2], figure[3])
    return Value("length", max(axes), unit), Value("width", min(axes), unit)


def _ellipse(figure: Figure, unit: str) -> tuple[Value, ...]:
    return Value("area", ellipse_area(figure), f"{unit}²"), Value("perimeter", ellipse_perimeter(figure), unit)


def _polygon(figure: Figure, unit: str) -> tuple[Value, ...]:
    return Value("area", polygon_area(figure), f"{unit}²"), Value("perimeter", outline_length(figure), unit)


def _nothing(figure: Figure, unit: str) -> tuple[Value, ...]:  # noqa: ARG001
    return ()


_FIGURES: Final[Mapping[Kind, Callable[[Figure, str], tuple[Value, ...]]]] = {
    Kind.LENGTH: _length,
    Kind.ANGLE: _angle,
    Kind.COBB: _cobb,
    Kind.BIDIRECTIONAL: _bidirectional,
    Kind.ELLIPSE: _ellipse,
    Kind.RECTANGLE: _polygon,
    Kind.FREEHAND: _polygon,
    # A place has no size; what its axes tell in an ultrasound region is looked up there.
    Kind.PROBE: _nothing,
}
_OVER_PIXELS: Final = frozenset({Kind.ELLIPSE, Kind.RECTANGLE, Kind.FREEHAND, Kind.PROBE})
