"""Frames by the index alone: where they lie, without a look at the object."""

from __future__ import annotations

import numpy as np

from imaging.archive.stored import StoredInstance
from imaging.dicom.frames import FrameTable
from imaging.dicom.uids import DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN
from imaging.errors import MalformedError, NotFoundError


def frame_table(instance: StoredInstance) -> FrameTable:
    """Return where the frames of an instance lie.

    Raises
    ------
    NotFoundError
        The object has no pixels.
    MalformedError
        It has pixels that can't be told apart into frames.
    """
    if instance.frame_table is not None:
        return FrameTable.from_bytes(instance.frame_table)
    if instance.bits_allocated is None:
        raise NotFoundError("This object has no frames.")
    raise MalformedError("The pixel data of this object can't be told apart into its frames.")


def is_deflated(instance: StoredInstance) -> bool:
    """Tell whether the offsets of the frame table count in the inflated data set."""
    return instance.pixel_offset is None and instance.transfer_syntax_uid == DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN


def aligned(data: bytes, bit_offset: int, frame_bits: int) -> bytes:
    """Let a frame of 1-bit pixels begin at the border of a byte (PS3.5 section 8.1.1 packs them without a gap).

    Parameters
    ----------
    data : bytes
        Every byte that the frame touches.
    bit_offset : int
        How many bits of the first byte belong to the frame before, 0 to 7, from the least significant one.
    frame_bits : int
        Length of the frame in bits; 0 for encapsulated ones, which are returned as they are.

    Returns
    -------
    bytes
        The bits of the frame alone; what is left of the last byte is 0.
    """
    if not bit_offset and (not frame_bits or frame_bits % 8 == 0):
        return data
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    return np.packbits(bits[bit_offset : bit_offset + frame_bits], bitorder="little").tobytes()
