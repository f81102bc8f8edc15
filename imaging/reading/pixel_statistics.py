"""What the pixels within a figure hold: mean, standard deviation, smallest and largest value."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from imaging.pixels.arrays import Floats, Mask
from imaging.reading.annotations import Kind, Point
from imaging.reading.measurements import Value
from imaging.reading.plane_figures import PlanePoint, center_of, half_axes


def pixel_mask(kind: Kind, points: Sequence[Point], shape: tuple[int, int]) -> Mask:
    """Return the pixels whose centres lie within a figure.

    Parameters
    ----------
    kind : Kind
        Ellipse, rectangle, freehand, or probe: the one pixel that the point lies on.
    points : sequence of (column, row)
        Counted from 0 at the centre of the first pixel.
    shape : (rows, columns)

    Returns
    -------
    ndarray of bool, shape (rows, columns)
        Of what borders on a centre exactly, the upper and the left side belong to a polygon.
    """
    mask = np.zeros(shape, bool)
    if kind is Kind.PROBE:
        column, row = (math.floor(value + 0.5) for value in points[0])
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            mask[row, column] = True
    elif kind is Kind.ELLIPSE:
        _mark_ellipse(mask, [PlanePoint(*point) for point in points])
    else:
        _mark_polygon(mask, np.array(points, float))
    return mask


def statistics_of(values: Floats, mask: Mask, unit: str, *, is_probe: bool = False) -> tuple[Value, ...]:
    """Tell what the pixels of a mask hold.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, columns)
        In ``unit``; not a number where there is no pixel (padding).
    mask : ndarray of bool, same shape
    unit : str
        HU, SUVbw, … or empty.
    is_probe : bool
        Whether it is one pixel, whose value alone is told.

    Returns
    -------
    tuple of Value
        Empty where no pixel lies within. The deviation is that of all pixels (divided by their number).
    """
    chosen = values[mask]
    chosen = chosen[np.isfinite(chosen)]
    if not chosen.size:
        return ()
    if is_probe:
        return (Value("value", float(chosen[0]), unit),)
    return (
        Value("mean", float(chosen.mean()), unit),
        Value("sd", float(chosen.std()), unit),
        Value("min", float(chosen.min()), unit),
        Value("max", float(chosen.max()), unit),
        Value("pixels", float(chosen.size), ""),
    )


def _mark_ellipse(mask: Mask, points: Sequence[PlanePoint]) -> None:
    center, (first, second) = center_of(points), half_axes(points)
    determinant = first.x * second.y - first.y * second.x
    if determinant == 0:
        return
    rows, columns = mask.shape
    # No point of the ellipse is farther from its centre than both half axes together.
    across, down = abs(first.x) + abs(second.x), abs(first.y) + abs(second.y)
    top, bottom = max(0, math.floor(center.y - down)), min(rows, math.ceil(center.y + down) + 1)
    left, right = max(0, math.floor(center.x - across)), min(columns, math.ceil(center.x + across) + 1)
    if top >= bottom or left >= right:
        return
    x, y = np.arange(left, right)[np.newaxis, :] - center.x, np.arange(top, bottom)[:, np.newaxis] - center.y
    along_first = (x * second.y - y * second.x) / determinant
    along_second = (y * first.x - x * first.y) / determinant
    mask[top:bottom, left:right] = along_first**2 + along_second**2 <= 1


def _mark_polygon(mask: Mask, points: NDArray[np.float64]) -> None:
    """Mark row by row: a centre lies within if the outline is crossed an odd number of times to its right."""
    rows, columns = mask.shape
    starts, ends = points, np.roll(points, -1, axis=0)
    top, bottom = max(0, math.ceil(points[:, 1].min())), min(rows - 1, math.floor(points[:, 1].max()))
    centers = np.arange(columns)
    for row in range(top, bottom + 1):
        is_crossed = (starts[:, 1] > row) != (ends[:, 1] > row)
        one, other = starts[is_crossed], ends[is_crossed]
        crossings = one[:, 0] + (row - one[:, 1]) / (other[:, 1] - one[:, 1]) * (other[:, 0] - one[:, 0])
        right_of = len(crossings) - np.searchsorted(np.sort(crossings), centers, side="right")
        mask[row] = right_of % 2 == 1
