"""The inserts of the head phantom in ``sample_dicom``, and how their sizes are read off pixels (see its README)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

PIXEL_MM: Final = 0.451171875
# Counted from one, as readers count.
IMAGE: Final = 28
# The mean of plastic and air: what is brighter belongs to an insert.
HALF_MAXIMUM: Final = -449.0
# Farther from its middle no insert reaches.
REACH_PIXELS: Final = 45.0
STEP_PIXELS: Final = 0.05


@dataclass(frozen=True)
class Insert:
    """A solid of plastic, as image 28 cuts it."""

    name: str
    # Columns and rows from the centre of the first pixel.
    middle: tuple[float, float]
    width_mm: float
    height_mm: float
    area_mm2: float


SQUARE: Final = Insert("square", (286.5, 197.5), 19.9, 20.0, 398)
ROD: Final = Insert("rod", (249.2, 242.1), 20.0, 20.0, 314)
SPHERE: Final = Insert("sphere", (203.8, 186.3), 25.3, 25.3, 503)
INSERTS: Final = (SQUARE, ROD, SPHERE)


def edge(level: Callable[[float], float], half: float, step: float, reach: float) -> float:
    """Return how far from a bright middle the level falls to half, interpolated between the last two steps."""
    far, before = step, level(0.0)
    while (here := level(far)) >= half:
        far, before = far + step, here
        if far > reach:
            raise AssertionError("there is no edge")
    return far - step * (half - here) / (before - here)


def between_pixels(pixels: np.ndarray, x: float, y: float) -> float:
    """Return the value at a point between four pixels, interpolated."""
    column, row = int(x), int(y)
    right, below = x - column, y - row
    upper = pixels[row, column] * (1 - right) + pixels[row, column + 1] * right
    lower = pixels[row + 1, column] * (1 - right) + pixels[row + 1, column + 1] * right
    return float(upper * (1 - below) + lower * below)


def outward(values: np.ndarray, middle: tuple[float, float], across: float, down: float) -> Callable[[float], float]:
    """Return the value at each distance from a middle, on the way in one direction."""
    x, y = middle
    return lambda far: between_pixels(values, x + far * across, y + far * down)


def diameter_mm(values: np.ndarray, insert: Insert, degrees: float) -> float:
    """Return how wide an insert is in a direction, at half of the maximum."""
    across, down = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return PIXEL_MM * sum(
        edge(outward(values, insert.middle, way * across, way * down), HALF_MAXIMUM, STEP_PIXELS, REACH_PIXELS)
        for way in (-1, 1)
    )
