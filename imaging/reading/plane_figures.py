"""Lengths, angles and areas of figures in a plane. Units are those of the points: pixels, or millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Below this share of a right angle two lines count as parallel, and have no angle.
_PARALLEL = 1e-12


class PlanePoint(NamedTuple):
    """A place in a plane."""

    x: float
    y: float


Figure = Sequence[PlanePoint]


def distance(one: PlanePoint, other: PlanePoint) -> float:
    """Return how far two points lie apart."""
    return math.hypot(other.x - one.x, other.y - one.y)


def outline_length(points: Figure) -> float:
    """Return the length of an outline, whose last point is joined to its first."""
    return sum(distance(one, other) for one, other in pairwise((*points, points[0])))


def polygon_area(points: Figure) -> float:
    """Return the area that an outline encloses (the surveyor's formula)."""
    origin = points[0]
    return abs(sum(_cross(origin, one, other) for one, other in pairwise((*points, points[0])))) / 2


def vertex_angle(end: PlanePoint, vertex: PlanePoint, other_end: PlanePoint) -> float:
    """Return the angle at a vertex in degrees, 0 to 180; 0 where an arm has no length."""
    return _degrees_between(_vector(vertex, end), _vector(vertex, other_end))


def lines_angle(lines: Figure) -> float:
    """Return Cobb's angle between two lines, in degrees.

    It is the angle at which the lines meet, seen from where they meet towards the middles of what was drawn, so that it
    may pass 90 and does not depend on the direction in which anybody drew. Where the lines meet within what was drawn,
    that has no meaning, and the smaller angle is told.

    Parameters
    ----------
    lines : four PlanePoint
        Both ends of one line, both ends of the other.
    """
    start, end, other_start, other_end = lines
    one, other = _vector(start, end), _vector(other_start, other_end)
    between = _degrees_between(one, other)
    acute = min(between, 180.0 - between)
    determinant = one.x * other.y - one.y * other.x
    if abs(determinant) <= _PARALLEL * math.hypot(*one) * math.hypot(*other):
        return 0.0
    gap = _vector(start, other_start)
    along = (gap.x * other.y - gap.y * other.x) / determinant
    meeting = PlanePoint(start.x + along * one.x, start.y + along * one.y)
    middles = _middle(start, end), _middle(other_start, other_end)
    if any(
        distance(meeting, middle) <= math.hypot(*line) / 2 for middle, line in zip(middles, (one, other), strict=True)
    ):
        return acute
    return vertex_angle(middles[0], meeting, middles[1])


def ellipse_area(axes: Figure) -> float:
    """Return the area of an ellipse of which two conjugate diameters are given; scaling one direction keeps it true.

    Parameters
    ----------
    axes : four PlanePoint
        Both ends of one diameter, both ends of the other.
    """
    first, second = half_axes(axes)
    return math.pi * abs(first.x * second.y - first.y * second.x)


def ellipse_perimeter(axes: Figure) -> float:
    """Return the circumference of an ellipse by Ramanujan's second formula, which is exact to 1e-5 of any ellipse.

    Parameters
    ----------
    axes : four PlanePoint
        Both ends of one diameter, both ends of its conjugate.
    """
    first, second = half_axes(axes)
    # The principal half axes are the singular values of the matrix of both.
    square_sum = first.x**2 + first.y**2 + second.x**2 + second.y**2
    product = abs(first.x * second.y - first.y * second.x)
    total = math.sqrt(square_sum + 2 * product)
    if total == 0:
        return 0.0
    share = max(square_sum - 2 * product, 0.0) / total**2
    return math.pi * total * (1 + 3 * share / (10 + math.sqrt(4 - 3 * share)))


def half_axes(axes: Figure) -> tuple[PlanePoint, PlanePoint]:
    """Return half of each diameter as a vector."""
    first, second = _vector(axes[0], axes[1]), _vector(axes[2], axes[3])
    return PlanePoint(first.x / 2, first.y / 2), PlanePoint(second.x / 2, second.y / 2)


def center_of(points: Figure) -> PlanePoint:
    """Return the middle of points."""
    count = len(points)
    return PlanePoint(sum(point.x for point in points) / count, sum(point.y for point in points) / count)


def _middle(one: PlanePoint, other: PlanePoint) -> PlanePoint:
    return PlanePoint((one.x + other.x) / 2, (one.y + other.y) / 2)


def _vector(start: PlanePoint, end: PlanePoint) -> PlanePoint:
    return PlanePoint(end.x - start.x, end.y - start.y)


def _cross(origin: PlanePoint, one: PlanePoint, other: PlanePoint) -> float:
    first, second = _vector(origin, one), _vector(origin, other)
    return first.x * second.y - first.y * second.x


def _degrees_between(one: PlanePoint, other: PlanePoint) -> float:
    cross, dot = one.x * other.y - one.y * other.x, one.x * other.x + one.y * other.y
    return math.degrees(abs(math.atan2(cross, dot))) if cross or dot else 0.0
