"""Overlay planes: separate bits of groups 60xx, or unused high bits of the pixels (PS3.3 C.9.2, PS3.5 8.1.2)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from imaging.dicom import tags as tag
from imaging.dicom.elements import DataSet
from imaging.dicom.limits import HeaderLimits
from imaging.pixels.arrays import Frame, Mask

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
    for offset in _groups(header):
        if header.text(tag.OVERLAY_TYPE + offset).strip() == "R":
            continue
        plane = _plane(header, offset, codes, frame_number)
        if plane is not None:
            mask = plane if mask is None else mask | plane
    return mask


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
    frames = header.integer(tag.NUMBER_OF_FRAMES_IN_OVERLAY + offset) or 1
    # PS3.3 C.9.2.1.4: the frame of the image that the first frame of the overlay lies on.
    index = frame_number - (header.integer(tag.IMAGE_FRAME_ORIGIN + offset) or 1) if frames > 1 else 0
    if not data or not rows or not columns or not 0 <= index < frames:
        return None
    bits = _unpack(data, rows * columns, index, is_little_endian=header.is_little_endian)
    if bits is None:
        return None
    top, left = (*header.integers(tag.OVERLAY_ORIGIN + offset), 1, 1)[:2]
    return _placed(bits.reshape(rows, columns), top - 1, left - 1, codes.shape[:2])


def _embedded(header: DataSet, offset: int, codes: Frame) -> Mask | None:
    """Return the plane that stands in one bit of the pixels (retired, PS3.5-2004 8.1.2)."""
    position = header.integer(tag.OVERLAY_BIT_POSITION + offset)
    allocated = header.integer(tag.OVERLAY_BITS_ALLOCATED + offset)
    is_inside = position is not None and allocated == codes.dtype.itemsize * 8 and 0 < position < allocated
    if not is_inside or position is None or codes.dtype.kind not in "iu" or codes.ndim != 2:
        return None
    return np.asarray((codes >> position) & 1, np.bool_)


def _unpack(data: bytes, count: int, index: int, *, is_little_endian: bool) -> Mask | None:
    """Unpack the bits of one frame; frames follow each other without padding (PS3.5 8.1.2)."""
    first = count * index
    if len(data) < math.ceil((first + count) / 8):
        return None
    if not is_little_endian:
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
