"""Lookup tables of the data set: Modality LUT, VOI LUT and the palettes (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5-6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.errors import MalformedError
from imaging.pixels.arrays import Frame, Words


@dataclass(frozen=True, slots=True)
class LookupTable:
    """Consecutive entries, the first of which belongs to the input value `first_mapped`.

    Attributes
    ----------
    data : bytes
        The output values as little-endian 16-bit words; bytes, so that equal tables are equal keys of a cache.
    bits : int
        Bits of an output value: 8 to 16.
    """

    first_mapped: int
    data: bytes
    bits: int
    explanation: str = ""

    @property
    def entries(self) -> Words:
        """The output values, ndarray of uint16, shape (n,)."""
        return np.frombuffer(self.data, "<u2")

    @property
    def maximum(self) -> int:
        """The largest value that an entry of `bits` bits can hold."""
        return (1 << self.bits) - 1

    def apply(self, values: Frame) -> Words:
        """Look values up; what lies before the first or behind the last entry takes that entry (PS3.3 C.11.1.1.1).

        Parameters
        ----------
        values : ndarray of integers or floats, any shape
            Input values; fractions are cut towards minus infinity.

        Returns
        -------
        ndarray of uint16, same shape
        """
        entries = self.entries
        index = np.nan_to_num(np.floor(values.astype(np.float64)) - self.first_mapped)
        return np.asarray(entries[np.clip(index, 0, entries.size - 1).astype(np.intp)])


def read_lookup_table(item: DataSet, *, is_input_signed: bool) -> LookupTable:
    """Read an item of the Modality LUT or VOI LUT Sequence.

    Parameters
    ----------
    item : DataSet
        With LUT Descriptor, LUT Data and perhaps LUT Explanation.
    is_input_signed : bool
        Whether the first value mapped is in two's complement; it depends on what goes into the table.

    Raises
    ------
    MalformedError
        When descriptor or data are missing or too short to mean anything.
    """
    descriptor, data = item.raw(tag.LUT_DESCRIPTOR), item.raw(tag.LUT_DATA)
    if descriptor is None or data is None:
        raise MalformedError("A lookup table lacks its descriptor or its data.")
    count, first, bits = read_descriptor(descriptor, is_signed=is_input_signed, is_little_endian=item.is_little_endian)
    entries = unpack_entries(data, count, is_little_endian=item.is_little_endian)
    bits = bits if 1 <= bits <= 16 else 16
    # Devices declare fewer bits than their entries use; then the larger number is the true one.
    bits = max(bits, int(entries.max()).bit_length())
    return LookupTable(first, entries.astype("<u2").tobytes(), bits, item.text(tag.LUT_EXPLANATION))


def read_descriptor(raw: bytes, *, is_signed: bool, is_little_endian: bool) -> tuple[int, int, int]:
    """Read a LUT descriptor: number of entries, first value mapped, bits per entry (PS3.3 C.11.1.1.1).

    Only the first value mapped may be signed, and a number of entries of 0 means 65,536.

    Parameters
    ----------
    raw : bytes
        The value as it stands in the data set: three 16-bit words.
    is_signed : bool
        Whether the first value mapped is in two's complement.
    is_little_endian : bool
        Of the words.

    Raises
    ------
    MalformedError
        When it does not hold three 16-bit values.
    """
    if len(raw) < 6:
        raise MalformedError("The descriptor of a lookup table does not hold three values.")
    count, first, bits = (int(value) for value in np.frombuffer(raw[:6], "<u2" if is_little_endian else ">u2"))
    if is_signed and first > 0x7FFF:
        first -= 0x10000
    return count or 0x10000, first, bits


def unpack_entries(raw: bytes, count: int, *, is_little_endian: bool) -> Words:
    """Return the entries of LUT data as 16-bit values.

    Entries of one byte are recognized by the length of the data. A table that is shorter than declared is taken as far
    as it goes; what follows the declared number of entries is left out.

    Parameters
    ----------
    raw : bytes
        The value as it stands in the data set.
    count : int
        Number of entries that the descriptor declares.
    is_little_endian : bool
        Of the words.

    Returns
    -------
    ndarray of uint16, shape (n,), n from 1 to `count`

    Raises
    ------
    MalformedError
        When there are no entries at all.
    """
    order = "<u2" if is_little_endian else ">u2"
    words = np.frombuffer(raw[: len(raw) // 2 * 2], order).astype("<u2")
    if count > 1 and count <= len(raw) <= count + 1:
        # Entries of 8 bits are packed into words (PS3.3 C.7.6.3.1.6), so in big endian each pair stands swapped.
        unpacked = np.frombuffer(words.tobytes() + raw[len(words) * 2 :], np.uint8)[:count].astype(np.uint16)
    else:
        unpacked = words[:count].astype(np.uint16)
    if not unpacked.size:
        raise MalformedError("A lookup table holds no entries.")
    return unpacked
