"""Colours that a JPEG proves against its data set."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from imaging.pixels.code_streams import StreamSize, settle_colors, stream_size
from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric
from imaging.pixels.transfer_syntaxes import Codec

BASELINE, JPEG_XL, JPEG_LS = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.80"


def described(photometric: Photometric, uid: str = BASELINE) -> ImageDescription:
    return ImageDescription(16, 16, uid, samples_per_pixel=3, photometric_interpretation=photometric)


def jpeg(*, keeps_rgb: bool, subsampling: int = 0) -> bytes:
    stream = io.BytesIO()
    image = Image.fromarray(np.zeros((16, 16, 3), np.uint8))
    image.save(stream, "JPEG", keep_rgb=keeps_rgb, **({} if keeps_rgb else {"subsampling": subsampling}))
    return stream.getvalue()


def without_application_segments(stream: bytes) -> bytes:
    """Leave out JFIF and Adobe markers, as DICOM wants it."""
    position = 2
    while stream[position + 1] & 0xF0 == 0xE0:
        position += 2 + int.from_bytes(stream[position + 2 : position + 4])
    return stream[:2] + stream[position:]


@pytest.mark.parametrize(
    ("declared", "stream", "proven"),
    [
        (Photometric.RGB, jpeg(keeps_rgb=False), Photometric.YBR_FULL),
        (Photometric.YBR_FULL_422, jpeg(keeps_rgb=True), Photometric.RGB),
        (Photometric.RGB, jpeg(keeps_rgb=True), Photometric.RGB),
        (Photometric.YBR_FULL_422, jpeg(keeps_rgb=False), Photometric.YBR_FULL_422),
        (Photometric.RGB, without_application_segments(jpeg(keeps_rgb=False)), Photometric.RGB),
        (Photometric.RGB, without_application_segments(jpeg(keeps_rgb=False, subsampling=2)), Photometric.YBR_FULL),
        (Photometric.RGB, b"\xff\xd8\xff", Photometric.RGB),
        (Photometric.RGB, b"", Photometric.RGB),
    ],
)
def test_jpeg(declared: Photometric, stream: bytes, proven: Photometric) -> None:
    assert settle_colors(described(declared), stream).photometric_interpretation is proven


def test_jpeg_xl_is_always_decoded_to_rgb() -> None:
    settled = settle_colors(described(Photometric.YBR_FULL_422, JPEG_XL), b"")
    assert settled.photometric_interpretation is Photometric.RGB


def test_other_code_streams_are_believed() -> None:
    description = described(Photometric.YBR_FULL, JPEG_LS)
    assert settle_colors(description, jpeg(keeps_rgb=True)) is description


@pytest.mark.parametrize(
    ("codec", "frame"),
    [
        (Codec.JPEG, imagecodecs.jpeg8_encode(np.zeros((3, 5), "u2"), lossless=True, bitspersample=12)),
        (Codec.JPEG_2000, imagecodecs.jpeg2k_encode(np.zeros((3, 5), "u2"), bitspersample=12, codecformat="j2k")),
    ],
)
def test_a_code_stream_says_its_size_and_its_bits(codec: Codec, frame: bytes) -> None:
    assert stream_size(bytes(frame), codec) == StreamSize(3, 5, 1, 12)
    assert stream_size(bytes(frame)[:20], codec) is None
