"""What is read of an image, how it is kept, and what is refused in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydicom.dataset import Dataset

from imaging.errors import MalformedError, RefusedError, UnsupportedError
from imaging.pixels.description import ImageDescription, describe
from imaging.pixels.photometric import Photometric
from imaging.pixels.windows import VoiFunction, Window
from tests.unit.imaging.pixels.headers import header_of, image, lookup_table


def described(**attributes: Any) -> ImageDescription:
    return describe(header_of(image(**attributes)))


def test_json_round_trip_keeps_everything_and_no_defaults() -> None:
    description = described(
        Modality="CT",
        BodyPartExamined="CHEST",
        PhotometricInterpretation="MONOCHROME1",
        RescaleSlope="2.5",
        RescaleIntercept="-1024",
        WindowCenter=["40", "-600"],
        WindowWidth=["400", "1500"],
        WindowCenterWidthExplanation=["SOFT", "LUNG"],
        PixelPaddingValue=7,
        PixelSpacing=["0.5", "0.25"],
    )
    text = json.dumps(description.to_json())
    assert ImageDescription.from_json(json.loads(text)) == description
    assert "planar_configuration" not in text
    assert description.windows == (
        Window(40, 400, VoiFunction.LINEAR, "SOFT"),
        Window(-600, 1500, VoiFunction.LINEAR, "LUNG"),
    )
    assert (description.rescale_slope, description.rescale_intercept) == (2.5, -1024)
    assert description.is_inverse
    assert description.pixel_aspect_ratio == 2
    assert description.padding == (7, 7)
    assert not description.needs_header


@pytest.mark.parametrize(
    ("attributes", "kept"),
    [
        ({"WindowCenter": "40", "WindowWidth": "0"}, ()),
        ({"WindowCenter": ["40", "50"], "WindowWidth": ["-3", "100"]}, (Window(50, 100),)),
        ({"WindowCenter": ["40", "50"], "WindowWidth": "100"}, (Window(40, 100),)),
        (
            {"WindowCenter": "0.5", "WindowWidth": "0.5", "VOILUTFunction": "SIGMOID"},
            (Window(0.5, 0.5, VoiFunction.SIGMOID),),
        ),
        ({"WindowCenter": "1", "WindowWidth": "2", "VOILUTFunction": "WHATEVER"}, (Window(1, 2),)),
    ],
)
def test_windows_that_can_not_be_applied_are_left_out(attributes: dict[str, Any], kept: tuple[Window, ...]) -> None:
    assert described(**attributes).windows == kept


@pytest.mark.parametrize(("slope", "expected"), [("0", 1.0), ("1", 1.0), ("1e300", 1e300)])
def test_a_slope_of_zero_counts_as_one(slope: str, expected: float) -> None:
    assert described(RescaleSlope=slope, RescaleIntercept="0").rescale_slope == expected


@pytest.mark.parametrize(
    ("attributes", "error", "words"),
    [
        ({"BitsAllocated": 3}, UnsupportedError, "3 bits"),
        ({"BitsAllocated": 24}, UnsupportedError, "24 bits"),
        ({"BitsAllocated": 128}, UnsupportedError, "128 bits"),
        ({"BitsStored": 17}, MalformedError, "Bits Stored is 17"),
        ({"Rows": 0}, MalformedError, "no rows"),
        ({"SamplesPerPixel": 255}, UnsupportedError, "255 samples"),
        ({"SamplesPerPixel": 3}, MalformedError, "one sample"),
        ({"PhotometricInterpretation": "HSV"}, UnsupportedError, "'HSV'"),
    ],
)
def test_what_can_not_be_shown_is_refused_in_words(
    attributes: dict[str, Any], error: type[RefusedError], words: str
) -> None:
    with pytest.raises(error, match=words):
        described(**attributes)


def test_an_object_without_pixels_is_no_image() -> None:
    dataset = image()
    del dataset.PixelData
    with pytest.raises(UnsupportedError, match="holds no image"):
        describe(header_of(dataset))


@pytest.mark.parametrize(
    "attributes",
    [
        {"PhotometricInterpretation": "PALETTE COLOR"},
        {"ModalityLUTSequence": [lookup_table(0, [1, 2], 16)]},
        {"VOILUTSequence": [lookup_table(0, [1, 2], 16)]},
        {"OverlayRows": 2},
    ],
)
def test_tables_and_overlays_need_the_header(attributes: dict[str, Any]) -> None:
    dataset = image()
    for keyword, value in attributes.items():
        if keyword == "OverlayRows":
            dataset.add_new(0x60000010, "US", value)
        else:
            setattr(dataset, keyword, value)
    assert describe(header_of(dataset)).needs_header


def frame_group(slope: str, center: str) -> Dataset:
    group, values, windows = Dataset(), Dataset(), Dataset()
    values.RescaleSlope, values.RescaleIntercept = slope, "-10"
    windows.WindowCenter, windows.WindowWidth = center, "100"
    group.PixelValueTransformationSequence, group.FrameVOILUTSequence = [values], [windows]
    return group


@pytest.mark.parametrize(
    ("groups", "needs_header"),
    [
        ({"Shared": ["3/50"]}, False),
        ({"PerFrame": ["3/50", "3/50"]}, False),
        ({"PerFrame": ["3/50", "2/50"]}, True),
        ({"PerFrame": ["3/50", "3/60"]}, True),
    ],
)
def test_functional_groups_that_all_say_the_same_need_no_header(
    groups: dict[str, list[str]], *, needs_header: bool
) -> None:
    dataset = image(rows=2, columns=1, NumberOfFrames=2)
    for name, values in groups.items():
        items = [frame_group(*value.split("/")) for value in values]
        setattr(dataset, f"{name}FunctionalGroupsSequence", items)
    description = describe(header_of(dataset))
    assert description.needs_header is needs_header
    if not needs_header:
        assert (description.rescale_slope, description.rescale_intercept) == (3, -10)
        assert description.windows == (Window(50, 100),)


@pytest.mark.parametrize(("value", "representation", "expected"), [(63488, 1, -2048), (63488, 0, 63488)])
def test_padding_is_read_as_the_pixels_are(value: int, representation: int, expected: int) -> None:
    dataset = image(PixelRepresentation=representation)
    dataset.add_new("PixelPaddingValue", "US", value)
    assert describe(header_of(dataset)).padding == (expected, expected)


def test_one_sample_that_calls_itself_rgb_is_grey() -> None:
    assert described(PhotometricInterpretation="RGB").photometric_interpretation is Photometric.MONOCHROME2


@pytest.mark.parametrize(
    ("attributes", "milliseconds"),
    [({"FrameTime": "40"}, 40), ({"CineRate": "25"}, 40), ({"FrameTimeVector": ["0", "33"]}, 33), ({}, 0)],
)
def test_time_of_a_frame(attributes: dict[str, Any], milliseconds: float) -> None:
    assert described(**attributes).frame_milliseconds == milliseconds
