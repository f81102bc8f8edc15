"""From stored colours to those that are shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imaging.pixels.photometric import Photometric
from imaging.pixels.render import show
from tests.unit.imaging.pixels.descriptions import color


# The primary colours in both systems, from the matrices of ITU-R BT.601.
@pytest.mark.parametrize(
    ("photometric", "stored", "expected"),
    [
        (Photometric.RGB, (1, 2, 3), (1, 2, 3)),
        (Photometric.YBR_FULL, (76, 85, 255), (254, 0, 0)),
        (Photometric.YBR_FULL_422, (150, 44, 21), (0, 255, 1)),
        (Photometric.YBR_FULL, (29, 255, 107), (0, 0, 254)),
        (Photometric.YBR_FULL, (128, 128, 128), (128, 128, 128)),
        (Photometric.YBR_PARTIAL_422, (16, 128, 128), (0, 0, 0)),
        (Photometric.YBR_PARTIAL_420, (235, 128, 128), (255, 255, 255)),
        (Photometric.YBR_ICT, (1, 2, 3), (1, 2, 3)),
        (Photometric.YBR_RCT, (1, 2, 3), (1, 2, 3)),
    ],
)
def test_colors(photometric: Photometric, stored: tuple[int, ...], expected: tuple[int, ...]) -> None:
    levels, window = show(np.array([[stored]], np.uint8), color(photometric))
    assert tuple(levels[0, 0]) == expected
    assert window is None


def test_colors_of_sixteen_bits_are_cut_to_eight() -> None:
    levels, _ = show(np.array([[[0x1234, 0xFFFF, 0]]], "<u2"), color(Photometric.RGB, 16))
    assert levels.tolist() == [[[0x12, 0xFF, 0]]]


@pytest.mark.parametrize(
    ("stored", "bits", "high_bit", "expected"),
    [
        ((0x0100, 0x7F00, 0xFF00), 8, 15, (1, 127, 255)),
        ((0xF100, 0x0F7F, 0x00FF), 8, 7, (0, 127, 255)),
        ((0, 7, 15), 4, 3, (0, 119, 255)),
        ((0x0000, 0x3FC0, 0xFFFF), 10, 15, (0, 63, 255)),
    ],
)
def test_colors_stand_where_high_bit_says(
    stored: tuple[int, ...], bits: int, high_bit: int, expected: tuple[int, ...]
) -> None:
    description = replace(color(Photometric.RGB, 16), bits_stored=bits, high_bit=high_bit)
    levels, _ = show(np.array([[stored]], "<u2"), description)
    assert tuple(levels[0, 0]) == expected
