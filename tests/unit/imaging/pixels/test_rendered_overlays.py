"""Overlays on the pictures they belong to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from imaging.pixels.description import describe
from imaging.pixels.render import Rendering, show
from imaging.pixels.windows import Window
from tests.unit.imaging.pixels.descriptions import AS_IS
from tests.unit.imaging.pixels.headers import EXPLICIT_BIG, EXPLICIT_LITTLE, header_of, image


def overlay_image(bits: list[int], **attributes: Any) -> Dataset:
    dataset = image(2, 2, **attributes)
    for element, vr, value in (
        (0x60000010, "US", 2),
        (0x60000011, "US", 2),
        (0x60000040, "CS", "G"),
        (0x60000050, "SS", [1, 1]),
        (0x60000100, "US", 1),
        (0x60000102, "US", 0),
        (0x60003000, "OW", np.packbits(bits, bitorder="little").tobytes().ljust(2, b"\0")),
    ):
        dataset.add_new(element, vr, value)
    return dataset


@pytest.mark.parametrize("uid", [EXPLICIT_LITTLE, EXPLICIT_BIG])
def test_overlays_are_white_unless_they_are_not_wanted(uid: str) -> None:
    dataset = overlay_image([1, 0, 0, 1])
    if uid == EXPLICIT_BIG:
        dataset[0x60003000].value = dataset[0x60003000].value[::-1]
    header = header_of(dataset, uid)
    description = describe(header)
    stored = np.zeros((2, 2), "<u2")
    levels, _ = show(stored, description, Rendering(window=AS_IS), header.dataset)
    assert levels.tolist() == [[255, 0], [0, 255]]
    levels, _ = show(stored, description, Rendering(window=AS_IS, shows_overlays=False), header.dataset)
    assert not levels.any()


@pytest.mark.parametrize(
    ("origin", "expected"),
    [([2, 1], [[0, 0], [255, 255]]), ([0, 0], [[255, 0], [0, 0]]), ([9, 9], [[0, 0], [0, 0]])],
)
def test_overlays_begin_where_they_say(origin: list[int], expected: list[list[int]]) -> None:
    dataset = overlay_image([1, 1, 1, 1])
    dataset[0x60000050].value = origin
    header = header_of(dataset)
    levels, _ = show(np.zeros((2, 2), "<u2"), describe(header), Rendering(window=AS_IS), header.dataset)
    assert levels.tolist() == expected


def test_overlays_that_are_regions_are_not_drawn() -> None:
    dataset = overlay_image([1, 1, 1, 1])
    dataset[0x60000040].value = "R"
    header = header_of(dataset)
    levels, _ = show(np.zeros((2, 2), "<u2"), describe(header), Rendering(window=AS_IS), header.dataset)
    assert not levels.any()


def test_overlays_in_the_high_bits_of_pixels() -> None:
    dataset = overlay_image([0, 0, 0, 0], BitsStored=12, HighBit=11)
    del dataset[0x60003000]
    dataset[0x60000100].value, dataset[0x60000102].value = 16, 12
    header = header_of(dataset)
    stored = np.array([[0x1005, 0x0005], [0x0006, 0xF006]], "<u2")
    levels, _ = show(stored, describe(header), Rendering(window=AS_IS), header.dataset)
    assert levels.tolist() == [[255, 5], [6, 255]]


@pytest.mark.parametrize("position", [4, 11])
def test_where_the_value_stands_is_no_overlay(position: int) -> None:
    dataset = overlay_image([0, 0, 0, 0], BitsStored=8, HighBit=11)
    del dataset[0x60003000]
    dataset[0x60000100].value, dataset[0x60000102].value = 16, position
    header = header_of(dataset)
    levels, _ = show(
        np.full((2, 2), 0x0FF0, "<u2"), describe(header), Rendering(window=Window(300, 600)), header.dataset
    )
    assert not (levels == 255).any()


@pytest.mark.parametrize(("stored", "white"), [([-1, 5, -7, 6], False), ([-1, 5, 0x1000, 6], True)])
def test_the_sign_above_a_value_is_no_overlay(stored: list[int], *, white: bool) -> None:
    dataset = overlay_image([0, 0, 0, 0], BitsStored=12, HighBit=11, PixelRepresentation=1)
    del dataset[0x60003000]
    dataset[0x60000100].value, dataset[0x60000102].value = 16, 12
    header = header_of(dataset)
    codes = np.array(stored, "<i2").reshape(2, 2)
    levels, _ = show(codes, describe(header), Rendering(window=AS_IS), header.dataset)
    assert (levels == 255).any() == white


@pytest.mark.parametrize(
    ("frames", "origin", "covered"),
    [
        (None, None, {1, 2, 3, 4}),
        (1, None, {1, 2, 3, 4}),
        (1, 2, {2}),
        (None, 3, {3}),
        (2, 2, {2, 3}),
        (2, None, {1, 2}),
    ],
)
def test_overlays_lie_on_the_frames_they_name(frames: int | None, origin: int | None, covered: set[int]) -> None:
    dataset = overlay_image([1, 1, 1, 1, 1, 1, 1, 1], NumberOfFrames=4, PixelData=bytes(32))
    for element, vr, value in ((0x60000015, "IS", frames), (0x60000051, "US", origin)):
        if value is not None:
            dataset.add_new(element, vr, value)
    header = header_of(dataset)
    stored, rendering = np.zeros((2, 2), "<u2"), Rendering(window=AS_IS)
    shown_on = {n for n in range(1, 5) if show(stored, describe(header), rendering, header.dataset, n)[0].any()}
    assert shown_on == covered


def test_bytes_of_an_overlay_are_not_swapped_in_big_endian() -> None:
    dataset = overlay_image([1, 0, 0, 1])
    dataset[0x60003000].VR = "OB"
    header = header_of(dataset, EXPLICIT_BIG)
    levels, _ = show(np.zeros((2, 2), "<u2"), describe(header), Rendering(window=AS_IS), header.dataset)
    assert levels.tolist() == [[255, 0], [0, 255]]
