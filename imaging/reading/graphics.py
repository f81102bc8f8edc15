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
    if graphic_type in {"POLYLINE", "INTERPOLATED"} and len(points) > 1:
        return Shape.POLYLINE, points
    if graphic_type == "ELLIPSE" and len(points) == 4:
        return Shape.ELLIPSE, points
    if graphic_type == "CIRCLE" and len(points) == 2:
        return Shape.ELLIPSE, _circle(*points)
    return None


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
