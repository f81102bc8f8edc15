"""The grayscale pipeline (PS3.3 C.11, PS3.14): stored value to modality value to display value to grey level.

::

    code in the file → stored value → modality value → VOI → presentation → grey level 0..255
                       (bits used)    (rescale, LUT)   (window, LUT)  (inverse)

All of it depends on one number at a time, so for up to 16 bits it is worked out once for every code and kept as a
table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from imaging.pixels.arrays import Bytes, Floats, Frame
from imaging.pixels.lookup_tables import LookupTable
from imaging.pixels.windows import Window, apply_window


@dataclass(frozen=True, slots=True)
class StoredBits:
    """Where the stored value stands in the allocated bits (PS3.5 8.1.1).

    With `is_cut` the bits outside are no part of the value (overlays stand there); otherwise the decoder has already
    returned the value itself.
    """

    bits_stored: int
    high_bit: int
    is_signed: bool
    is_cut: bool

    def values(self, codes: Frame) -> Frame:
        """Return the stored values of codes (PS3.5 8.1.1).

        Parameters
        ----------
        codes : ndarray of any number type, any shape
            Samples as the decoder gave them.

        Returns
        -------
        ndarray, same shape
            int64 where bits were cut out; else, and for floats, the codes as they are.
        """
        if not self.is_cut or codes.dtype.kind not in "iu" or self.bits_stored == codes.dtype.itemsize * 8:
            return codes
        wide = codes.astype(np.int64) >> (self.high_bit + 1 - self.bits_stored)
        wide &= (1 << self.bits_stored) - 1
        if self.is_signed:
            sign = 1 << (self.bits_stored - 1)
            wide = (wide ^ sign) - sign
        return wide


@dataclass(frozen=True, slots=True)
class Grayscale:
    """All that turns a stored value into a grey level.

    Attributes
    ----------
    modality : LookupTable or tuple of slope and intercept
        The modality transformation (PS3.3 C.11.1).
    voi : LookupTable or Window
        The VOI transformation (PS3.3 C.11.2).
    is_inverse : bool
        Whether the lowest display value is white (MONOCHROME1, or a Presentation LUT Shape of INVERSE).
    padding : tuple of two numbers, or None
        Stored values from the first to the second are no pixels and become black (PS3.3 C.7.5.1.1.2).
    """

    bits: StoredBits
    modality: LookupTable | tuple[float, float]
    voi: LookupTable | Window
    is_inverse: bool = False
    padding: tuple[float, float] | None = None

    def modality_values(self, stored: Frame) -> Floats:
        """Apply the modality transformation (PS3.3 C.11.1).

        Parameters
        ----------
        stored : ndarray of any number type, any shape
            Stored values.

        Returns
        -------
        ndarray of float64, same shape
            In the units of Rescale Type, for example Hounsfield units.
        """
        return apply_modality(stored, self.modality)

    def grey_levels(self, codes: Frame) -> Bytes:
        """Work out the grey level of every code by itself.

        Parameters
        ----------
        codes : ndarray of any number type, any shape
            Samples as the decoder gave them.

        Returns
        -------
        ndarray of uint8, same shape
        """
        stored = self.bits.values(codes)
        display = apply_voi(self.modality_values(stored), self.voi)
        levels = np.floor(np.nan_to_num(255.0 - display if self.is_inverse else display) + 0.5).astype(np.uint8)
        if self.padding is not None:
            lowest, highest = self.padding
            levels[(stored >= lowest) & (stored <= highest)] = 0
        return levels


def apply_modality(stored: Frame, modality: LookupTable | tuple[float, float]) -> Floats:
    """Map stored values to modality values by a LUT or by slope and intercept (PS3.3 C.11.1).

    Parameters
    ----------
    stored : ndarray of any number type, any shape
        Stored values.
    modality : LookupTable or tuple of slope and intercept
        The transformation.

    Returns
    -------
    ndarray of float64, same shape
        In the units of Rescale Type, for example Hounsfield units; within ±1e300.
    """
    if isinstance(modality, LookupTable):
        return modality.apply(stored).astype(np.float64)
    slope, intercept = modality
    with np.errstate(over="ignore"):
        return np.clip(np.asarray(stored.astype(np.float64) * slope + intercept), -1e300, 1e300)


def apply_voi(values: Floats, voi: LookupTable | Window) -> Floats:
    """Map modality values to display values by a VOI LUT or a window (PS3.3 C.11.2).

    Parameters
    ----------
    values : ndarray of float64, any shape
        Modality values.
    voi : LookupTable or Window
        The transformation.

    Returns
    -------
    ndarray of float64, same shape
        Display values from 0 to 255, not rounded.
    """
    if isinstance(voi, LookupTable):
        return voi.apply(values).astype(np.float64) * (255.0 / voi.maximum)
    return apply_window(values, voi)


def show_gray(codes: Frame, grayscale: Grayscale) -> Bytes:
    """Return the grey levels of a frame, by table where the codes have 8 or 16 bits.

    Parameters
    ----------
    codes : ndarray of any number type, shape (rows, columns)
        Samples as the decoder gave them.
    grayscale : Grayscale
        All that turns a stored value into a grey level.

    Returns
    -------
    ndarray of uint8, same shape
    """
    if codes.dtype.kind not in "iu" or codes.dtype.itemsize > 2:
        return grayscale.grey_levels(codes)
    table = _table(grayscale, codes.dtype.str)
    unsigned = codes.view(f"u{codes.dtype.itemsize}")
    return np.asarray(table.take(unsigned))


@lru_cache(maxsize=64)
def _table(grayscale: Grayscale, dtype: str) -> Bytes:
    """Work out the grey level of all codes of a type, in the order of their bit patterns."""
    kind = np.dtype(dtype)
    bits, count = grayscale.bits, 1 << (8 * kind.itemsize)
    # Bits above the highest stored one change nothing, so the table repeats itself.
    period = min(1 << (bits.high_bit + 1), count) if bits.is_cut else count
    codes = np.arange(period, dtype=f"<u{kind.itemsize}").view(kind)
    table = np.tile(grayscale.grey_levels(codes), count // period)
    table.flags.writeable = False
    return table
