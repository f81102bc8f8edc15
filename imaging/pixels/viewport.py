"""Which part of an image is shown, and how large (PS3.18 8.3.5.1.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from imaging.pixels.arrays import Bytes

MAX_VIEWPORT_SIDE = 8192


@dataclass(frozen=True, slots=True)
class Viewport:
    """The largest picture that is wanted, and the part of the image it is taken from.

    Attributes
    ----------
    width, height : int
        Pixels of the picture; the image is scaled to fit inside, its proportions kept.
    left, top : float
        Where the part begins, in columns and rows of the image.
    region_width, region_height : float or None
        Size of the part in columns and rows; None: as far as the image goes.

    Raises
    ------
    ValueError
        When a side is below 1 or above `MAX_VIEWPORT_SIDE`, or the part has no size.
    """

    width: int
    height: int
    left: float = 0.0
    top: float = 0.0
    region_width: float | None = None
    region_height: float | None = None

    def __post_init__(self) -> None:
        if not (1 <= self.width <= MAX_VIEWPORT_SIDE and 1 <= self.height <= MAX_VIEWPORT_SIDE):
            raise ValueError(f"A viewport has sides of 1 to {MAX_VIEWPORT_SIDE} pixels.")
        places = (self.left, self.top, self.region_width or 1.0, self.region_height or 1.0)
        if not all(math.isfinite(place) for place in places) or self.left < 0 or self.top < 0:
            raise ValueError("The part of an image begins inside of it.")
        if any(side is not None and side <= 0 for side in (self.region_width, self.region_height)):
            raise ValueError("The part of an image has a size above 0.")


def scale_to(pixels: Bytes, viewport: Viewport, pixel_aspect_ratio: float = 1.0) -> Bytes:
    """Cut out the part and scale it so that it fits into the viewport with true proportions.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, columns) or (rows, columns, 3)
    viewport : Viewport
        What is wanted.
    pixel_aspect_ratio : float
        Height of a pixel divided by its width; pixels that are not square are made square.

    Returns
    -------
    ndarray of uint8, shape (height, width) or (height, width, 3)

    Raises
    ------
    ValueError
        When the part lies outside of the image.
    """
    left, top, right, bottom = _part(pixels.shape, viewport)
    shown_width, shown_height = right - left, (bottom - top) * pixel_aspect_ratio
    scale = min(viewport.width / shown_width, viewport.height / shown_height)
    size = max(1, round(shown_width * scale)), max(1, round(shown_height * scale))
    is_shrunk = size[0] < right - left or size[1] < bottom - top
    resampling = Image.Resampling.BOX if is_shrunk else Image.Resampling.BILINEAR
    # Cut first, so that what lies outside of the part does not shine into its borders.
    first_row, first_column = math.floor(top), math.floor(left)
    part = pixels[first_row : math.ceil(bottom), first_column : math.ceil(right)]
    box = left - first_column, top - first_row, right - first_column, bottom - first_row
    return np.asarray(Image.fromarray(np.ascontiguousarray(part)).resize(size, resampling, box=box))


def _part(shape: tuple[int, ...], viewport: Viewport) -> tuple[float, float, float, float]:
    rows, columns = shape[:2]
    if viewport.left >= columns or viewport.top >= rows:
        raise ValueError("The part lies outside of the image.")
    width = viewport.region_width or columns
    height = viewport.region_height or rows
    return viewport.left, viewport.top, min(viewport.left + width, columns), min(viewport.top + height, rows)
