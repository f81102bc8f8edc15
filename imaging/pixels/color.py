"""Colour to the 8-bit RGB of pictures (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

import numpy as np

from imaging.pixels.arrays import Bytes, Frame
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


def show_color(stored: Frame, photometric: Photometric, bits_stored: int) -> Bytes:
    """Return red, green and blue in 8 bits.

    Parameters
    ----------
    stored : ndarray of integers, shape (rows, columns, 3)
        Samples as the decoder gave them. The decoder of JPEG 2000 has already undone YBR_ICT and YBR_RCT
        (PS3.5 8.2.4), so that these are RGB here.
    photometric : Photometric
        What the three samples are.
    bits_stored : int
        Of each sample; more than 8 are cut to the 8 highest.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
    """
    samples = stored >> (bits_stored - 8) if bits_stored > 8 else stored
    levels = samples.astype(np.uint8, copy=False)
    if photometric in PARTIAL | FULL:
        return ybr_to_rgb(levels, is_partial=photometric in PARTIAL)
    return levels
