"""Palette Color Lookup Tables, plain and segmented (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2)."""

from __future__ import annotations

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.errors import MalformedError
from imaging.pixels.arrays import Bytes, Frame, Mask, Words
from imaging.pixels.lookup_tables import read_descriptor, unpack_entries

DISCRETE, LINEAR, INDIRECT = 0, 1, 2
MOST_ENTRIES = 0x10000


def show_palette(stored: Frame, header: DataSet, *, is_signed: bool) -> Bytes:
    """Map stored values to colours by the palettes of the data set.

    Parameters
    ----------
    stored : ndarray of integers, shape (rows, columns)
        Stored values.
    header : DataSet
        With descriptors and data of the red, green and blue palettes.
    is_signed : bool
        Whether stored values, and with them the first value mapped, are in two's complement.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)

    Raises
    ------
    MalformedError
        When a palette is missing or can't be read.
    """
    palettes = _palettes(header, is_signed=is_signed)
    # One rule for all three: a palette whose blue is always dark has dark blue. Where none of them has an entry above
    # 255, a device has declared 16 bits and written 8, for otherwise everything would be black.
    surplus = 8 if max(entries.max() for _, entries in palettes) > 0xFF else 0
    colors = []
    for first, entries in palettes:
        index = np.clip(stored.astype(np.int64) - first, 0, entries.size - 1)
        colors.append((entries >> surplus).astype(np.uint8)[index])
    return np.stack(colors, axis=-1)


def supplement_palette(levels: Bytes, stored: Frame, header: DataSet, *, is_signed: bool) -> Bytes:
    """Show the stored values from the first one mapped on as colours, and keep the grey levels of those below it.

    Parameters
    ----------
    levels : ndarray of uint8, shape (rows, columns)
        Grey levels of all pixels.
    stored : ndarray of integers, shape (rows, columns)
        Stored values.
    header, is_signed
        Those of `show_palette`.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
    """
    colors, is_colored = supplement_colors(stored, header, is_signed=is_signed)
    return np.where(is_colored[:, :, None], colors, levels[:, :, None])


def supplement_colors(stored: Frame, header: DataSet, *, is_signed: bool) -> tuple[Bytes, Mask]:
    """Return the colours of a supplemental palette alone, for whoever lays them over grey levels of another window.

    Parameters are those of `show_palette`.

    Returns
    -------
    ndarray of uint8, shape (rows, columns, 3)
    ndarray of bool, shape (rows, columns)
        Where the stored values stand for colours; elsewhere the first array says nothing.
    """
    first = min(first for first, _ in _palettes(header, is_signed=is_signed))
    return show_palette(stored, header, is_signed=is_signed), stored >= first


def _palettes(header: DataSet, *, is_signed: bool) -> list[tuple[int, Words]]:
    return [_palette(header, offset, is_signed=is_signed) for offset in range(3)]


def _palette(header: DataSet, offset: int, *, is_signed: bool) -> tuple[int, Words]:
    """Return the first value mapped and the entries of the red (0), green (1) or blue (2) palette as they are."""
    descriptor = header.raw(tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR + offset)
    if descriptor is None:
        raise MalformedError("The image has no palette.")
    is_little_endian = header.is_little_endian
    count, first, bits = read_descriptor(descriptor, is_signed=is_signed, is_little_endian=is_little_endian)
    data = header.raw(tag.RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + offset)
    if data is not None:
        return first, unpack_entries(data, count, is_little_endian=is_little_endian)
    segments = header.raw(tag.SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA + offset)
    if segments is None:
        raise MalformedError("The image has no palette.")
    return first, expand_segments(segments, count, bits, is_little_endian=is_little_endian)


def expand_segments(raw: bytes, count: int, bits: int, *, is_little_endian: bool = True) -> Words:
    """Expand a segmented palette (PS3.3 C.7.9.2).

    A discrete segment with fewer values than it announces is taken as far as it goes, as other tables are.

    Parameters
    ----------
    raw : bytes
        Segments: opcode, length, values.
    count : int
        Number of entries that the descriptor announces; expansion stops there.
    bits : int
        8 or 16; the width of opcodes, lengths and values.

    Returns
    -------
    ndarray of uint16, shape (n,), n at most `count`

    Raises
    ------
    MalformedError
        When any other segment is cut off, has an unknown opcode, or points outside; and when there are no entries.
    """
    words = np.frombuffer(raw[: len(raw) // 2 * 2], "<u2" if is_little_endian else ">u2").astype("<u2")
    values = words.view(np.uint8).tolist() if bits == 8 else words.tolist()
    entries: list[int] = []
    position = 0
    try:
        while position + 2 < len(values) and len(entries) < count:
            if values[position] == INDIRECT:
                position = _append_copies(values, position, entries, offset_items=4 if bits == 8 else 2)
            else:
                position = _append_segment(values, position, entries)
    except IndexError as error:
        raise MalformedError("A segment of the palette is cut off or points outside.") from error
    if not entries:
        raise MalformedError("The segmented palette holds no entries.")
    return np.array(entries[:count], np.uint16)


def _append_segment(values: list[int], position: int, entries: list[int]) -> int:
    """Append what a discrete or linear segment stands for; return where the next segment begins."""
    opcode, length = values[position], values[position + 1]
    if opcode == DISCRETE:
        entries += values[position + 2 : position + 2 + length]
        return position + 2 + length
    if opcode == LINEAR:
        start, end = entries[-1], values[position + 2]
        entries += [round(start + (end - start) * step / length) for step in range(1, length + 1)]
        return position + 3
    raise MalformedError("A segment of the palette has an opcode that the standard does not know.")


def _append_copies(values: list[int], position: int, entries: list[int], offset_items: int) -> int:
    """Append the segments that an indirect one points to; it can't point to another indirect one (PS3.3 C.7.9.2.3)."""
    low_first = values[position + 2 : position + 2 + offset_items]
    offset_bytes = sum(item << (index * 32 // offset_items) for index, item in enumerate(low_first))
    source = offset_bytes * offset_items // 4
    for _ in range(values[position + 1]):
        if len(entries) > MOST_ENTRIES:
            break
        source = _append_segment(values, source, entries)
    return position + 2 + offset_items
