"""Frames that are not compressed: from bytes to arrays without copying where possible (PS3.5 8.1-8.2, Annex A)."""

from __future__ import annotations

import math

import numpy as np

from imaging.errors import LimitError, MalformedError, UnsupportedError
from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.description import ImageDescription
from imaging.pixels.photometric import Photometric

MAX_FRAME_PIXELS = 512 * 1024 * 1024


def check_budget(description: ImageDescription) -> None:
    """Refuse a frame whose declared size is beyond what is ever shown, before anything is allocated for it.

    Raises
    ------
    LimitError
        When rows times columns times samples exceed `MAX_FRAME_PIXELS`.
    """
    pixels = description.rows * description.columns * description.samples_per_pixel
    if pixels > MAX_FRAME_PIXELS:
        raise LimitError(
            f"A frame of {description.rows} × {description.columns} pixels is too large to be shown.",
            limit=MAX_FRAME_PIXELS,
        )


def stored_dtype(description: ImageDescription) -> np.dtype[np.generic]:
    """Return the little-endian type of the decoded samples of an image."""
    if description.float_type:
        return np.dtype(description.float_type)
    size = {1: 1, 8: 1, 12: 2, 16: 2, 32: 4, 64: 8}[description.bits_allocated]
    kind = "i" if description.is_signed and description.bits_allocated > 1 else "u"
    return np.dtype(f"<{kind}{size}")


def decode_native(frame: bytes, description: ImageDescription) -> Frame:
    """Return the samples of a native frame.

    Parameters
    ----------
    frame : bytes
        The bytes of the frame as stored; a frame of 1-bit pixels begins with the lowest bit of its first byte.
    description : ImageDescription
        What the data set says of the image.

    Returns
    -------
    ndarray, shape (rows, columns) or (rows, columns, 3)
        In the type of `stored_dtype`, colour by pixel whatever the planar configuration; read-only.

    Raises
    ------
    MalformedError
        When there are fewer bytes than the description asks for.
    LimitError
        When the frame is larger than what is ever shown.
    """
    check_budget(description)
    if description.bits_allocated == 1:
        return _bits(frame, description)
    if description.bits_allocated == 12:
        return _packed_12_bits(frame, description)
    if description.photometric_interpretation in {Photometric.YBR_FULL_422, Photometric.YBR_PARTIAL_422}:
        return _subsampled(frame, description)
    if description.photometric_interpretation is Photometric.YBR_PARTIAL_420:
        raise UnsupportedError("Uncompressed images in YBR_PARTIAL_420 can't be shown.")
    return arrange(_samples(frame, description, _sample_count(description)), description)


def arrange(samples: Frame, description: ImageDescription) -> Frame:
    """Give samples in stored order the shape of the frame (PS3.3 C.7.6.3.1.3).

    Parameters
    ----------
    samples : ndarray of any number type, shape (rows * columns * samples,)
        Colour by pixel or colour by plane, as Planar Configuration says.
    description : ImageDescription
        What the data set says of the image.

    Returns
    -------
    ndarray of the same type, shape (rows, columns) or (rows, columns, samples)
    """
    rows, columns, count = description.rows, description.columns, description.samples_per_pixel
    if count == 1:
        return samples.reshape(rows, columns)
    if description.planar_configuration == 1:
        return samples.reshape(count, rows, columns).transpose(1, 2, 0)
    return samples.reshape(rows, columns, count)


def _sample_count(description: ImageDescription) -> int:
    return description.rows * description.columns * description.samples_per_pixel


def _require(frame: bytes, length_bytes: int) -> None:
    if len(frame) < length_bytes:
        raise MalformedError(f"The frame has {len(frame)} bytes, but its size asks for {length_bytes}.")


def _samples(frame: bytes, description: ImageDescription, count: int) -> Frame:
    dtype = stored_dtype(description)
    _require(frame, count * dtype.itemsize)
    if not description.is_big_endian:
        return np.frombuffer(frame, dtype, count)
    if dtype.itemsize == 1 and description.pixel_vr == "OW":
        # Two samples share a word, whose higher byte comes first (PS3.5 8.1.1 and Annex A.3).
        even = count + count % 2
        words = np.frombuffer(frame[:even].ljust(even, b"\0"), ">u2")
        return words.astype("<u2").view(dtype)[:count]
    return np.frombuffer(frame, dtype.newbyteorder(">"), count).astype(dtype)


def _bits(frame: bytes, description: ImageDescription) -> Frame:
    """Unpack pixels of one bit; the first pixel is the lowest bit of the first byte (PS3.5 8.1.1)."""
    count = _sample_count(description)
    length = math.ceil(count / 8)
    _require(frame, length)
    bits = np.unpackbits(_bytes_in_order(frame, length, description), count=count, bitorder="little")
    return arrange(bits, description)


def _bytes_in_order(frame: bytes, length: int, description: ImageDescription) -> Bytes:
    """Return the lower byte of each word first; a frame that begins inside of a word is taken as it is."""
    has_words = description.is_big_endian and description.pixel_vr == "OW"
    if has_words and (description.number_of_frames == 1 or length % 2 == 0):
        even = length + length % 2
        frame = np.frombuffer(frame[:even].ljust(even, b"\0"), ">u2").astype("<u2").tobytes()
    return np.frombuffer(frame, np.uint8, length)


def _packed_12_bits(frame: bytes, description: ImageDescription) -> Frame:
    """Unpack two pixels of 12 bits from three bytes, as ACR-NEMA and old DICOM files store them."""
    count = _sample_count(description)
    length = math.ceil(count * 3 / 2)
    _require(frame, length)
    padded = np.frombuffer(frame[:length].ljust(math.ceil(count / 2) * 3, b"\0"), np.uint8)
    low, middle, high = padded.reshape(-1, 3).astype(np.uint16).T
    samples = np.stack([low | (middle & 0x0F) << 8, middle >> 4 | high << 4], axis=1).reshape(-1)[:count]
    return arrange(samples.view(stored_dtype(description)), description)


def _subsampled(frame: bytes, description: ImageDescription) -> Frame:
    """Repeat the chrominance that pairs of pixels share: Y1 Y2 CB CR (PS3.3 C.7.6.3.1.2)."""
    rows, columns = description.rows, description.columns
    if len(frame) >= rows * columns * 3 or columns % 2:
        # Devices write all three samples of each pixel and still call it subsampled.
        return arrange(_samples(frame, description, rows * columns * 3), description)
    pairs = _samples(frame, description, rows * columns * 2).reshape(rows, columns // 2, 4)
    ybr = np.empty((rows, columns, 3), pairs.dtype)
    ybr[:, :, 0] = pairs[:, :, :2].reshape(rows, columns)
    ybr[:, :, 1:] = np.repeat(pairs[:, :, 2:], 2, axis=1)
    return ybr
