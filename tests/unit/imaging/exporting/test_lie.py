"""A printed picture, its letters and what is drawn on it lie alike, however it was mirrored and turned."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from PIL import Image

from imaging.exporting.lie import Lie

# A light corner at the patient's left front of an axial picture: upper right, as it is taken.
PIXELS = np.zeros((20, 40), np.uint8)
PIXELS[0, 39] = 255
LETTERS = {"left": "R", "right": "L", "top": "A", "bottom": "P"}


@pytest.mark.parametrize(
    ("horizontal", "vertical", "rotation"), list(product((False, True), (False, True), (0, 90, 180, 270)))
)
def test_pixels_places_and_letters_lie_alike(horizontal: bool, vertical: bool, rotation: int) -> None:
    lie = Lie(horizontal, vertical, rotation)
    turned = np.asarray(lie.picture(Image.fromarray(PIXELS)))
    ((row, column),) = np.argwhere(turned)
    across, down = lie.place(39.5 / 40, 0.5 / 20)
    assert (across * turned.shape[1], down * turned.shape[0]) == pytest.approx((column + 0.5, row + 0.5))
    edges = lie.edges(LETTERS)
    # The light corner lies between the edges of the left and of the front.
    assert {edges["left" if column == 0 else "right"], edges["top" if row == 0 else "bottom"]} == {"L", "A"}


def test_what_is_turned_by_no_quarter_is_turned_to_the_nearest() -> None:
    assert [Lie(rotation=degrees).quarter for degrees in (44, 46, -90, 359, 450)] == [0, 90, 270, 0, 90]
