"""Where stored values stand in the samples of a decoder, and their sign (PS3.5 8.1.1, 8.2).

Most code streams know no sign, and many hold just the bits of the value whatever High Bit says; others hold all the
allocated bits, overlays included. Here both become what the data set announces.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imaging.pixels.arrays import Frame
from imaging.pixels.description import ImageDescription
from imaging.pixels.native import stored_dtype
from imaging.pixels.transfer_syntaxes import keeps_bits


def place_values(samples: Frame, description: ImageDescription, precision: int | None) -> Frame:
    """Give the samples the announced type, the sign extended and the value at its place.

    Parameters
    ----------
    samples : ndarray of integers
        As a decoder returned them.
    description : ImageDescription
        What the data set says of the image.
    precision : int or None
        Bits of a sample in the code stream; None where it has no such number.

    Returns
    -------
    ndarray, same shape
        In the type of `stored_dtype`. With a lossless transfer syntax other bits may still stand around the value.
    """
    wanted, stored = stored_dtype(description), description.bits_stored
    shift = description.high_bit + 1 - stored if keeps_bits(description.transfer_syntax_uid) else 0
    # A code stream of no more bits than the value has holds the value alone, whatever High Bit says.
    is_value = precision is not None and precision <= stored
    if wanted.kind == "i" and samples.dtype.kind == "u" and (is_value or not _has_others(samples, description, shift)):
        samples = _extend_sign(samples, stored, wanted)
    samples = samples.astype(wanted, copy=False)
    return samples << shift if is_value and shift else samples


def _has_others(samples: Frame, description: ImageDescription, shift: int) -> bool:
    """Whether other bits stand around the value: overlays, or the sign that is extended already.

    What a lossy code stream has above the value can be one that came out a little too large, unless it is the sign.
    """
    width = samples.dtype.itemsize * 8
    lowest = description.bits_stored if keeps_bits(description.transfer_syntax_uid) else width - 1
    return shift > 0 or bool(int(samples.max()) >> lowest)


def _extend_sign(samples: Frame, bits: int, dtype: np.dtype[Any]) -> Frame:
    """Read unsigned samples of so many bits as two's complement."""
    shift = dtype.itemsize * 8 - bits
    return (samples.astype(dtype) << shift) >> shift
