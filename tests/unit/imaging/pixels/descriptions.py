"""Descriptions of small images, grey and coloured, and what is shown of grey values."""

from __future__ import annotations

from typing import Any

import numpy as np

from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric
from imaging.pixels.render import Rendering, show
from imaging.pixels.windows import Window
from tests.unit.imaging.pixels.headers import EXPLICIT_LITTLE

# Maps 0 to black and 255 to white, so that grey levels are values.
AS_IS = Window(128, 256)


def grey(**values: Any) -> ImageDescription:
    return ImageDescription(1, 4, EXPLICIT_LITTLE, windows=(AS_IS,), **values)


def shown(stored: list[Any], description: ImageDescription, dtype: str = "<u2", **rendering: Any) -> list[int]:
    levels, _ = show(np.array([stored], dtype), description, Rendering(**rendering))
    return levels[0].tolist()


def color(photometric: Photometric, bits: int = 8) -> ImageDescription:
    return ImageDescription(
        1,
        1,
        EXPLICIT_LITTLE,
        samples_per_pixel=3,
        photometric_interpretation=photometric,
        bits_allocated=bits,
        bits_stored=bits,
        high_bit=bits - 1,
    )
