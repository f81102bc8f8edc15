"""Overlay planes: separate bits of groups 60xx, or unused high bits of the pixels (PS3.3 C.9.2, PS3.5 8.1.2)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.limits import HeaderLimits
from imaging.pixels.arrays import Frame, Mask
from imaging.pixels.image_pixel import read_bits

# The overlay of a whole mammogram has 2 MB, more than a header usually brings into memory.
SHOWING_LIMITS = HeaderLimits(max_value_bytes=16 * 1024 * 1024)
FIRST_GROUP, LAST_GROUP = 0x6000, 0x601E


def overlay_mask(header: DataSet, codes: Frame, frame_number: int) -> Mask | None:
    """Return the pixels that the graphics overlays of a frame cover.

    Overlays that are regions of interest (type R) are left out: as filled areas they would hide what they are about.
    An overlay that can't be read is left out as well, since the image can be shown without it.

    Parameters
    ----------
    header : DataSet
        The whole data set, read within `SHOWING_LIMITS` so that large planes are there.
    codes : ndarray of integers, shape (rows, columns)
        Samples as the decoder gave them, with the bits around the stored value.
    frame_number : int
        Counted from 1.

    Returns
    -------
    ndarray of bool, shape (rows, columns); or None
        None when no overlay says anything about this frame.
    """
    mask: Mask | None = None
    for offset in _graphics(header):
        plane = _plane(header, offset, codes, frame_number)
        if plane is not None:
            mask = plane if mask is None else mask | plane
    return mask


def has_overlay(header: DataSet, frame_number: int) -> bool:
    """Tell, without the pixels, whether `overlay_mask` may find something on a frame, counted from 1."""
    return any(_frame_of_overlay(header, offset, frame_number) is not None for offset in _graphics(header))


def _graphics(header: DataSet) -> Iterator[int]:
    """Yield the offsets of overlays that are no regions of interest."""
    return (offset for offset in _groups(header) if header.text(tag.OVERLAY_TYPE + offset).strip() != "R")


def _groups(header: DataSet) -> Iterator[int]:
    """Yield what has to be added to the tags of group 6000 for each overlay of the data set."""
    for group in range(FIRST_GROUP, LAST_GROUP + 2, 2):
        offset = (group - FIRST_GROUP) << 16
        if tag.OVERLAY_DATA + offset in header or tag.OVERLAY_BIT_POSITION + offset in header:
            yield offset


def _plane(header: DataSet, offset: int, codes: Frame, frame_number: int) -> Mask | None:
    if tag.OVERLAY_DATA + offset not in header:
        return _embedded(header, offset, codes)
    rows, columns = header.integer(tag.OVERLAY_ROWS + offset), header.integer(tag.OVERLAY_COLUMNS + offset)
    data = header.raw(tag.OVERLAY_DATA + offset)
    index = _frame_of_overlay(header, offset, frame_number)
    if not data or not rows or not columns or index is None:
        return None
    # Single bytes are never swapped; words of big endian are.
    is_swapped = not header.is_little_endian and header[tag.OVERLAY_DATA + offset].vr != "OB"
    bits = _unpack(data, rows * columns, index, is_swapped=is_swapped)
    if bits is None:
        return None
    top, left = (*header.integers(tag.OVERLAY_ORIGIN + offset), 1, 1)[:2]
    return _placed(bits.reshape(rows, columns), top - 1, left - 1, codes.shape[:2])


def _frame_of_overlay(header: DataSet, offset: int, frame_number: int) -> int | None:
    """Return which of its frames, from 0, an overlay lays on a frame of the image; None: it says nothing about it.

    Without any number of frames it lies on all of them (PS3.3 C.9.2).
    """
    frames, origin = (
        header.integer(which + offset) for which in (tag.NUMBER_OF_FRAMES_IN_OVERLAY, tag.IMAGE_FRAME_ORIGIN)
    )
    if not origin and (frames or 1) == 1:
        return 0
    index = frame_number - (origin or 1)
    return index if 0 <= index < (frames or 1) else None


def _embedded(header: DataSet, offset: int, codes: Frame) -> Mask | None:
    """Return the plane that stands in one bit of the pixels (retired, PS3.5-2004 8.1.2)."""
    position = header.integer(tag.OVERLAY_BIT_POSITION + offset)
    allocated = header.integer(tag.OVERLAY_BITS_ALLOCATED + offset)
    is_inside = position is not None and allocated == codes.dtype.itemsize * 8 and 0 <= position < allocated
    if not is_inside or position is None or codes.dtype.kind not in "iu" or codes.ndim != 2:
        return None
    _, bits_stored, high_bit = read_bits(header)
    if high_bit - bits_stored < position <= high_bit:
        # Devices leave the attributes there when the overlay has gone; what stands there is the value.
        return None
    plane = np.asarray((codes >> position) & 1, np.bool_)
    # Above a negative value the sign goes on; where the plane is nothing else, there is no overlay.
    is_sign = codes.dtype.kind == "i" and np.array_equal(plane, (codes >> high_bit) & 1)
    return None if is_sign else plane


def _unpack(data: bytes, count: int, index: int, *, is_swapped: bool) -> Mask | None:
    """Unpack the bits of one frame; frames follow each other without padding (PS3.5 8.1.2)."""
    first = count * index
    if len(data) < math.ceil((first + count) / 8):
        return None
    if is_swapped:
        data = np.frombuffer(data[: len(data) // 2 * 2], ">u2").astype("<u2").tobytes()
    part = np.frombuffer(data, np.uint8)[first // 8 : (first + count + 7) // 8]
    return np.unpackbits(part, bitorder="little")[first % 8 : first % 8 + count].astype(np.bool_)


def _placed(plane: Mask, top: int, left: int, shape: tuple[int, int]) -> Mask:
    """Put a plane onto the image; its origin may lie outside, then only a part is seen (PS3.3 C.9.2.1.1)."""
    mask = np.zeros(shape, np.bool_)
    rows = slice(max(top, 0), max(min(top + plane.shape[0], shape[0]), 0))
    columns = slice(max(left, 0), max(min(left + plane.shape[1], shape[1]), 0))
    if rows.stop > rows.start and columns.stop > columns.start:
        mask[rows, columns] = plane[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    return mask
