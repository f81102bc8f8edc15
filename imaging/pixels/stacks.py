"""The slices of a series in the order of space, and whether they make one volume.

A series is not always a stack: positions repeat (phases, echoes), spacing changes, scanners tilt, localizers stand at
right angles to the rest. The order is useful all the same; what speaks against a volume is named.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from imaging.pixels.geometry import ImagePlane, PatientPoint

# Slices closer than this are at the same place; distances between slices may differ by this share of their median.
SAME_PLACE_MM = 1e-2
SPACING_TOLERANCE = 0.05
# Scalar product of two directions that count as the same: less than 0.6 degrees apart.
SAME_DIRECTION = 0.99995
# How far slices may be shifted within their plane, per millimetre of distance, before they count as sheared.
TILT_TOLERANCE = 0.01


class StackProblem(StrEnum):
    """Why the slices of a series do not make one volume."""

    NO_POSITION = "no-position"
    MIXED_ORIENTATION = "mixed-orientation"
    REPEATED_POSITION = "repeated-position"
    UNEVEN_SPACING = "uneven-spacing"
    GANTRY_TILT = "gantry-tilt"
    TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class Slice:
    """What ordering needs of an image: its number as the device counts, and its plane if it has one."""

    instance_number: int | None
    plane: ImagePlane | None


@dataclass(frozen=True, slots=True)
class Stack:
    """The order of a series.

    Attributes
    ----------
    order : tuple of int
        Indices into the slices that were given, first to last: along the normal if all slices face the same way, by
        Instance Number otherwise.
    spacing_mm : float or None
        The distance between neighbouring slices (the median of all); None without positions.
    problems : frozenset of StackProblem
        Empty if the slices make one volume.
    """

    order: tuple[int, ...]
    spacing_mm: float | None
    problems: frozenset[StackProblem]

    @property
    def is_volume(self) -> bool:
        """Whether reformatting may treat the slices as one volume."""
        return not self.problems


def stack(slices: Sequence[Slice]) -> Stack:
    """Order the slices of a series.

    Parameters
    ----------
    slices : sequence of Slice
        In any order.

    Returns
    -------
    Stack
        With an order of all slices in every case.
    """
    by_number = tuple(sorted(range(len(slices)), key=lambda index: _number(slices[index], index)))
    planes = [each.plane for each in slices if each.plane is not None]
    if len(planes) < len(slices) or not planes:
        return Stack(by_number, None, frozenset({StackProblem.NO_POSITION}))
    if not all(faces_same_way(plane, planes[0]) for plane in planes):
        return Stack(by_number, None, frozenset({StackProblem.MIXED_ORIENTATION}))
    at = places(slices)
    order = tuple(sorted(by_number, key=at.__getitem__))
    ordered = [planes[index] for index in order]
    return Stack(_from_first_number(order, slices), *_judge(ordered))


def _number(each: Slice, index: int) -> tuple[float, int]:
    return (math.inf if each.instance_number is None else each.instance_number), index


def places(slices: Sequence[Slice]) -> tuple[float, ...]:
    """Return where slices that face the same way lie along the normal of the first, in millimetres.

    Rounded, so that slices of one place compare equal and keep the device's order.
    """
    planes = [each.plane for each in slices if each.plane is not None]
    normal = planes[0].normal
    return tuple(round(_along(plane.position, normal) / SAME_PLACE_MM) * SAME_PLACE_MM for plane in planes)


def _from_first_number(order: tuple[int, ...], slices: Sequence[Slice]) -> tuple[int, ...]:
    """Begin at that end of the stack where the device began to count, as radiologists are used to."""
    first, last = _number(slices[order[0]], 0)[0], _number(slices[order[-1]], 0)[0]
    return order if first <= last else tuple(reversed(order))


def _judge(ordered: Sequence[ImagePlane]) -> tuple[float | None, frozenset[StackProblem]]:
    normal = ordered[0].normal
    distances = [
        _along(following.position, normal) - _along(plane.position, normal) for plane, following in pairwise(ordered)
    ]
    if not distances:
        return None, frozenset({StackProblem.TOO_FEW})
    spacing = statistics.median(distances)
    problems = set()
    if any(distance < SAME_PLACE_MM for distance in distances):
        problems.add(StackProblem.REPEATED_POSITION)
    elif any(abs(distance - spacing) > spacing * SPACING_TOLERANCE for distance in distances):
        problems.add(StackProblem.UNEVEN_SPACING)
    if _is_tilted(ordered, sum(distances)):
        problems.add(StackProblem.GANTRY_TILT)
    return spacing, frozenset(problems)


def _is_tilted(ordered: Sequence[ImagePlane], length_mm: float) -> bool:
    """Whether the first pixels do not lie above each other, as when a gantry is tilted against the table."""
    first, last = ordered[0], ordered[-1]
    shift = PatientPoint(*(one - other for one, other in zip(last.position, first.position, strict=True)))
    sideways = math.hypot(_along(shift, first.row_direction), _along(shift, first.column_direction))
    return sideways > max(length_mm * TILT_TOLERANCE, SAME_PLACE_MM * 10)


def faces_same_way(plane: ImagePlane, first: ImagePlane) -> bool:
    """Tell whether rows and columns of two slices lead to the same sides."""
    pairs = (plane.row_direction, first.row_direction), (plane.column_direction, first.column_direction)
    return all(_along(one, other) > SAME_DIRECTION for one, other in pairs)


def _along(point: PatientPoint, direction: PatientPoint) -> float:
    return point.x * direction.x + point.y * direction.y + point.z * direction.z
