"""Colour to the 8-bit RGB of pictures (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from imaging.pixels.arrays import Bytes, Frame
from imaging.pixels.grayscale import StoredBits
from imaging.pixels.photometric import Photometric

PARTIAL = frozenset({Photometric.YBR_PARTIAL_420, Photometric.YBR_PARTIAL_422})
FULL = frozenset({Photometric.YBR_FULL, Photometric.YBR_FULL_422})
# Rows give R, G and B from Y, Cb - 128 and Cr - 128 (full range) or from Y - 16, Cb - 128, Cr - 128 (partial range).
FULL_TO_RGB = np.array([[1.0, 0.0, 1.402], [1.0, -0.344136286, -0.714136286], [1.0, 1.772, 0.0]])
PARTIAL_TO_RGB = np.array([[1.1644, 0.0, 1.5960], [1.1644, -0.3917, -0.8130], [1.1644, 2.0173, 0.0]])


def ybr_to_rgb(ybr: Bytes, *, is_partial: bool = False) -> Bytes:
    """Convert luminance and chrominance to RGB (PS3.3 C.7.6.3.1.2).

    Parameters
    ----------
    ybr : ndarray of uint8, shape (rows, columns, 3)
        Y, CB and CR of every pixel.
    is_partial : bool
        Whether the values follow ITU-R BT.601 with black at 16 and white at 235 (YBR_PARTIAL_420, YBR_PARTIAL_422).

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
        Red, green and blue.
    """
    matrix = (PARTIAL_TO_RGB if is_partial else FULL_TO_RGB).astype(np.float32)
    origin = np.array([16 if is_partial else 0, 128, 128], np.float32)
    rgb = (ybr.astype(np.float32) - origin) @ matrix.T
    return np.clip(np.rint(rgb), 0, 255).astype(np.uint8)


def show_color(stored: Frame, photometric: Photometric, bits: StoredBits) -> Bytes:
    """Return red, green and blue in 8 bits.

    Parameters
    ----------
    stored : ndarray of integers, shape (rows, columns, 3)
        Samples as the decoder gave them. The decoder of JPEG 2000 has already undone YBR_ICT and YBR_RCT
        (PS3.5 8.2.4), so that these are RGB here.
    photometric : Photometric
        What the three samples are.
    bits : StoredBits
        Where each sample stands. More than 8 bits are cut to the 8 highest, fewer are scaled. The sign is not looked
        at: no colour is negative, and devices that say otherwise write what all others write.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
    """
    codes, bits = stored.view(f"u{stored.dtype.itemsize}"), replace(bits, is_signed=False)
    is_rgb, is_partial = photometric not in PARTIAL | FULL, photometric in PARTIAL
    levels = _levels(codes, bits, is_rgb=is_rgb)
    return levels if is_rgb else ybr_to_rgb(levels, is_partial=is_partial)


def _levels(codes: Frame, bits: StoredBits, *, is_rgb: bool) -> Bytes:
    """Bring samples to 8 bits, by table where they have up to 16."""
    width = codes.dtype.itemsize
    if width == 1 and bits.bits_stored == 8:
        return codes
    if width > 2:
        return _scaled(codes, bits, is_rgb=is_rgb)
    return np.asarray(_table(width, bits, is_rgb=is_rgb).take(codes))


@lru_cache(maxsize=16)
def _table(width: int, bits: StoredBits, *, is_rgb: bool) -> Bytes:
    table = _scaled(np.arange(1 << (8 * width), dtype=f"<u{width}"), bits, is_rgb=is_rgb)
    table.flags.writeable = False
    return table


def _scaled(codes: Frame, bits: StoredBits, *, is_rgb: bool) -> Bytes:
    highest, surplus = (1 << bits.bits_stored) - 1, bits.bits_stored - 8
    # Lossy decoders return a little more than white.
    values = np.minimum(bits.values(codes), highest)
    if surplus >= 0:
        return (values >> surplus).astype(np.uint8)
    if is_rgb:
        return np.floor(values * (255 / highest) + 0.5).astype(np.uint8)
    # "No colour" stands in the middle of the range, and stays there only by a shift.
    return (values << -surplus).astype(np.uint8)
