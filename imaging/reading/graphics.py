"""Figures that other systems drew, in our own coordinates.

DICOM counts graphics from the upper left **corner** of the first pixel (PS3.3 C.10.5, C.18.6.1.2); this house counts
from its **centre**. So a corner point is half a pixel more than ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from imaging.pixels.geometry import PixelPoint

_HALF: Final = 0.5
# Short lines between two points of a curve.
_STEPS: Final = 12


class Shape(StrEnum):
    """How the points of a figure are to be joined."""

    POINTS = "points"
    POLYLINE = "polyline"
    # Both ends of one axis, both ends of the other, as our own ellipses.
    ELLIPSE = "ellipse"
    TEXT = "text"


@dataclass(frozen=True)
class Figure:
    """A figure on a picture: its instance's UID, its frame counted from 1 (0: every frame), points, and words."""

    sop_instance_uid: str
    frame: int
    shape: Shape
    points: tuple[PixelPoint, ...]
    text: str = ""

    def to_json(self, instance_id: int) -> dict[str, Any]:
        """Return what a page draws."""
        return {
            "place": {"instance_id": instance_id, "frame": self.frame},
            "shape": self.shape.value,
            "points": [list(point) for point in self.points],
            "text": self.text,
        }


def corner_to_center(column: float, row: float) -> PixelPoint:
    """Map a point of DICOM graphics to a pixel point. Its inverse is `center_to_corner`."""
    return PixelPoint(column - _HALF, row - _HALF)


def center_to_corner(point: PixelPoint) -> tuple[float, float]:
    """Map a pixel point to a point of DICOM graphics. Its inverse is `corner_to_center`."""
    return point.column + _HALF, point.row + _HALF


def shape_of(graphic_type: str, corners: Sequence[tuple[float, float]]) -> tuple[Shape, tuple[PixelPoint, ...]] | None:
    """Read a figure by its Graphic Type (PS3.3 C.10.5.1.2 and C.18.6.1.1).

    Parameters
    ----------
    graphic_type : str
        POINT, MULTIPOINT, POLYLINE, INTERPOLATED, CIRCLE or ELLIPSE.
    corners : sequence of (column, row)
        As they stand in the file.

    Returns
    -------
    Shape and tuple of PixelPoint, or None
        None for what is no figure: an unknown type, or too few points.
    """
    points = tuple(corner_to_center(*corner) for corner in corners)
    if graphic_type in {"POINT", "MULTIPOINT"} and points:
        return Shape.POINTS, points
    if graphic_type == "POLYLINE" and len(points) > 1:
        return Shape.POLYLINE, points
    if graphic_type == "INTERPOLATED" and len(points) > 1:
        return Shape.POLYLINE, curve_through(points)
    if graphic_type == "ELLIPSE" and len(points) == 4:
        return Shape.ELLIPSE, points
    if graphic_type == "CIRCLE" and len(points) == 2:
        return Shape.ELLIPSE, _circle(*points)
    return None


def curve_through(points: Sequence[PixelPoint]) -> tuple[PixelPoint, ...]:
    """Return a smooth curve through points, as many short lines; closed where the last point is the first.

    The standard leaves the kind of the curve open (PS3.3 C.10.5.1.2). This is the spline of Catmull and Rom: it passes
    through every point, and bulges nowhere farther than its neighbours let it.
    """
    is_closed = len(points) > 3 and points[0] == points[-1]
    ends = (points[-2], points[1]) if is_closed else (points[0], points[-1])
    padded = (ends[0], *points, ends[1])
    found = [points[0]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        found += [_between(before, start, end, after, step / _STEPS) for step in range(1, _STEPS + 1)]
    return tuple(found)


def _between(before: PixelPoint, start: PixelPoint, end: PixelPoint, after: PixelPoint, share: float) -> PixelPoint:
    return PixelPoint(
        *(
            b + share / 2 * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)))
            for a, b, c, d in zip(before, start, end, after, strict=True)
        )
    )


def pairs(numbers: Sequence[float]) -> list[tuple[float, float]]:
    """Put numbers together two by two; a last one alone is left out."""
    return [(pair[0], pair[1]) for pair in _twos(numbers) if len(pair) == 2]


def _twos(numbers: Sequence[float]) -> list[tuple[float, ...]]:
    return [tuple(numbers[at : at + 2]) for at in range(0, len(numbers), 2)]


def _circle(center: PixelPoint, edge: PixelPoint) -> tuple[PixelPoint, ...]:
    radius = ((edge.column - center.column) ** 2 + (edge.row - center.row) ** 2) ** 0.5
    return (
        PixelPoint(center.column - radius, center.row),
        PixelPoint(center.column + radius, center.row),
        PixelPoint(center.column, center.row - radius),
        PixelPoint(center.column, center.row + radius),
    )
