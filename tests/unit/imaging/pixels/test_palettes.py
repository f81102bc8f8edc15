"""Palettes, plain and segmented, against numbers by hand and pydicom's expansion."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.pixels.processing import _expand_segmented_lut

from imaging.errors import MalformedError
from imaging.pixels.description import describe
from imaging.pixels.encoding import encode_layer
from imaging.pixels.palettes import expand_segments, supplement_colors
from imaging.pixels.render import show
from imaging.pixels.windows import Window
from tests.unit.imaging.pixels.headers import EXPLICIT_BIG, EXPLICIT_LITTLE, header_of, image


def palette_image(first: int, bits: int, data: dict[str, bytes]) -> Dataset:
    dataset = image(1, 4, PhotometricInterpretation="PALETTE COLOR")
    for color, values in data.items():
        setattr(dataset, f"{color}PaletteColorLookupTableDescriptor", [len(values) * 8 // bits, first, bits])
        setattr(dataset, f"{color}PaletteColorLookupTableData", values)
    return dataset


@pytest.mark.parametrize("uid", [EXPLICIT_LITTLE, EXPLICIT_BIG])
def test_plain_palette(uid: str) -> None:
    order = ">" if uid == EXPLICIT_BIG else "<"
    colors = {"Red": [0xFF00, 0], "Green": [0, 0x8000], "Blue": [0, 0x40FF]}
    header = header_of(palette_image(10, 16, {name: struct.pack(f"{order}2H", *v) for name, v in colors.items()}), uid)
    levels, _ = show(np.array([[0, 10, 11, 99]], "<u2"), describe(header), header=header.dataset)
    assert levels.tolist() == [[[255, 0, 0], [255, 0, 0], [0, 128, 64], [0, 128, 64]]]


@pytest.mark.parametrize(("bits", "shift"), [(16, 8), (16, 0), (8, 0)])
def test_one_rule_holds_for_all_three_palettes(bits: int, shift: int) -> None:
    colors = {"Red": [255 << shift, 0], "Green": [0, 255 << shift], "Blue": [200, 100]}
    dataset = palette_image(0, 16, {name: struct.pack("<2H", *v) for name, v in colors.items()})
    for name in colors:
        # Entries of 8 bits that have words to themselves are told by the length of the data.
        dataset[f"{name}PaletteColorLookupTableDescriptor"].value = [2, 0, bits]
    header = header_of(dataset)
    levels, _ = show(np.array([[0, 1, 1, 1]], "<u2"), describe(header), header=header.dataset)
    # Two hundred of 65,535 is dark, of 255 bright.
    assert levels[0, :2].tolist() == [[255, 0, 200 >> shift], [0, 255, 100 >> shift]]


@pytest.mark.parametrize("uid", [EXPLICIT_LITTLE, EXPLICIT_BIG])
def test_palette_of_bytes_in_words(uid: str) -> None:
    entries = bytes([1, 2, 3, 4])
    stored = entries if uid == EXPLICIT_LITTLE else bytes([2, 1, 4, 3])
    header = header_of(palette_image(0, 8, dict.fromkeys(("Red", "Green", "Blue"), stored)), uid)
    levels, _ = show(np.array([[0, 1, 2, 3]], "<u2"), describe(header), header=header.dataset)
    assert levels[0, :, 0].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(("presentation", "is_colored"), [("COLOR", True), ("MIXED", True), ("MONOCHROME", False)])
def test_a_supplemental_palette_colours_what_lies_above_the_grey_levels(presentation: str, *, is_colored: bool) -> None:
    colors = {"Red": [0xFF00, 0], "Green": [0, 0x8000], "Blue": [0x2000, 0]}
    dataset = palette_image(256, 16, {name: struct.pack("<2H", *v) for name, v in colors.items()})
    dataset.PhotometricInterpretation, dataset.PixelPresentation = "MONOCHROME2", presentation
    dataset.WindowCenter, dataset.WindowWidth = "128", "256"
    header = header_of(dataset)
    description = describe(header)
    assert description.needs_header is is_colored
    levels, window = show(np.array([[0, 77, 256, 257]], "<u2"), description, header=header.dataset)
    assert window == Window(128, 256)
    expected = [[0, 0, 0], [77, 77, 77], [255, 0, 32], [0, 128, 0]] if is_colored else [0, 77, 255, 255]
    assert levels[0].tolist() == expected


def test_the_coloured_pixels_alone_are_laid_over_grey_levels() -> None:
    colors = {"Red": [0xFF00, 0], "Green": [0, 0x8000], "Blue": [0x2000, 0]}
    dataset = palette_image(256, 16, {name: struct.pack("<2H", *v) for name, v in colors.items()})
    painted, mask = supplement_colors(np.array([[0, 255, 256, 257]]), header_of(dataset).dataset, is_signed=False)
    assert mask.tolist() == [[False, False, True, True]]
    layer = np.asarray(Image.open(io.BytesIO(encode_layer(painted, mask))))
    assert layer[0].tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [255, 0, 32, 255], [0, 128, 0, 255]]


def test_an_image_without_its_palette_is_refused() -> None:
    header = header_of(image(1, 4, PhotometricInterpretation="PALETTE COLOR"))
    with pytest.raises(MalformedError, match="no palette"):
        show(np.zeros((1, 4), "<u2"), describe(header), header=header.dataset)


# Discrete 1 2 3, linear over 4 to 11, discrete 20, then both first segments once more.
SEGMENTS = [0, 3, 1, 2, 3, 1, 4, 11, 0, 1, 20]


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("is_little_endian", [True, False])
def test_segments_are_expanded(bits: int, *, is_little_endian: bool) -> None:
    code = "B" if bits == 8 else "H"
    offset = [0, 0, 0, 0] if bits == 8 else [0, 0]
    values = [*SEGMENTS, 2, 2, *offset, 0]
    raw = struct.pack(f"<{len(values)}{code}", *values)
    if bits == 8:
        raw = raw.ljust(len(raw) + len(raw) % 2, b"\0")
    if not is_little_endian:
        raw = np.frombuffer(raw, "<u2").astype(">u2").tobytes()
    expected = [1, 2, 3, 5, 7, 9, 11, 20, 1, 2, 3, 5, 7, 9, 11]
    assert expand_segments(raw, 15, bits, is_little_endian=is_little_endian).tolist() == expected


def test_segments_agree_with_pydicom() -> None:
    words = (*SEGMENTS, 1, 7, 60000, 0, 2, 4, 5)
    expected = _expand_segmented_lut(words, "<H")
    raw = struct.pack(f"<{len(words)}H", *words)
    found = expand_segments(raw, len(expected), 16).astype(int)
    assert np.abs(found - expected).max() <= 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "no entries"),
        ([7, 1, 0], "an opcode"),
        ([1, 3, 9], "cut off or points outside"),
        ([2, 1, 9999, 0], "cut off or points outside"),
        ([2, 65535, 0, 0], "an opcode"),
    ],
)
def test_broken_segments_are_refused(values: list[int], words: str) -> None:
    with pytest.raises(MalformedError, match=f"palette .*{words}"):
        expand_segments(struct.pack(f"<{len(values)}H", *values), 256, 16)


@pytest.mark.parametrize(
    ("values", "expected"), [([0, 4, 1, 2], [1, 2]), ([0, 1, 5, 1, 0, 9, 9, 9], [5]), ([0, 3, 1, 2, 3], [1, 2])]
)
def test_values_of_which_there_are_others_than_announced_are_taken_as_far_as_they_go(
    values: list[int], expected: list[int]
) -> None:
    assert expand_segments(struct.pack(f"<{len(values)}H", *values), 2, 16).tolist() == expected


def test_segments_that_grow_without_end_are_cut() -> None:
    values = [0, 1, 1, *([1, 65535, 2] * 50), 2, 65535, 6, 0]
    raw = struct.pack(f"<{len(values)}H", *values)
    assert expand_segments(raw, 65536, 16).size == 65536
