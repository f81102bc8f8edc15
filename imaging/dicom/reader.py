"""The reader of data sets: bounded, without recursion, forwards only, and lenient as the devices in the field need.

::

    open: [ data set ][ sequence ][ item's data set ][ sequence ] …
                                                          │
          the innermost takes what comes next ────────────┘  and leaves the stack at its end or delimiter

Two loops take the elements that nearly all are, one for each way of writing the VR. Whatever is unusual goes through
``_take``: sequences, large values, pixels, delimiters in odd places.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass, field
from typing import Final

from imaging.dicom.charset import read_character_set
from imaging.dicom.elements import SPECIFIC_CHARACTER_SET, DataSet, Element
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.vrs import (
    LONG_FORM_VRS,
    PLAIN_DICTIONARY,
    SHORT_FORM_VRS,
    dictionary_vr,
    settled_vr,
)
from imaging.dicom.window import Source, Window
from imaging.errors import LimitError, MalformedError

ITEM: Final = 0xFFFEE000
ITEM_DELIMITATION: Final = 0xFFFEE00D
SEQUENCE_DELIMITATION: Final = 0xFFFEE0DD
UNDEFINED_LENGTH: Final = 0xFFFFFFFF
PIXEL_REPRESENTATION: Final = 0x00280103
# Float, double and integer pixel data (PS3.3 section C.7.6.24 and C.7.6.3).
PIXEL_DATA_TAGS: Final = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
# The end of what ends with a delimiter.
OPEN_END: Final = sys.maxsize


def tag_name(tag: int) -> str:
    """Write a tag as the standard does."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@dataclass(frozen=True)
class PixelLocation:
    """Where the pixels lie; ``length`` None: encapsulated (PS3.5 annex A.4)."""

    tag: int
    vr: str
    offset: int
    length: int | None


@dataclass(slots=True)
class OpenDataSet:
    """A data set that is being read."""

    end: int
    is_implicit: bool
    inherited_character_set: tuple[str, ...] = ()
    is_signed: bool = False
    elements: dict[int, Element] = field(default_factory=dict)

    def character_set(self) -> tuple[str, ...]:
        """Return what items below inherit."""
        own = self.elements.get(SPECIFIC_CHARACTER_SET)
        if own is None or not isinstance(own.value, bytes):
            return self.inherited_character_set
        return read_character_set(own.value)


@dataclass(slots=True)
class OpenSequence:
    """A sequence that is being read."""

    tag: int
    offset: int
    length: int
    end: int
    is_implicit: bool
    character_set: tuple[str, ...]
    is_signed: bool
    items: list[DataSet] = field(default_factory=list)


