"""Rescale and windows as devices write them, in the data set itself or in items of its functional groups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imaging.dicom import tags as tag
from imaging.pixels.windows import VoiFunction, Window

if TYPE_CHECKING:
    # The children that decode load this module, and stay small without the reader of headers.
    from imaging.dicom.elements import DataSet


def read_rescale(dataset: DataSet) -> tuple[float, float]:
    """Return slope and intercept of a data set or of its Pixel Value Transformation Sequence (PS3.3 C.11.1).

    What is missing, no finite number, or a slope of 0 counts as 1 and 0: stored values are then shown as they are.
    """
    slope, intercept = dataset.number(tag.RESCALE_SLOPE), dataset.number(tag.RESCALE_INTERCEPT)
    if slope is None or not math.isfinite(slope) or slope == 0:
        slope = 1.0
    if intercept is None or not math.isfinite(intercept):
        intercept = 0.0
    return slope, intercept


def read_windows(dataset: DataSet) -> tuple[Window, ...]:
    """Return the windows of a data set, or of an item of the Frame VOI LUT Sequence (PS3.3 C.11.2)."""
    name = dataset.text(tag.VOILUT_FUNCTION).strip().upper()
    function = VoiFunction(name) if name in set(VoiFunction) else VoiFunction.LINEAR
    explanations = dataset.texts(tag.WINDOW_CENTER_WIDTH_EXPLANATION)
    windows = []
    pairs = zip(dataset.numbers(tag.WINDOW_CENTER), dataset.numbers(tag.WINDOW_WIDTH), strict=False)
    for position, (center, width) in enumerate(pairs):
        explanation = explanations[position] if position < len(explanations) else ""
        try:
            windows.append(Window(center, width, function, explanation))
        except ValueError:
            # A window that the standard does not allow, such as a width of 0, is the same as none.
            continue
    return tuple(windows)
