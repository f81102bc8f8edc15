"""A window for images that bring none."""

from __future__ import annotations

import numpy as np

from imaging.pixels.arrays import Floats, Frame
from imaging.pixels.grayscale import Grayscale
from imaging.pixels.windows import Window

EXPLANATION = "automatic"
LOOKED_AT = 1 << 16


def automatic_window(codes: Frame, grayscale: Grayscale, *, is_full_range: bool) -> Window:
    """Choose a window by what the frame holds.

    Parameters
    ----------
    codes : ndarray, shape (rows, columns)
        Samples as the decoder gave them.
    grayscale : Grayscale
        With the modality transformation to apply; its VOI transformation is not used.
    is_full_range : bool
        Whether the stored values already are grey levels (8 bits and fewer): then all of them are shown as they are.

    Returns
    -------
    Window
        From the 0.1th to the 99.9th percentile of the pixels that are no padding; a few hot or dead pixels and implants
        do not make everything else grey. If nearly all pixels are the same, from the minimum to the maximum.
    """
    if is_full_range:
        bits = grayscale.bits
        lowest = -(1 << (bits.bits_stored - 1)) if bits.is_signed else 0
        values = grayscale.modality_values(np.arange(lowest, lowest + (1 << bits.bits_stored)))
        return Window.between(float(values.min()), float(values.max()), EXPLANATION)
    values = _pixels(codes, grayscale)
    if not values.size:
        return Window.between(0.0, 1.0, EXPLANATION)
    low, high = (float(value) for value in np.percentile(values, (0.1, 99.9), method="nearest"))
    if low == high:
        low, high = float(values.min()), float(values.max())
    return Window.between(low, high, EXPLANATION)


def _pixels(codes: Frame, grayscale: Grayscale) -> Floats:
    """Return the finite modality values of what is no padding, from at most about `LOOKED_AT` pixels on a grid."""
    step = max(1, int((codes.size / LOOKED_AT) ** 0.5))
    stored = grayscale.bits.values(codes[::step, ::step])
    if grayscale.padding is not None:
        lowest, highest = grayscale.padding
        stored = stored[(stored < lowest) | (stored > highest)]
    values = grayscale.modality_values(stored.reshape(-1))
    return values[np.isfinite(values)]
