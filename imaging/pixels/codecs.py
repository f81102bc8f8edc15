"""Compressed frames to arrays (PS3.5 8.2, Annexes A.4, G and H). Runs in the children of `decoders` only.

What a code stream says of itself is never believed beyond what the data set announced: sizes are compared, and every
output is bounded by them.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np

from imaging.errors import MalformedError, RefusedError
from imaging.pixels.arrays import Frame
from imaging.pixels.code_streams import JPEG_2000_START, JPEG_START, StreamSize, stream_size
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import check_budget, decode_native, stored_dtype
from imaging.pixels.transfer_syntaxes import CODECS, Codec
from imaging.pixels.value_places import place_values

WITH_SIZE = frozenset({Codec.JPEG, Codec.JPEG_LS, Codec.JPEG_2000})


def decode_compressed(frame: bytes, description: ImageDescription) -> Frame:
    """Return the samples of a compressed frame as they were before compression, without any colour conversion.

    Parameters
    ----------
    frame : bytes
        All fragments of one frame, joined.
    description : ImageDescription
        What the data set says of the image.

    Returns
    -------
    ndarray, shape (rows, columns) or (rows, columns, samples)
        In the type of `stored_dtype`.

    Raises
    ------
    MalformedError
        When the code stream is broken, or holds another image than the data set announces.
    LimitError
        When the frame is larger than what is ever shown.
    """
    check_budget(description)
    codec = CODECS[description.transfer_syntax_uid]
    size = stream_size(frame, codec) if codec in WITH_SIZE else None
    if size is not None:
        _compare(size, description, codec)
    try:
        samples = DECODERS[codec](frame, description)
    except RefusedError:
        raise
    except (RuntimeError, ValueError, IndexError, zlib.error) as error:
        reason = str(error).rstrip(".")
        raise MalformedError(f"The {codec} frame is broken ({reason}).") from error
    return place_values(_settle(samples, description, codec), description, size.precision if size else None)


def _compare(size: StreamSize, description: ImageDescription, codec: Codec) -> None:
    """Refuse a code stream of another size before its decoder believes it and takes the memory and the time."""
    expected = description.rows, description.columns, description.samples_per_pixel
    if size[:3] != expected:
        raise MalformedError(
            f"The {codec} frame has {size.rows} × {size.columns} pixels of {size.components} samples, "
            "but the data set announces {} × {} of {}.".format(*expected)
        )


def _jpeg(frame: bytes, description: ImageDescription) -> Frame:
    """All processes of ISO 10918-1 with 8 and 12 bits, and lossless ones up to 16."""
    # The same colour space on both sides means: components as they are, whatever markers say about colour.
    space = "RGB" if description.samples_per_pixel == 3 else None
    start = max(frame.find(JPEG_START), 0)
    return np.asarray(imagecodecs.jpeg8_decode(frame[start:], colorspace=space, outcolorspace=space))


def _jpeg_ls(frame: bytes, _: ImageDescription) -> Frame:
    return np.asarray(imagecodecs.jpegls_decode(frame))


def _jpeg_2000(frame: bytes, _: ImageDescription) -> Frame:
    start = max(frame.find(JPEG_2000_START), 0)
    return np.asarray(imagecodecs.jpeg2k_decode(frame[start:], verbose=0))


def _jpeg_xl(frame: bytes, _: ImageDescription) -> Frame:
    return np.asarray(imagecodecs.jpegxl_decode(frame))


def _rle(frame: bytes, description: ImageDescription) -> Frame:
    """Segments of PackBits, one for each byte of each sample, the highest byte first (PS3.5 Annex G)."""
    header = np.frombuffer(frame[:64].ljust(64, b"\0"), "<u4")
    bits = description.bits_allocated
    pixels = description.rows * description.columns
    length = (pixels + 7) // 8 if bits == 1 else pixels
    width = max(bits // 8, 1)
    count = int(header[0])
    if count != width * description.samples_per_pixel:
        raise MalformedError(f"The RLE frame has {count} segments, but its pixels ask for another number.")
    ends = [*(int(offset) for offset in header[2 : count + 1]), len(frame)]
    planes = np.zeros((count, length), np.uint8)
    for plane, start, end in zip(planes, header[1:], ends, strict=False):
        _unpack_bits(frame[int(start) : end], plane)
    if bits == 1:
        return np.unpackbits(planes[0], bitorder="little")[:pixels]
    samples = planes.reshape(description.samples_per_pixel, width, length)[:, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(samples).view(stored_dtype(description))


def _unpack_bits(segment: bytes, plane: Any) -> None:
    if not segment:
        raise MalformedError("A segment of the RLE frame lies outside of it.")
    # Encoders append a little; a segment that holds twice its plane is an attack, and ends here with an error.
    unpacked = np.frombuffer(imagecodecs.packbits_decode(segment, out=2 * plane.size + 128), np.uint8)
    if unpacked.size < plane.size:
        raise MalformedError("A segment of the RLE frame is too short.")
    plane[:] = unpacked[: plane.size]


def _deflate(frame: bytes, description: ImageDescription) -> Frame:
    """Deflated Image Frame Compression: RFC 1951 over the native frame (PS3.5 A.4.13)."""
    bits = description.rows * description.columns * description.samples_per_pixel * description.bits_allocated
    inflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, (bits + 7) // 8)
    return decode_native(inflated, description)


DECODERS: dict[Codec, Callable[[bytes, ImageDescription], Frame]] = {
    Codec.JPEG: _jpeg,
    Codec.JPEG_LS: _jpeg_ls,
    Codec.JPEG_2000: _jpeg_2000,
    Codec.JPEG_XL: _jpeg_xl,
    Codec.RLE: _rle,
    Codec.DEFLATE: _deflate,
}


def _settle(samples: Frame, description: ImageDescription, codec: Codec) -> Frame:
    """Compare the size with the announced one, and give the samples the announced shape."""
    expected = description.rows * description.columns * description.samples_per_pixel
    if samples.size != expected:
        raise MalformedError(f"The {codec} frame holds {samples.size} samples, but the data set announces {expected}.")
    shape = (description.rows, description.columns, description.samples_per_pixel)
    return samples.reshape(shape[:2] if shape[2] == 1 else shape)