class DataSetReader:
    """Reads one data set, with everything nested in it."""

    def __init__(self, source: Source, position: int, limits: HeaderLimits, *, is_little_endian: bool = True) -> None:
        self.position = position
        self.pixels: PixelLocation | None = None
        self.warnings: dict[str, None] = {}
        self._window = Window(source, position, limits.max_header_bytes)
        self._limits = limits
        self._is_little_endian = is_little_endian
        order = "<" if is_little_endian else ">"
        self._explicit_header = struct.Struct(order + "HH2sH").unpack_from
        self._implicit_header = struct.Struct(order + "HHL").unpack_from
        self._long_length = struct.Struct(order + "L").unpack_from
        self._stack: list[OpenDataSet | OpenSequence] = []
        self._count = 0
        self._fragments = 0
        self._read: DataSet | None = None

    def read(self, *, is_implicit: bool) -> DataSet:
        """Read up to the end of the source.

        Raises
        ------
        MalformedError
            An element says that it is longer than what is there, or nothing can be made of the bytes.
        LimitError
            One of the limits is passed.
        """
        self._stack.append(OpenDataSet(OPEN_END, is_implicit))
        while self._read is None:
            innermost = self._stack[-1]
            if isinstance(innermost, OpenSequence):
                self._next_item(innermost)
            elif innermost.is_implicit:
                self._implicit_elements(innermost)
            else:
                self._explicit_elements(innermost)
        return self._read

    def _explicit_elements(self, level: OpenDataSet) -> None:
        window, unpack, elements, end = self._window, self._explicit_header, level.elements, level.end
        data, base, position = window.data, window.base, self.position
        known = SHORT_FORM_VRS.get
        while position < end:
            try:
                group, number, code, length = unpack(data, position - base)
            except struct.error:
                self.position = position
                if not self._load_header():
                    return
                data, base = window.data, window.base
                continue
            vr = known(code)
            start = position - base + 8
            stop = start + length
            if vr is not None and stop <= len(data):
                tag = group << 16 | number
                elements[tag] = Element(tag, vr, position + 8, length, data[start:stop])
                position = base + stop
                continue
            self.position = position
            if not self._take_explicit(level, group << 16 | number, code, length):
                return
            data, base, position = window.data, window.base, self.position
        self.position = position
        self._close_data_set()

    def _implicit_elements(self, level: OpenDataSet) -> None:
        window, unpack, elements, end = self._window, self._implicit_header, level.elements, level.end
        data, base, position = window.data, window.base, self.position
        known = PLAIN_DICTIONARY.get
        largest = self._limits.max_value_bytes
        while position < end:
            try:
                group, number, length = unpack(data, position - base)
            except struct.error:
                self.position = position
                if not self._load_header():
                    return
                data, base = window.data, window.base
                continue
            tag = group << 16 | number
            vr = known(tag)
            start = position - base + 8
            stop = start + length
            if vr is not None and length <= largest and stop <= len(data):
                elements[tag] = Element(tag, vr, position + 8, length, data[start:stop])
                position = base + stop
                continue
            self.position = position
            if not self._take_implicit(level, tag, length):
                return
            data, base, position = window.data, window.base, self.position
        self.position = position
        self._close_data_set()

    def _load_header(self) -> bool:
        """Have the next element's header in memory; at the end of the source close the data set and return False."""
        waiting = sum(len(each.elements) for each in self._stack if isinstance(each, OpenDataSet))
        self._check_count(waiting)
        there = self._window.load(self.position, 8)
        if there >= 8:
            return True
        if there > 0:
            self._warn(f"{there} bytes at the end are too few for an element")
            self.position += there
        elif len(self._stack) > 1:
            self._warn("the file ends within a sequence")
        self._close_data_set()
        return False

    def _take_explicit(self, level: OpenDataSet, tag: int, code: bytes, length: int) -> bool:
        """Take an element that the loop would not; False if another data set is now the innermost."""
        vr = SHORT_FORM_VRS.get(code)
        if vr is not None:
            return self._take(level, tag, vr, self.position + 8, length)
        vr = LONG_FORM_VRS.get(code)
        if vr is not None:
            if self._window.load(self.position, 12) < 12:
                raise MalformedError(f"The file ends within the header of {tag_name(tag)}.")
            (length,) = self._long_length(self._window.data, self.position + 8 - self._window.base)
            return self._take(level, tag, vr, self.position + 12, length)
        if code.isalpha() and code.isupper():
            self._warn(f"{tag_name(tag)} has the unknown VR {code.decode('ascii')}")
            return self._take(level, tag, "UN", self.position + 8, length)
        # No VR at all: some devices change to implicit VR in the middle, and delimiters have none either.
        (length,) = self._long_length(self._window.data, self.position + 4 - self._window.base)
        return self._take_implicit(level, tag, length)

    def _take_implicit(self, level: OpenDataSet, tag: int, length: int) -> bool:
        if tag >> 16 == 0xFFFE:
            return self._take_delimiter(tag)
        if not level.is_implicit:
            self._warn(f"{tag_name(tag)} has no VR")
        vr = settled_vr(dictionary_vr(tag) or "UN", is_signed=self._is_signed(level))
        return self._take(level, tag, vr, self.position + 8, length)

    def _take(self, level: OpenDataSet, tag: int, vr: str, offset: int, length: int) -> bool:
        if tag in PIXEL_DATA_TAGS and len(self._stack) == 1:
            return self._locate_pixels(level, tag, vr, offset, length)
        if vr == "UN":
            vr = self._known_vr(level, tag, length)
        if vr == "SQ":
            return self._open_sequence(level, tag, offset, length)
        if length == UNDEFINED_LENGTH:
            if vr == "UN" and self._starts_with_item(offset):
                return self._open_sequence(level, tag, offset, length)
            self.position = self._end_of_fragments(tag, offset)
            level.elements[tag] = Element(tag, vr, offset, None, None)
            return True
        level.elements[tag] = Element(tag, vr, offset, length, self._value(tag, offset, length))
        return True

    def _known_vr(self, level: OpenDataSet, tag: int, length: int) -> str:
        """What UN stands for: PS3.5 section 6.2.2 lets a sender write it for what it does not know, but we may."""
        vr = settled_vr(dictionary_vr(tag) or "UN", is_signed=self._is_signed(level))
        return vr if length <= 0xFFFF or length == UNDEFINED_LENGTH else "UN"

    def _value(self, tag: int, offset: int, length: int) -> bytes | None:
        if length > self._limits.max_value_bytes:
            self.position = offset + length
            if not self._window.peek(self.position - 1, 1):
                raise MalformedError(f"{tag_name(tag)} says it has {length:,} bytes, but the file ends before.")
            return None
        there = self._window.load(offset, length)
        if there < length:
            raise MalformedError(f"{tag_name(tag)} says it has {length:,} bytes, but {there:,} are left.")
        self.position = offset + length
        at = offset - self._window.base
        return self._window.data[at : at + length]

    def _locate_pixels(self, level: OpenDataSet, tag: int, vr: str, offset: int, length: int) -> bool:
        is_encapsulated = length == UNDEFINED_LENGTH
        location = PixelLocation(tag, vr, offset, None if is_encapsulated else length)
        if self.pixels is None or tag == 0x7FE00010:
            self.pixels = location
        level.elements[tag] = Element(tag, vr, offset, location.length, None)
        self.position = self._end_of_fragments(tag, offset) if is_encapsulated else offset + length
        if not is_encapsulated and length and not self._window.peek(self.position - 1, 1):
            self._warn(f"{tag_name(tag)} is cut short")
        return True

    def _end_of_fragments(self, tag: int, position: int) -> int:
        """Walk over the fragments of an encapsulated value (PS3.5 annex A.4) and return where the next element is."""
        while True:
            header = self._window.peek(position, 8)
            if len(header) < 8:
                self._warn(f"{tag_name(tag)} is cut short")
                return position
            group, number, length = self._implicit_header(header)
            found = group << 16 | number
            if found == SEQUENCE_DELIMITATION:
                return position + 8
            if found != ITEM or length == UNDEFINED_LENGTH:
                raise MalformedError(f"{tag_name(tag)} holds something else than fragments at byte {position:,}.")
            self._fragments += 1
            if self._fragments > self._limits.max_fragments:
                limit = self._limits.max_fragments
                raise LimitError(f"There are more than {limit:,} fragments of pixel data.", limit=limit)
            position += 8 + length

    def _take_delimiter(self, tag: int) -> bool:
        is_outermost = len(self._stack) == 1
        if not is_outermost:
            # An item's end, or the end of what is around it whose own delimiter is missing.
            if tag == ITEM_DELIMITATION:
                self.position += 8
            else:
                self._warn("an item has no delimiter")
            self._close_data_set()
            return False
        self._warn(f"{tag_name(tag)} stands outside a sequence")
        self.position += 8
        return True

    def _open_sequence(self, level: OpenDataSet, tag: int, offset: int, length: int) -> bool:
        limit = self._limits.max_depth
        if len(self._stack) // 2 + 2 > limit:
            raise LimitError(f"Sequences are nested deeper than {limit} levels.", limit=limit)
        end = OPEN_END if length == UNDEFINED_LENGTH else offset + length
        sequence = OpenSequence(
            tag, offset, length, end, level.is_implicit, level.character_set(), self._is_signed(level)
        )
        self._stack.append(sequence)
        self.position = offset
        return False

    def _next_item(self, sequence: OpenSequence) -> None:
        if self.position >= sequence.end:
            return self._close_sequence(sequence)
        if self._window.load(self.position, 14) < 8:
            self._warn(f"the file ends within the sequence {tag_name(sequence.tag)}")
            return self._close_sequence(sequence)
        group, number, length = self._implicit_header(self._window.data, self.position - self._window.base)
        tag = group << 16 | number
        if tag == ITEM:
            self._open_item(sequence, length)
        elif tag == SEQUENCE_DELIMITATION:
            self.position += 8
            self._close_sequence(sequence)
        elif tag == ITEM_DELIMITATION:
            self.position += 8
        else:
            self._leave_broken_sequence(sequence)
        return None

    def _open_item(self, sequence: OpenSequence, length: int) -> None:
        self._count += 1
        self._check_count(0)
        self.position += 8
        end = OPEN_END if length == UNDEFINED_LENGTH else self.position + length
        is_implicit = sequence.is_implicit or not self._has_explicit_vr(self.position)
        self._stack.append(OpenDataSet(end, is_implicit, sequence.character_set, sequence.is_signed))

    def _leave_broken_sequence(self, sequence: OpenSequence) -> None:
        self._warn(f"the sequence {tag_name(sequence.tag)} holds something else than items")
        if sequence.end != OPEN_END:
            self.position = sequence.end
        self._close_sequence(sequence)

    def _close_sequence(self, sequence: OpenSequence) -> None:
        self._stack.pop()
        around = self._stack[-1]
        if isinstance(around, OpenDataSet):
            length = None if sequence.length == UNDEFINED_LENGTH else sequence.length
            around.elements[sequence.tag] = Element(sequence.tag, "SQ", sequence.offset, length, tuple(sequence.items))

    def _close_data_set(self) -> None:
        level = self._stack.pop()
        if not isinstance(level, OpenDataSet):
            return
        self._count += len(level.elements)
        data_set = DataSet(level.elements, level.inherited_character_set, is_little_endian=self._is_little_endian)
        if not self._stack:
            self._read = data_set
            return
        around = self._stack[-1]
        if isinstance(around, OpenSequence):
            around.items.append(data_set)

    def _has_explicit_vr(self, position: int) -> bool:
        """Whether the first element of an item has a VR; delimiters and an end close by leave that open."""
        at = position - self._window.base
        code = self._window.data[at + 4 : at + 6]
        return len(code) < 2 or (code.isalpha() and code.isupper()) or self._window.data[at : at + 2] == b"\xfe\xff"

    def _starts_with_item(self, position: int) -> bool:
        if self._window.load(position, 8) < 8:
            return False
        group, number, _ = self._implicit_header(self._window.data, position - self._window.base)
        return bool(group << 16 | number in {ITEM, SEQUENCE_DELIMITATION})

    def _is_signed(self, level: OpenDataSet) -> bool:
        own = level.elements.get(PIXEL_REPRESENTATION)
        return level.is_signed if own is None else own.value in {b"\x01\x00", b"\x00\x01"}

    def _check_count(self, waiting: int) -> None:
        limit = self._limits.max_elements
        if self._count + waiting > limit:
            raise LimitError(f"There are more than {limit:,} elements.", limit=limit)

    def _warn(self, text: str) -> None:
        if len(self.warnings) < 50:
            self.warnings[text] = None
