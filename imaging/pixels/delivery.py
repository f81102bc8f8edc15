"""Frames on their way to a screen that windows them itself: small, and with every bit of what was stored.

What the screen's decoders read as it is stored travels as it is stored. Everything else is decoded here and packed
again without loss, so that no screen needs to know of palettes, planes of colours, or samples of twelve bits::

    stored ─┬─ JPEG-LS, JPEG 2000, HTJ2K, JPEG of 8 bits ──→ as it is
            └─ anything else → stored values, or RGB ─┬────→ HTJ2K, reversible
                                                      └────→ 32-bit floats: more than 16 bits
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import imagecodecs
import numpy as np

from imaging.pixels.arrays import Frame
from imaging.pixels.code_streams import LUMINANCE, settle_colors, stream_size
from imaging.pixels.description import ImageDescription
from imaging.pixels.transfer_syntaxes import CODECS


class FrameForm(StrEnum):
    """What the bytes are, as a media type."""

    JPEG = "image/jpeg"
    JPEG_LS = "image/jls"
    JPEG_2000 = "image/j2c"
    HTJ2K = "image/jphc"
    FLOATS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class TravellingFrame:
    """A frame in one of the forms; floats are little endian and packed with gzip."""

    data: bytes
    form: FrameForm


AS_STORED: Final = {
    "1.2.840.10008.1.2.4.50": FrameForm.JPEG,
    "1.2.840.10008.1.2.4.80": FrameForm.JPEG_LS,
    "1.2.840.10008.1.2.4.81": FrameForm.JPEG_LS,
    "1.2.840.10008.1.2.4.90": FrameForm.JPEG_2000,
    "1.2.840.10008.1.2.4.91": FrameForm.JPEG_2000,
    "1.2.840.10008.1.2.4.201": FrameForm.HTJ2K,
    "1.2.840.10008.1.2.4.202": FrameForm.HTJ2K,
    "1.2.840.10008.1.2.4.203": FrameForm.HTJ2K,
}


def form_as_stored(frame: bytes, description: ImageDescription) -> FrameForm | None:
    """Return in which form a frame may travel as it is stored; None: it must be packed anew.

    Parameters
    ----------
    frame : bytes
        A frame as it is stored.
    description : ImageDescription
        What the data set says of the image.

    Returns
    -------
    FrameForm or None
        A form only where the samples of the code stream are the stored values and nothing else: as many bits, at the
        lowest place. Colours travel so in JPEG of luminance and chrominance alone, which every browser reads.
    """
    form = AS_STORED.get(description.transfer_syntax_uid)
    if form is None:
        return None
    size = stream_size(frame, CODECS[description.transfer_syntax_uid])
    expected = (description.rows, description.columns, description.samples_per_pixel, description.bits_stored)
    if size is None or tuple(size) != expected or description.high_bit != description.bits_stored - 1:
        return None
    if description.is_monochrome:
        return form
    is_luminance = settle_colors(description, frame).photometric_interpretation in LUMINANCE
    return form if form is FrameForm.JPEG and is_luminance else None


def pack(values: Frame) -> TravellingFrame:
    """Pack decoded values without loss.

    Parameters
    ----------
    values : ndarray of any number type, shape (rows, columns); or of uint8, shape (rows, columns, 3)
        Stored values, or red, green and blue.

    Returns
    -------
    TravellingFrame
        HTJ2K for what fits into 16 bits, 32-bit floats for everything else.
    """
    narrow = _narrow(values)
    if narrow is None:
        floats = np.nan_to_num(values.astype("<f4"), nan=0.0)
        return TravellingFrame(gzip.compress(floats.tobytes(), compresslevel=1, mtime=0), FrameForm.FLOATS)
    is_colour = narrow.ndim == 3
    data = imagecodecs.htj2k_encode(np.ascontiguousarray(narrow), reversible=True, rgb=is_colour or None)
    return TravellingFrame(bytes(data), FrameForm.HTJ2K)


def _narrow(values: Frame) -> np.ndarray[Any, np.dtype[Any]] | None:
    """Return integers in the smallest type of 8 or 16 bits that holds them; None where none does."""
    if values.dtype.kind not in "iu":
        return None
    lowest, highest = int(values.min()), int(values.max())
    for dtype in (np.uint8, np.uint16, np.int16):
        limits = np.iinfo(dtype)
        if limits.min <= lowest and highest <= limits.max:
            return values.astype(dtype)
    return None
