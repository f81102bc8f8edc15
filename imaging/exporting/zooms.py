"""Which part of a picture was shown when it was enlarged, as presentation states have it (PS3.3 C.10.4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

Corner = tuple[int, int]


@dataclass(frozen=True)
class Zoom:
    """How a series was enlarged on a screen whose shape is not known any more.

    Attributes
    ----------
    factor : float
        1 shows the whole picture.
    right, down : float
        Where the middle of the screen lies, from the middle of the picture as it was taken, in heights of the picture.
    """

    factor: float
    right: float = 0.0
    down: float = 0.0

    def corners(self, columns: int, rows: int, aspect: float) -> tuple[Corner, Corner]:
        """Return the upper left and the lower right pixel of the part, counted from 1.

        The part has the picture's own shape: a screen that is wider shows more at its sides. What lies beside the
        picture is left out; a part that shows nothing of it is the whole.

        Parameters
        ----------
        columns, rows : int
            The picture's size.
        aspect : float
            Height of a pixel divided by its width.
        """
        middle_column = columns / 2 + self.right * rows * aspect
        middle_row = rows / 2 + self.down * rows
        left, right = _within(middle_column, columns / self.factor, columns)
        top, bottom = _within(middle_row, rows / self.factor, rows)
        if left > right or top > bottom:
            return (1, 1), (columns, rows)
        return (left, top), (right, bottom)


def zoom_of(factor: float, pan: tuple[float, float], rotation: float, mirrored: tuple[bool, bool]) -> Zoom | None:
    """Return what a screen showed of a picture; None: all of it.

    Parameters
    ----------
    factor : float
        1 fits the picture into its place.
    pan : (float, float)
        Where it was moved to on the screen, right and down, in heights of its place before it was enlarged.
    rotation : float
        Degrees, clockwise.
    mirrored : (bool, bool)
        Left to right, and upside down.
    """
    if factor <= 1:
        return None
    angle, (across, along) = math.radians(rotation), (-1 if each else 1 for each in mirrored)
    right = (math.cos(angle) * across, -math.sin(angle) * along)
    down = (math.sin(angle) * across, math.cos(angle) * along)
    x, y = (-(pan[0] * right[axis] + pan[1] * down[axis]) for axis in (0, 1))
    return Zoom(factor, x, y)


def _within(middle: float, size: float, whole: int) -> Corner:
    """Return the first and the last pixel of a stretch, of those that there are."""
    return max(1, math.floor(middle - size / 2) + 1), min(whole, math.ceil(middle + size / 2))
