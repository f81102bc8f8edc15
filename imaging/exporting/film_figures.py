"""Annotations as lines and words on a printed picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from imaging.exporting.film_cell import Drawn
from imaging.exporting.lie import Lie
from imaging.reading.annotations import Annotation, ImagePlace, Kind, Point
from imaging.reading.operations import Recorded
from imaging.reporting.content import Language
from imaging.reporting.insertables import value_text

_STEPS: Final = 72
_CROSS: Final = 4.0
_BARB: Final = 0.4


def figures_on(
    recorded: Iterable[Recorded], place: ImagePlace, size: tuple[int, int], lie: Lie, language: Language
) -> Iterator[Drawn]:
    """Return what is drawn on a picture.

    Parameters
    ----------
    recorded : iterable of Recorded
        Of the study.
    place : ImagePlace
        The picture.
    size : (rows, columns)
    lie : Lie
        How it is printed.
    language : Language
        Of the words for values.
    """
    rows, columns = size
    for each in recorded:
        annotation = each.annotation
        if annotation.place != place or not annotation.points:
            continue
        lines = [
            [lie.place((column + 0.5) / columns, (row + 0.5) / rows) for column, row in line]
            for line in _lines(annotation)
        ]
        values = value_text(each.measured.values, language)
        yield Drawn(lines, tuple(filter(None, (*annotation.text.split("\n"), values))))


def _lines(annotation: Annotation) -> list[Sequence[Point]]:
    points = annotation.points
    match annotation.kind:
        case Kind.COBB | Kind.BIDIRECTIONAL:
            return [points[:2], points[2:]]
        case Kind.RECTANGLE | Kind.FREEHAND:
            return [(*points, points[0])]
        case Kind.ELLIPSE:
            return [_ellipse(points)]
        case Kind.PROBE:
            return _cross(points[0])
        case Kind.ARROW:
            return [points, *_barbs(*points)]
        case Kind.TEXT:
            # Nothing is drawn but the words, beside their place.
            return [points]
    return [points]


def _ellipse(points: Sequence[Point]) -> list[Point]:
    """Return points along an ellipse of which both ends of two axes are given."""
    centre = [sum(point[axis] for point in points) / 4 for axis in (0, 1)]
    first, second = ([(b[axis] - a[axis]) / 2 for axis in (0, 1)] for a, b in (points[:2], points[2:]))
    angles = [2 * math.pi * step / _STEPS for step in range(_STEPS + 1)]
    return [
        tuple(centre[axis] + math.cos(angle) * first[axis] + math.sin(angle) * second[axis] for axis in (0, 1))
        for angle in angles
    ]


def _cross(point: Point) -> list[Sequence[Point]]:
    x, y = point
    return [((x - _CROSS, y), (x + _CROSS, y)), ((x, y - _CROSS), (x, y + _CROSS))]


def _barbs(tip: Point, end: Point) -> Iterator[Sequence[Point]]:
    """Return both lines of an arrow's head; an arrow points at its first point."""
    angle, length = math.atan2(end[1] - tip[1], end[0] - tip[0]), math.hypot(end[0] - tip[0], end[1] - tip[1])
    for side in (angle - _BARB, angle + _BARB):
        reach = length * 0.25
        yield (tip, (tip[0] + math.cos(side) * reach, tip[1] + math.sin(side) * reach))
