"""Native frames of every width, order and arrangement (PS3.5 8.1, 8.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imaging.errors import LimitError, MalformedError
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import decode_native
from imaging.pixels.photometric import Photometric

LITTLE, BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"


def describe(rows: int, columns: int, uid: str = LITTLE, **values: Any) -> ImageDescription:
    return ImageDescription(rows, columns, uid, **values)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8"])
@pytest.mark.parametrize("uid", [LITTLE, BIG])
def test_integers_of_all_widths_and_orders(dtype: str, uid: str) -> None:
    expected = np.array([[0, 1, 2], [100, 127, 77]], dtype)
    order = ">" if uid == BIG else "<"
    bits = expected.dtype.itemsize * 8
    description = describe(
        2, 3, uid, bits_allocated=bits, bits_stored=bits, pixel_representation=int(dtype[0] == "i"), pixel_vr="OB"
    )
    decoded = decode_native(expected.astype(order + dtype).tobytes(), description)
    assert decoded.dtype == expected.dtype
    np.testing.assert_array_equal(decoded, expected)


@pytest.mark.parametrize("columns", [3, 4])
def test_bytes_in_big_endian_words_are_swapped(columns: int) -> None:
    expected = np.arange(columns, dtype=np.uint8)
    words = np.frombuffer(bytes(expected).ljust(4, b"\0"), "<u2").astype(">u2").tobytes()
    description = describe(1, columns, BIG, bits_allocated=8, bits_stored=8, high_bit=7, pixel_vr="OW")
    np.testing.assert_array_equal(decode_native(words, description)[0], expected)


@pytest.mark.parametrize("float_type", ["float32", "float64"])
def test_floats(float_type: str) -> None:
    expected = np.array([[0.5, -1e30]], float_type)
    description = describe(1, 2, bits_allocated=32, float_type=float_type)
    np.testing.assert_array_equal(decode_native(expected.tobytes(), description), expected)


def test_single_bits_begin_with_the_lowest() -> None:
    frame = np.random.default_rng(7).integers(0, 2, (3, 5), np.uint8)
    packed = np.packbits(frame.reshape(-1), bitorder="little").tobytes()
    description = describe(3, 5, bits_allocated=1, bits_stored=1, high_bit=0)
    np.testing.assert_array_equal(decode_native(packed, description), frame)


@pytest.mark.parametrize(("pixel_vr", "is_swapped"), [("OW", True), ("OB", False)])
def test_single_bits_in_words_of_big_endian(pixel_vr: str, *, is_swapped: bool) -> None:
    frame = np.random.default_rng(7).integers(0, 2, (3, 7), np.uint8)
    packed = np.packbits(frame.reshape(-1), bitorder="little").tobytes().ljust(4, b"\0")
    stored = np.frombuffer(packed, "<u2").astype(">u2").tobytes() if is_swapped else packed
    description = describe(3, 7, BIG, bits_allocated=1, bits_stored=1, high_bit=0, pixel_vr=pixel_vr)
    np.testing.assert_array_equal(decode_native(stored, description), frame)


def test_twelve_bits_are_packed_into_three_bytes() -> None:
    description = describe(1, 3, bits_allocated=12, bits_stored=12, high_bit=11)
    assert decode_native(bytes([0x23, 0x61, 0x45, 0x89, 0x07]), description).tolist() == [[0x123, 0x456, 0x789]]


@pytest.mark.parametrize("planar_configuration", [0, 1])
def test_planar_configurations(planar_configuration: int) -> None:
    expected = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    stored = expected.transpose(2, 0, 1) if planar_configuration else expected
    description = describe(
        2,
        2,
        samples_per_pixel=3,
        photometric_interpretation=Photometric.RGB,
        planar_configuration=planar_configuration,
        bits_allocated=8,
        bits_stored=8,
    )
    np.testing.assert_array_equal(decode_native(stored.tobytes(), description), expected)


def test_subsampled_chrominance_is_repeated() -> None:
    description = describe(
        1,
        4,
        samples_per_pixel=3,
        photometric_interpretation=Photometric.YBR_FULL_422,
        bits_allocated=8,
        bits_stored=8,
    )
    decoded = decode_native(bytes([1, 2, 128, 129, 3, 4, 130, 131]), description)
    assert decoded.tolist() == [[[1, 128, 129], [2, 128, 129], [3, 130, 131], [4, 130, 131]]]
    whole = bytes(range(12))
    assert decode_native(whole, description).reshape(-1).tolist() == list(whole)


@pytest.mark.parametrize("bits_allocated", [1, 8, 12, 16, 32])
def test_one_byte_too_few_is_refused(bits_allocated: int) -> None:
    description = describe(8, 8, bits_allocated=bits_allocated, bits_stored=bits_allocated)
    with pytest.raises(MalformedError, match="bytes"):
        decode_native(bytes(8 * bits_allocated - 1), description)


def test_budget_is_checked_before_anything_is_allocated() -> None:
    with pytest.raises(LimitError, match="too large"):
        decode_native(b"", describe(65535, 65535))
