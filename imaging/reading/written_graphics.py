"""A figure in the graphics of DICOM, for whatever object holds it (PS3.3 C.10.5.1, C.18.6)."""

from __future__ import annotations

from imaging.pixels.geometry import PixelPoint
from imaging.reading.annotations import Annotation, Kind
from imaging.reading.operations import Recorded


def graphics_of(annotation: Annotation) -> list[tuple[str, list[PixelPoint]]]:
    """Return the graphics of DICOM that make up a figure: the type of each, and its points as pixel points."""
    points = [PixelPoint(*point) for point in annotation.points]
    match annotation.kind:
        case Kind.TEXT | Kind.KEY_IMAGE:
            return []
        case Kind.PROBE:
            return [("POINT", points)]
        case Kind.COBB | Kind.BIDIRECTIONAL:
            return [("POLYLINE", points[:2]), ("POLYLINE", points[2:])]
        case Kind.RECTANGLE | Kind.FREEHAND:
            return [("POLYLINE", [*points, points[0]])]
        case Kind.ELLIPSE:
            return [("ELLIPSE", _major_first(points))]
    return [("POLYLINE", points)]


def _major_first(points: list[PixelPoint]) -> list[PixelPoint]:
    """PS3.3 C.10.5.1.2: the first two points are the ends of the longer axis."""
    first, second = ((b.column - a.column) ** 2 + (b.row - a.row) ** 2 for a, b in (points[:2], points[2:]))
    return points if first >= second else [*points[2:], *points[:2]]


def words_of(recorded: Recorded) -> str:
    """Return what stands beside a figure: its own words, and what it measures, each in a line."""
    values = [f"{each.name} {each.value:.1f} {each.unit}".strip() for each in recorded.measured.values]
    return "\r\n".join(filter(None, (*recorded.annotation.text.splitlines(), *values)))
