"""Where each frame lies in a file, so that a frame is a range read without parsing.

Native frames follow one another (PS3.5 section 8). Encapsulated ones are fragments, items of a sequence, which a frame
has one or several of (PS3.5 annex A.4)::

    │ item: Basic Offset Table │ item: fragment 1 │ item: fragment 2 │ … │ sequence delimiter │
      8 + n bytes                8 + length         8 + length

Fragments lie without gaps, so their lengths say everything; which of them begin a frame is told by the offset table if
it is sound, else by there being one for each frame, else by the marks with which codestreams begin.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from imaging.dicom.elements import DataSet
from imaging.dicom.limits import DEFAULT_LIMITS, HeaderLimits
from imaging.dicom.reader import PixelLocation
from imaging.dicom.tags import (
    BITS_ALLOCATED,
    COLUMNS,
    NUMBER_OF_FRAMES,
    PHOTOMETRIC_INTERPRETATION,
    ROWS,
    SAMPLES_PER_PIXEL,
)
from imaging.errors import LimitError, MalformedError, NotFoundError

ITEM: Final = b"\xfe\xff\x00\xe0"
SEQUENCE_DELIMITATION: Final = b"\xfe\xff\xdd\xe0"
ITEM_HEADER_BYTES: Final = 8
# SOI of JPEG and JPEG-LS, SOC of JPEG 2000, the signature box of JP2, and both forms of JPEG XL.
CODESTREAM_STARTS: Final = (
    b"\xff\xd8\xff",
    b"\xff\x4f\xff\x51",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x0a",
    b"\x00\x00\x00\x0cJXL ",
)
# What signed 32-bit numbers hold, as IS does (PS3.5 section 6.2), and what fits into no file at all.
MAX_FRAMES: Final = 2**31 - 1
MAX_FRAME_BITS: Final = 2**60
NATIVE: Final = 1
ENCAPSULATED: Final = 2
HEAD: Final = struct.Struct("<BQQII")
NO_NUMBERS: Final = np.empty(0, "<u4")


@dataclass(frozen=True)
class FrameTable:
    """Where the frames lie.

    Parameters
    ----------
    number_of_frames
        How many there are.
    first_offset
        Byte of the file (or inflated data set) at which the native pixels or the first fragment's item begins.
    frame_bits
        Length of a native frame; 0 for encapsulated ones.
    fragment_lengths
        Bytes of each fragment, in order; none for native frames.
    first_fragments
        Index of each frame's first fragment; none if each frame is one fragment.
    """

    number_of_frames: int
    first_offset: int
    frame_bits: int
    fragment_lengths: npt.NDArray[np.uint32]
    first_fragments: npt.NDArray[np.uint32]

    def ranges(self, frame_number: int) -> tuple[tuple[int, int], ...]:
        """Return the offset and length of each fragment of a frame, counted from 1.

        Native frames have one range. Where frames of 1-bit pixels do not begin at a byte's border, it covers every
        byte that the frame touches, and `bit_offset` says how many bits of the first one belong to the frame before.

        Raises
        ------
        NotFoundError
            There is no such frame.
        """
        if not 1 <= frame_number <= self.number_of_frames:
            raise NotFoundError(f"There is no frame {frame_number}; the frames are 1 to {self.number_of_frames}.")
        if self.frame_bits:
            start = (frame_number - 1) * self.frame_bits
            first, last = start // 8, -(-(start + self.frame_bits) // 8)
            return ((self.first_offset + first, last - first),)
        return self._fragments(*self._fragments_of(frame_number))

    def bit_offset(self, frame_number: int) -> int:
        """Return how many bits of the first byte of a native frame's range belong to the frame before it.

        Bits are counted from the least significant one (PS3.5 section 8.1.1).
        """
        return (frame_number - 1) * self.frame_bits % 8

    def _fragments_of(self, frame_number: int) -> tuple[int, int]:
        if not len(self.first_fragments):
            return frame_number - 1, frame_number
        is_last = frame_number == self.number_of_frames
        stop = len(self.fragment_lengths) if is_last else int(self.first_fragments[frame_number])
        return int(self.first_fragments[frame_number - 1]), stop

    def _fragments(self, start: int, stop: int) -> tuple[tuple[int, int], ...]:
        before = int(self.fragment_lengths[:start].sum(dtype=np.uint64)) + ITEM_HEADER_BYTES * (start + 1)
        offset, ranges = self.first_offset + before, []
        for length in self.fragment_lengths[start:stop].tolist():
            ranges.append((offset, length))
            offset += length + ITEM_HEADER_BYTES
        return tuple(ranges)

    def to_bytes(self) -> bytes:
        """Write it for the index: 25 bytes, and 4 for each fragment."""
        kind = NATIVE if self.frame_bits else ENCAPSULATED
        count = len(self.fragment_lengths)
        head = HEAD.pack(kind, self.first_offset, self.frame_bits, self.number_of_frames, count)
        return head + self.fragment_lengths.tobytes() + self.first_fragments.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> FrameTable:
        """Read what `to_bytes` has written."""
        _, first_offset, frame_bits, number_of_frames, count = HEAD.unpack_from(data)
        numbers = np.frombuffer(data, "<u4", offset=HEAD.size)
        return cls(number_of_frames, first_offset, frame_bits, numbers[:count], numbers[count:])


def native_frame_bits(dataset: DataSet) -> int:
    """Return how many bits a native frame of an image takes (PS3.5 section 8.1.1); 0 if it does not say."""
    samples = dataset.integer(SAMPLES_PER_PIXEL) or 1
    if dataset.text(PHOTOMETRIC_INTERPRETATION) == "YBR_FULL_422" and samples == 3:
        # Two pixels share their two colour differences (PS3.3 section C.7.6.3.1.2).
        samples = 2
    pixels = (dataset.integer(ROWS) or 0) * (dataset.integer(COLUMNS) or 0)
    bits = pixels * samples * (dataset.integer(BITS_ALLOCATED) or 0)
    if not dataset.is_little_endian and frames_of(dataset) == 1:
        # The last byte of an odd number shares a word with the padding, behind it (PS3.5 section 8.1.1, annex A.3).
        return -(-bits // 16) * 16
    return bits


def frames_of(dataset: DataSet) -> int:
    """Return (0028,0008) Number of Frames; 1 where it is absent or no number."""
    return max(1, dataset.integer(NUMBER_OF_FRAMES) or 1)


def read_frame_table(
    source: BinaryIO,
    pixels: PixelLocation,
    number_of_frames: int,
    *,
    frame_bits: int = 0,
    extended_offset_table: bytes = b"",
    limits: HeaderLimits = DEFAULT_LIMITS,
) -> FrameTable:
    """Find the frames without reading a pixel.

    Parameters
    ----------
    source
        The file in which the offset of ``pixels`` holds.
    pixels
        Where the pixel data lies.
    number_of_frames
        As the data set says, at least 1.
    frame_bits
        Length of a native frame (`native_frame_bits`); 0: the pixel data divided by the number of frames.
    extended_offset_table
        Value of (7FE0,0001), if present.

    Raises
    ------
    MalformedError
        The fragments can't be told apart into that many frames, or native frames are said to be where none fit.
    """
    if not 1 <= number_of_frames <= MAX_FRAMES:
        raise MalformedError(f"There can't be {number_of_frames:,} frames.")
    if pixels.length is not None:
        return _native_table(pixels.offset, pixels.length, number_of_frames, frame_bits)
    fragments = _Fragments.read(source, pixels.offset, limits.max_fragments)
    starts = fragments.frame_starts(source, number_of_frames, extended_offset_table)
    return FrameTable(
        number_of_frames,
        fragments.first_offset,
        0,
        np.array(fragments.lengths, "<u4"),
        np.array(starts if len(fragments.lengths) != number_of_frames else (), "<u4"),
    )


def _native_table(offset: int, length: int, number_of_frames: int, frame_bits: int) -> FrameTable:
    bits = frame_bits or length // number_of_frames * 8
    if not 0 < bits <= MAX_FRAME_BITS:
        raise MalformedError(f"{length:,} bytes of pixel data can't hold {number_of_frames:,} frames.")
    return FrameTable(number_of_frames, offset, bits, NO_NUMBERS, NO_NUMBERS)


@dataclass(frozen=True)
class _Fragments:
    """The fragments of an encapsulated value."""

    first_offset: int
    lengths: list[int]
    basic_offset_table: bytes

    @classmethod
    def read(cls, source: BinaryIO, offset: int, max_fragments: int) -> _Fragments:
        source.seek(offset)
        table_length = _item_length(source) or 0
        # Four bytes for each frame; a longer table is a lie that need not be read.
        table = source.read(table_length) if table_length <= 4 * max_fragments else b""
        first_offset = offset + ITEM_HEADER_BYTES + table_length
        source.seek(first_offset)
        lengths: list[int] = []
        position = first_offset
        while (length := _item_length(source)) is not None:
            lengths.append(length)
            if len(lengths) > max_fragments:
                raise LimitError(f"There are more than {max_fragments:,} fragments of pixel data.", limit=max_fragments)
            position += ITEM_HEADER_BYTES + length
            source.seek(position)
        return cls(first_offset, lengths, table)

    def frame_starts(self, source: BinaryIO, number_of_frames: int, extended_offset_table: bytes) -> list[int]:
        """Return the index of each frame's first fragment."""
        if len(self.lengths) == number_of_frames:
            return list(range(number_of_frames))
        if number_of_frames == 1 and self.lengths:
            return [0]
        for table, code in ((extended_offset_table, "Q"), (self.basic_offset_table, "L")):
            starts = self._starts_by_table(table, code)
            if len(starts) == number_of_frames:
                return starts
        starts = self._starts_by_mark(source)
        if len(starts) != number_of_frames:
            raise MalformedError(
                f"{len(self.lengths):,} fragments of pixel data can't be told apart into {number_of_frames:,} frames."
            )
        return starts

    def _offsets(self) -> list[int]:
        """Offset of each fragment's item from the first one's."""
        return list(accumulate((length + ITEM_HEADER_BYTES for length in self.lengths), initial=0))[:-1]

    def _starts_by_table(self, table: bytes, code: str) -> list[int]:
        """Fragments at which an offset table says that frames begin; none if it does not fit the fragments."""
        size = struct.calcsize(f"<{code}")
        offsets = struct.unpack(f"<{len(table) // size}{code}", table[: len(table) // size * size])
        index = {offset: number for number, offset in enumerate(self._offsets())}
        starts = [index.get(offset, -1) for offset in offsets]
        is_sound = bool(starts) and starts[0] == 0 and all(before < after for before, after in pairwise(starts))
        return starts if is_sound else []

    def _starts_by_mark(self, source: BinaryIO) -> list[int]:
        starts = []
        for number, offset in enumerate(self._offsets()):
            source.seek(self.first_offset + offset + ITEM_HEADER_BYTES)
            if source.read(8).startswith(CODESTREAM_STARTS):
                starts.append(number)
        return starts if starts[:1] == [0] else []


def _item_length(source: BinaryIO) -> int | None:
    """Return the length of the item that begins here; None at the delimiter, or where the file is cut off."""
    header = source.read(ITEM_HEADER_BYTES)
    if len(header) < ITEM_HEADER_BYTES or header.startswith(SEQUENCE_DELIMITATION):
        return None
    if not header.startswith(ITEM):
        raise MalformedError("The pixel data holds something else than fragments.")
    return int.from_bytes(header[4:], "little")
