"""From stored values to pictures, step by step, with numbers worked out by hand."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom.dataset import Dataset

from imaging.errors import LimitError, MalformedError
from imaging.pixels.animation import render_animation
from imaging.pixels.description import ImageDescription, describe
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.photometric import Photometric
from imaging.pixels.render import Rendering, render, show
from imaging.pixels.viewport import Viewport
from imaging.pixels.windows import VoiFunction, Window
from tests.unit.imaging.pixels.headers import EXPLICIT_BIG, EXPLICIT_LITTLE, header_of, image, lookup_table

# Maps 0 to black and 255 to white, so that grey levels are values.
AS_IS = Window(128, 256)


def grey(**values: Any) -> ImageDescription:
    return ImageDescription(1, 4, EXPLICIT_LITTLE, windows=(AS_IS,), **values)


def shown(stored: list[Any], description: ImageDescription, dtype: str = "<u2", **rendering: Any) -> list[int]:
    levels, _ = show(np.array([stored], dtype), description, Rendering(**rendering))
    return levels[0].tolist()


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


def test_viewport_keeps_proportions_and_squares_pixels() -> None:
    stored = np.zeros((100, 200), "<u2")
    description = ImageDescription(100, 200, EXPLICIT_LITTLE)
    picture = render(stored, description, Rendering(viewport=Viewport(64, 64)))
    assert (picture.width, picture.height) == (64, 32)
    tall = ImageDescription(100, 200, EXPLICIT_LITTLE, pixel_aspect_ratio=2.0)
    picture = render(stored, tall, Rendering(viewport=Viewport(64, 64)))
    assert (picture.width, picture.height) == (64, 64)


def test_viewport_shows_a_part_and_enlarges_it() -> None:
    stored = np.zeros((4, 4), "<u2")
    stored[2:, 2:] = 255
    rendering = Rendering(window=AS_IS, viewport=Viewport(8, 8, 2, 2, 2, 2), picture_format=PictureFormat.PNG)
    picture = render(stored, ImageDescription(4, 4, EXPLICIT_LITTLE), rendering)
    with Image.open(io.BytesIO(picture.data), formats=["PNG"]) as opened:
        assert opened.size == (8, 8)
        assert opened.getextrema() == (255, 255)


@pytest.mark.parametrize("values", [(0, 1), (1, 8193), (1, 1, -1), (1, 1, 0, 0, 0, 1), (1, 1, float("nan"))])
def test_impossible_viewports_are_refused(values: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"viewport|part"):
        Viewport(*values)


def test_a_part_outside_of_the_image_is_refused() -> None:
    rendering = Rendering(viewport=Viewport(8, 8, 4, 0, 1, 1))
    with pytest.raises(ValueError, match="outside"):
        render(np.zeros((4, 4), "<u2"), ImageDescription(4, 4, EXPLICIT_LITTLE), rendering)


@pytest.mark.parametrize("picture_format", PictureFormat)
@pytest.mark.parametrize("samples", [1, 3])
def test_formats(picture_format: PictureFormat, samples: int) -> None:
    description = color(Photometric.RGB) if samples == 3 else grey()
    stored = np.full((8, 16, 3) if samples == 3 else (8, 16), 200, np.uint8)
    picture = render(stored, description, Rendering(picture_format=picture_format, quality=90))
    assert picture.media_type == f"image/{picture_format}"
    with Image.open(io.BytesIO(picture.data), formats=[picture_format.value]) as opened:
        assert opened.size == (16, 8) == (picture.width, picture.height)
        assert abs(int(np.asarray(opened.convert("L")).mean()) - 200) <= 1
    assert picture.is_lossy == (picture_format in {PictureFormat.JPEG, PictureFormat.WEBP})


def test_pictures_too_long_for_their_format_are_refused() -> None:
    with pytest.raises(LimitError, match="WEBP"):
        render(
            np.zeros((1, 20000), np.uint8),
            ImageDescription(1, 20000, EXPLICIT_LITTLE, bits_allocated=8, bits_stored=8),
            Rendering(picture_format=PictureFormat.WEBP),
        )


@pytest.mark.parametrize("quality", [0, 101])
def test_impossible_qualities_are_refused(quality: int) -> None:
    with pytest.raises(ValueError, match="quality"):
        Rendering(quality=quality)


def test_animation_holds_every_frame_with_one_window() -> None:
    description = ImageDescription(4, 4, EXPLICIT_LITTLE, number_of_frames=3, frame_milliseconds=40)
    frames = (np.arange(16, dtype="<u2").reshape(4, 4) * scale for scale in (16, 8, 4))
    picture = render_animation(frames, description)
    with Image.open(io.BytesIO(picture.data), formats=["GIF"]) as opened:
        assert opened.n_frames == 3
        assert opened.info["duration"] == 40
        opened.seek(2)
        assert np.asarray(opened.convert("L")).max() == pytest.approx(60 / 240 * 255, abs=2)


def test_an_animation_without_frames_is_refused() -> None:
    with pytest.raises(MalformedError, match="no frames"):
        render_animation([], ImageDescription(4, 4, EXPLICIT_LITTLE))
