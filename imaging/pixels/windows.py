"""VOI windows: the value, and the three functions of PS3.3 C.11.2.1.2 and C.11.2.1.3 that apply it.

The output always runs from 0 (minimum) to ``maximum``; rounding to grey levels is left to the caller.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from imaging.pixels.arrays import Floats


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056), PS3.3 C.11.2.1.3."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True, slots=True)
class Window:
    """A window in units after the modality transformation (for CT: Hounsfield units).

    Raises
    ------
    ValueError
        When centre or width is not finite, or the width is below what the function allows:
        1 for LINEAR (PS3.3 C.11.2.1.2.1), above 0 for the others.
    """

    center: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.center) and math.isfinite(self.width)):
            raise ValueError("The centre and the width of a window are finite numbers.")
        if self.function is VoiFunction.LINEAR and self.width < 1:
            raise ValueError("The width of a LINEAR window is at least 1.")
        if self.width <= 0:
            raise ValueError("The width of a window is above 0.")

    @classmethod
    def between(cls, lowest: float, highest: float, explanation: str = "") -> Window:
        """Return the window that maps `lowest` to black and `highest` to white.

        Whole numbers that lie apart become LINEAR; everything else LINEAR_EXACT, which can be narrower than 1.

        Parameters
        ----------
        lowest, highest : float
            Modality values; where `highest` is not above `lowest`, the window is 1 wide.
        explanation : str
            Window Center & Width Explanation.
        """
        if highest <= lowest:
            return cls(lowest + 0.5, 1.0, VoiFunction.LINEAR_EXACT, explanation)
        if float(lowest).is_integer() and float(highest).is_integer():
            return cls((lowest + highest + 1) / 2, highest - lowest + 1, VoiFunction.LINEAR, explanation)
        return cls((lowest + highest) / 2, highest - lowest, VoiFunction.LINEAR_EXACT, explanation)

    def to_text(self) -> str:
        """Return ``center,width,function`` with every digit, such as ``40,400,LINEAR``; `from_text` reads it."""
        return f"{number_text(self.center)},{number_text(self.width)},{self.function}"

    @classmethod
    def from_text(cls, text: str) -> Window:
        """Read what `to_text` wrote; the function is LINEAR where it is left out.

        Raises
        ------
        ValueError
            When it is something else, or a window that its function does not allow.
        """
        center, width, *function = text.split(",", 2)
        return cls(float(center), float(width), *map(VoiFunction, function))

    def to_json(self) -> list[Any]:
        """Return the compact form that `from_json` reads."""
        return [self.center, self.width, self.function.value, self.explanation]

    @classmethod
    def from_json(cls, value: list[Any]) -> Window:
        """Read what `to_json` wrote."""
        center, width, function, explanation = value
        return cls(center, width, VoiFunction(function), explanation)


def number_text(value: float) -> str:
    """Write a number with all the digits that tell it from others, and none behind a whole one."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def apply_window(values: Floats, window: Window, maximum: float = 255.0) -> Floats:
    """Map modality values to display values by a window (PS3.3 C.11.2.1.2 and C.11.2.1.3).

    Parameters
    ----------
    values : ndarray of float64, any shape
        Values after the modality transformation.
    window : Window
        Centre, width and function.
    maximum : float
        The display value of white; black is 0.

    Returns
    -------
    ndarray of float64, same shape
        Display values in 0..`maximum`, not rounded.
    """
    if window.function is VoiFunction.SIGMOID:
        # PS3.3 C.11.2.1.3.1; the exponent is bounded so that distant values do not overflow.
        exponent = np.clip(-4.0 * (values - window.center) / window.width, -700.0, 700.0)
        return np.asarray(maximum / (1.0 + np.exp(exponent)))
    if window.function is VoiFunction.LINEAR_EXACT:
        # PS3.3 C.11.2.1.3.2
        slope = (values - window.center) / window.width + 0.5
        return np.clip(slope * maximum, 0.0, maximum)
    if window.width == 1:
        # PS3.3 C.11.2.1.2.1: a width of 1 is a threshold, where the formula would divide by 0.
        return np.where(values <= window.center - 0.5, 0.0, maximum)
    slope = (values - (window.center - 0.5)) / (window.width - 1.0) + 0.5
    return np.clip(slope * maximum, 0.0, maximum)
