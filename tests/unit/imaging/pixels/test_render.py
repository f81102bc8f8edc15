"""From stored values to pictures, step by step, with numbers worked out by hand."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from imaging.errors import MalformedError
from imaging.pixels.description import ImageDescription, describe
from imaging.pixels.photometric import Photometric
from imaging.pixels.render import Rendering, render, show
from imaging.pixels.windows import VoiFunction, Window
from tests.unit.imaging.pixels.descriptions import AS_IS, color, grey, shown
from tests.unit.imaging.pixels.headers import EXPLICIT_BIG, EXPLICIT_LITTLE, header_of, image, lookup_table


def test_the_files_own_first_window_is_used() -> None:
    description = grey()
    levels, window = show(np.array([[0, 100, 255, 300]], "<u2"), description)
    assert levels.tolist() == [[0, 100, 255, 255]]
    assert window == AS_IS


def test_rescale_comes_before_the_window() -> None:
    assert shown([0, 10, 20, 200], grey(rescale_slope=2.0, rescale_intercept=-10.0)) == [0, 10, 30, 255]


@pytest.mark.parametrize("values", [{"is_inverse": True}, {"photometric_interpretation": Photometric.MONOCHROME2}])
@pytest.mark.parametrize("is_inverted", [False, True])
def test_inversions_cancel_each_other(values: dict[str, Any], *, is_inverted: bool) -> None:
    levels = shown([0, 1, 2, 255], grey(**values), is_inverted=is_inverted)
    is_inverse = values.get("is_inverse", False) != is_inverted
    assert levels == ([255, 254, 253, 0] if is_inverse else [0, 1, 2, 255])


def test_a_window_that_is_asked_for_replaces_the_files() -> None:
    window = Window(0.5, 1.0, VoiFunction.LINEAR_EXACT)
    assert shown([0, 0, 1, 1], grey(), window=window) == [0, 0, 255, 255]


@pytest.mark.parametrize("is_inverse", [False, True])
def test_padding_is_black_whatever_is_white(*, is_inverse: bool) -> None:
    levels = shown([9, 10, 20, 21], grey(padding=(10, 20), is_inverse=is_inverse))
    assert levels == ([246, 0, 0, 234] if is_inverse else [9, 0, 0, 21])


def test_bits_outside_the_stored_ones_are_no_value() -> None:
    assert shown([0xF005, 0x0FFF, 0x1000, 0x2064], grey(bits_stored=12, high_bit=11)) == [5, 255, 0, 100]
    assert shown([0x0050, 0x005F, 0xF050, 0x0640], grey(bits_stored=12, high_bit=15)) == [5, 5, 255, 100]


def test_signed_values_extend_their_sign() -> None:
    description = grey(bits_stored=12, high_bit=11, pixel_representation=1, rescale_intercept=10.0)
    assert shown([0x0FFF, 0x0FF6, 5, 100], description, "<i2") == [9, 0, 15, 110]


@pytest.mark.parametrize("dtype", ["<u1", "<i2", "<u4", "<i4", "<u8", "<f4", "<f8"])
def test_every_number_type_gives_the_same_grey_levels(dtype: str) -> None:
    bits = np.dtype(dtype).itemsize * 8
    description = grey(bits_allocated=bits, bits_stored=bits, high_bit=bits - 1, pixel_representation=int("i" in dtype))
    assert shown([0, 1, 100, 127], description, dtype) == [0, 1, 100, 127]


def test_floats_that_are_no_numbers_are_shown_as_something() -> None:
    description = grey(bits_allocated=32, float_type="float32")
    assert shown([np.nan, -np.inf, np.inf, 7.4], description, "<f4")[1:] == [0, 255, 7]


@pytest.mark.parametrize("slope", [1e308, -1e308, 1e-308])
def test_absurd_slopes_neither_crash_nor_differ(slope: float) -> None:
    description = grey(rescale_slope=slope)
    assert shown([0, 1, 2, 65535], description) == shown([0, 1, 2, 65535], description)


@pytest.mark.parametrize("uid", [EXPLICIT_LITTLE, EXPLICIT_BIG])
def test_modality_and_voi_tables(uid: str) -> None:
    dataset = image(
        1,
        4,
        ModalityLUTSequence=[lookup_table(10, [100, 200, 300], 16)],
        VOILUTSequence=[lookup_table(100, list(range(0, 512, 2)), 9)],
    )
    header = header_of(dataset, uid)
    levels, window = show(np.array([[0, 10, 11, 99]], "<u2"), describe(header), header=header.dataset)
    # 0 and 10 give 100, which is the first entry; 11 gives 200, entry 100; 99 the last, 300, entry 200.
    assert levels.tolist() == [[0, 0, round(200 / 511 * 255), round(400 / 511 * 255)]]
    assert window is None


@pytest.mark.parametrize(
    ("count", "first", "data", "expected"),
    [
        (5, 0, [0, 65535], [0, 255, 255, 255]),
        (65536, 0, [65535, 0], [255, 0, 0, 0]),
        (2, 2, [0, 65535, 0], [0, 0, 0, 255]),
        (1, 65535, [65535], [255, 255, 255, 255]),
    ],
)
def test_tables_that_lie_about_their_length_are_taken_as_far_as_they_go(
    count: int, first: int, data: list[int], expected: list[int]
) -> None:
    item = lookup_table(0, data, 16)
    item.LUTDescriptor = [count % 65536, first, 16]
    header = header_of(image(1, 4, VOILUTSequence=[item]))
    levels, _ = show(np.array([[0, 1, 2, 65535]], "<u2"), describe(header), header=header.dataset)
    assert levels.tolist() == [expected]


def test_a_table_without_entries_is_refused() -> None:
    header = header_of(image(1, 4, VOILUTSequence=[Dataset()]))
    with pytest.raises(MalformedError, match="lookup table"):
        show(np.zeros((1, 4), "<u2"), describe(header), header=header.dataset)


@pytest.mark.parametrize(
    ("attributes", "start"),
    [
        ({"WindowCenter": "3", "WindowWidth": "4", "VOILUTFunction": "SIGMOID"}, Window(3, 4, VoiFunction.SIGMOID)),
        ({}, Window.between(0, 50, "automatic")),
    ],
)
def test_a_table_has_a_window_from_which_to_go_on(attributes: dict[str, Any], start: Window) -> None:
    dataset = image(1, 4, VOILUTSequence=[lookup_table(0, [0, 255], 8)], **attributes)
    header = header_of(dataset)
    stored = np.array([[0, 1, 30, 50]], "<u2")
    picture = render(stored, describe(header), header=header.dataset)
    assert (picture.window, picture.start_window) == (None, start)
    picture = render(stored, describe(header), Rendering(window=AS_IS), header.dataset)
    assert (picture.window, picture.start_window) == (AS_IS, AS_IS)


def test_what_has_a_window_goes_on_from_it_and_colour_from_none() -> None:
    assert render(np.zeros((1, 4), "<u2"), grey()).start_window == AS_IS
    assert render(np.zeros((1, 1, 3), "u1"), color(Photometric.RGB)).start_window is None


@pytest.mark.parametrize(("kind", "vr", "dtype"), [("Float", "OF", "<f4"), ("DoubleFloat", "OD", "<f8")])
@pytest.mark.parametrize(("limit", "padded"), [(None, 1), (-0.1, 2)])
def test_padding_of_floats(kind: str, vr: str, dtype: str, limit: float | None, padded: int) -> None:
    stored = np.array([[-0.3, -0.2, 0.0, 1.0]], dtype)
    dataset = image(1, 4, BitsAllocated=stored.itemsize * 8)
    for keyword in ("PixelData", "BitsStored", "HighBit", "PixelRepresentation"):
        delattr(dataset, keyword)
    # A padding of integers says nothing about floats.
    dataset.add_new("PixelPaddingValue", "US", 1)
    dataset.add_new(f"{kind}PixelPaddingValue", "FL" if vr == "OF" else "FD", float(stored[0, 0]))
    if limit is not None:
        dataset.add_new(f"{kind}PixelPaddingRangeLimit", "FL" if vr == "OF" else "FD", limit)
    dataset.add_new(f"{kind}PixelData", vr, stored.tobytes())
    description = describe(header_of(dataset))
    assert ImageDescription.from_json(json.loads(json.dumps(description.to_json()))) == description
    levels, window = show(stored, description)
    assert window == Window.between(float(stored[0, padded]), 1.0, "automatic")
    assert levels[0, :padded].tolist() == [0] * padded
    assert levels[0, 3] == 255


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_padding_that_is_no_number_is_none(value: float) -> None:
    dataset = image(1, 1, BitsAllocated=32)
    del dataset.PixelData
    dataset.FloatPixelData, dataset.FloatPixelPaddingValue = bytes(4), value
    assert describe(header_of(dataset)).padding is None


def test_tables_of_single_frames() -> None:
    groups = []
    for entries in ([0, 255], [255, 0], None):
        group, voi = Dataset(), Dataset()
        if entries is None:
            voi.WindowCenter, voi.WindowWidth = "0.5", "1"
        else:
            voi.VOILUTSequence = [lookup_table(0, entries, 8)]
        group.FrameVOILUTSequence = [voi]
        groups.append(group)
    header = header_of(image(1, 2, NumberOfFrames=3, PerFrameFunctionalGroupsSequence=groups, PixelData=bytes(12)))
    description = describe(header)
    assert description.needs_header
    stored = np.array([[0, 1]], "<u2")
    levels = [show(stored, description, header=header.dataset, frame_number=n)[0].tolist() for n in (1, 2, 3)]
    assert levels == [[[0, 255]], [[255, 0]], [[0, 255]]]


@pytest.mark.parametrize(("slope", "intercept", "first"), [("-1", "65535", 40000), ("-1", "0", -100), ("1", "-9", -5)])
def test_the_first_value_mapped_has_a_sign_where_the_input_has(slope: str, intercept: str, first: int) -> None:
    item = lookup_table(first, [0, 255], 8, is_signed=first < 0)
    header = header_of(image(1, 2, RescaleSlope=slope, RescaleIntercept=intercept, VOILUTSequence=[item]))
    stored = np.array([[(value - int(intercept)) // int(slope) for value in (first, first + 1)]], "<u2")
    assert show(stored, describe(header), header=header.dataset)[0].tolist() == [[0, 255]]


def test_real_world_values_do_not_change_what_is_shown() -> None:
    mapping = Dataset()
    mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept = 100.0, 7.0
    dataset = image(1, 4, RealWorldValueMappingSequence=[mapping], WindowCenter="128", WindowWidth="256")
    header = header_of(dataset)
    levels, _ = show(np.array([[0, 1, 100, 255]], "<u2"), describe(header), header=header.dataset)
    assert levels.tolist() == [[0, 1, 100, 255]]


def test_the_automatic_window_knows_the_ends_of_a_modality_table() -> None:
    dataset = image(1, 4, BitsStored=8, HighBit=7, ModalityLUTSequence=[lookup_table(0, [5, 900, 30], 16)])
    header = header_of(dataset)
    _, window = show(np.array([[0, 1, 2, 2]], "<u2"), describe(header), header=header.dataset)
    assert window == Window.between(5, 900, "automatic")


def test_values_of_single_frames() -> None:
    groups = []
    for slope in ("1", "2"):
        group, values, windows = Dataset(), Dataset(), Dataset()
        values.RescaleSlope, values.RescaleIntercept = slope, "0"
        windows.WindowCenter, windows.WindowWidth = "128", "256"
        group.PixelValueTransformationSequence, group.FrameVOILUTSequence = [values], [windows]
        groups.append(group)
    header = header_of(image(1, 2, NumberOfFrames=2, PerFrameFunctionalGroupsSequence=groups))
    stored = np.array([[10, 20]], "<u2")
    for frame_number in (1, 2):
        levels, _ = show(stored, describe(header), header=header.dataset, frame_number=frame_number)
        assert levels.tolist() == [[10 * frame_number, 20 * frame_number]]


@pytest.mark.parametrize(
    ("stored", "values", "expected"),
    [
        ([0, 50, 100, 255], {"bits_stored": 8, "high_bit": 7}, (128, 256)),
        ([0, 50, 100, 100], {}, (50.5, 101)),
        ([7, 7, 7, 7], {}, (7.5, 1)),
        ([0, 50, 60, 0], {"padding": (0, 0)}, (55.5, 11)),
        ([0, 0, 0, 0], {"padding": (0, 0)}, (1, 2)),
    ],
)
def test_automatic_window(stored: list[int], values: dict[str, Any], expected: tuple[float, float]) -> None:
    description = ImageDescription(1, 4, EXPLICIT_LITTLE, **values)
    _, window = show(np.array([stored], "<u2"), description)
    assert window is not None
    assert (window.center, window.width) == expected


def test_automatic_window_is_not_spoiled_by_a_few_hot_pixels() -> None:
    stored = np.full((100, 100), 100, "<u2")
    stored[:50] = 200
    stored[0, 0] = 65535
    levels, _ = show(stored, ImageDescription(100, 100, EXPLICIT_LITTLE))
    assert set(np.unique(levels)) == {0, 255}
