"""Frames packed for a screen that windows them itself."""

from __future__ import annotations

import gzip

import imagecodecs
import numpy as np
import pytest

from imaging.pixels.delivery import FrameForm, form_as_stored, pack
from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric

JPEG_LS = "1.2.840.10008.1.2.4.80"


def ramp(dtype: str, lowest: int, highest: int) -> np.ndarray:
    return np.linspace(lowest, highest, 32 * 48).astype(dtype).reshape(32, 48)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (ramp("uint8", 0, 255), "uint8"),
        (ramp("uint16", 0, 65535), "uint16"),
        (ramp("int16", -32768, 32767), "int16"),
        (ramp("int64", -1024, 3071), "int16"),
        (ramp("int64", 0, 4095), "uint16"),
    ],
)
def test_integers_come_back_as_they_were(values: np.ndarray, kind: str) -> None:
    packed = pack(values)
    back = imagecodecs.htj2k_decode(packed.data)
    assert (packed.form, back.dtype.name) == (FrameForm.HTJ2K, kind)
    assert np.array_equal(back, values)


def test_colours_come_back_as_they_were() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (33, 17, 3), dtype=np.uint8)
    assert np.array_equal(imagecodecs.htj2k_decode(pack(colours).data), colours)


@pytest.mark.parametrize("values", [ramp("int64", 0, 1 << 20), ramp("float64", -1, 1)])
def test_what_needs_more_than_sixteen_bits_travels_as_floats(values: np.ndarray) -> None:
    packed = pack(values)
    back = np.frombuffer(gzip.decompress(packed.data), "<f4").reshape(values.shape)
    assert packed.form is FrameForm.FLOATS
    assert np.allclose(back, values)


def description(**values: object) -> ImageDescription:
    said = {"rows": 32, "columns": 48, "transfer_syntax_uid": JPEG_LS, "bits_stored": 12, "high_bit": 11}
    return ImageDescription(**(said | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "form"),
    [
        ({}, FrameForm.JPEG_LS),
        ({"bits_stored": 11, "high_bit": 10}, None),
        ({"high_bit": 15}, None),
        ({"rows": 31}, None),
        ({"transfer_syntax_uid": "1.2.840.10008.1.2.4.70"}, None),
    ],
)
def test_only_a_code_stream_of_just_the_stored_values_travels_as_it_is(
    values: dict[str, object], form: FrameForm | None
) -> None:
    # ISO 14495-1 C.2.2: start of image, start of frame with the precision, rows, columns, one component.
    frame = bytes.fromhex("ffd8 fff7 000b 0c 0020 0030 01 01 11 00") + b"\xff\xda"
    assert form_as_stored(frame, description(**values)) == form


def test_colours_travel_as_they_are_stored_only_where_every_browser_reads_them() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    said = {"samples_per_pixel": 3, "bits_allocated": 8, "bits_stored": 8, "high_bit": 7}
    baseline = description(
        **said,
        transfer_syntax_uid="1.2.840.10008.1.2.4.50",
        photometric_interpretation=Photometric.YBR_FULL_422,
    )
    assert form_as_stored(imagecodecs.jpeg8_encode(colours), baseline) is FrameForm.JPEG
    lossless = description(**said, photometric_interpretation=Photometric.RGB)
    assert form_as_stored(imagecodecs.jpegls_encode(colours), lossless) is None
