"""The reader of data sets: bounded, without recursion, forwards only, and lenient as the devices in the field need.

::

    open: [ data set ][ sequence ][ item's data set ][ sequence ] …
                                                          │
          the innermost takes what comes next ────────────┘  and leaves the stack at its end or delimiter

Two loops take the elements that nearly all are, one for each way of writing the VR. Whatever is unusual goes through
``_take``: sequences, large values, pixels, delimiters in odd places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from imaging.dicom.elements import DataSet, Element
from imaging.dicom.encodings import EXPLICIT_LITTLE_ENDIAN, Encoding, has_vr, without_vr
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.nesting import OPEN_END, UNDEFINED_LENGTH, Nesting, OpenDataSet, OpenSequence, end_of
from imaging.dicom.skim import NOTHING, Skim
from imaging.dicom.tags import DOUBLE_FLOAT_PIXEL_DATA, FLOAT_PIXEL_DATA, PIXEL_DATA
from imaging.dicom.vrs import BINARY_VRS, LONG_FORM_VRS, PLAIN_DICTIONARY, SHORT_FORM_VRS, dictionary_vr, settled_vr
from imaging.dicom.window import Source, Window
from imaging.errors import LimitError, MalformedError

ITEM: Final = 0xFFFEE000
ITEM_DELIMITATION: Final = 0xFFFEE00D
SEQUENCE_DELIMITATION: Final = 0xFFFEE0DD
BIG_ENDIAN_ITEM: Final = b"\xff\xfe\xe0\x00"
DELIMITER_GROUP: Final = 0xFFFE
# PS3.3 sections C.7.6.3 and C.7.6.24.
PIXEL_DATA_TAGS: Final = frozenset({PIXEL_DATA, FLOAT_PIXEL_DATA, DOUBLE_FLOAT_PIXEL_DATA})
MAX_WARNINGS: Final = 50
# The hot loops make elements as tuples are made: half the time of calling the class.
new_element: Final = tuple.__new__


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


class DataSetReader:
    """Reads one data set with everything nested in it.

    Parameters
    ----------
    source
        Where it lies.
    position
        Where in the source it begins.
    encoding
        How its first element is written; items may be written otherwise.
    limits
        Bounds of what is looked at.
    skim
        What is kept; None: everything.
    """

    def __init__(
        self, source: Source, position: int, encoding: Encoding, limits: HeaderLimits, skim: Skim | None = None
    ) -> None:
        self.pixels: PixelLocation | None = None
        self._position = position
        self._limits = limits
        self._window = Window(source, position, limits.max_header_bytes)
        self._nesting = Nesting(OpenDataSet(OPEN_END, encoding), limits, skim)
        self._warnings: dict[str, None] = {}
        self._fragments = 0
        self._result: DataSet | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was wrong and could be read all the same."""
        return tuple(self._warnings)

    def read(self) -> DataSet:
        """Read up to the end of the source.

        What is wrong behind the pixel data ends the reading with a warning: images are not refused for their tail.

        Raises
        ------
        MalformedError
            An element says that it is longer than what is there, or nothing can be made of the bytes.
        LimitError
            One of the limits is passed.
        """
        while self._result is None:
            try:
                self._step()
            except MalformedError as error:
                if self.pixels is None:
                    raise
                self._warn(f"what follows the pixel data can't be read: {error}")
                while self._result is None:
                    self._close()
        return self._result

    def _step(self) -> None:
        innermost = self._nesting.innermost
        if isinstance(innermost, OpenSequence):
            self._next_item(innermost)
        elif innermost.encoding.is_implicit:
            self._implicit_elements(innermost)
        else:
            self._explicit_elements(innermost)

    def _explicit_elements(self, level: OpenDataSet) -> None:
        unpack, elements, end, known = level.encoding.explicit_header, level.elements, level.end, SHORT_FORM_VRS
        window = self._window
        data, base, size, position, taken = window.data, window.base, len(window.data), self._position, 0
        while position < end:
            start = position - base + 8
            if start <= size:
                group, number, code, length = unpack(data, start - 8)
                stop = start + length
                if stop <= size and code in known:
                    tag = group << 16 | number
                    elements[tag] = new_element(Element, (tag, known[code], position + 8, length, data[start:stop]))
                    position = base + stop
                    taken += 1
                    continue
            self._nesting.count(taken + 1)
            self._position = position
            if start > size:
                if not self._load_header():
                    return
            elif not self._take_explicit(level, group << 16 | number, code, length):
                return
            data, base, size, position, taken = window.data, window.base, len(window.data), self._position, 0
        self._nesting.count(taken)
        self._position = position
        self._close()

    def _implicit_elements(self, level: OpenDataSet) -> None:
        unpack, elements, end, known = level.encoding.implicit_header, level.elements, level.end, PLAIN_DICTIONARY
        window, largest = self._window, self._limits.max_value_bytes
        data, base, size, position, taken = window.data, window.base, len(window.data), self._position, 0
        while position < end:
            start = position - base + 8
            if start <= size:
                group, number, length = unpack(data, start - 8)
                tag, stop = group << 16 | number, start + length
                if stop <= size and tag in known and length <= largest:
                    elements[tag] = new_element(Element, (tag, known[tag], position + 8, length, data[start:stop]))
                    position = base + stop
                    taken += 1
                    continue
            self._nesting.count(taken + 1)
            self._position = position
            if start > size:
                if not self._load_header():
                    return
            elif not self._take_implicit(level, tag, length):
                return
            data, base, size, position, taken = window.data, window.base, len(window.data), self._position, 0
        self._nesting.count(taken)
        self._position = position
        self._close()

    def _load_header(self) -> bool:
        """Have the next element's header in memory; at the end of the source close the data set and return False."""
        there = self._window.load(self._position, 8)
        if there >= 8:
            return True
        if there > 0:
            self._warn(f"{there} bytes at the end are too few for an element")
            self._position += there
        elif not self._nesting.is_outermost:
            self._warn("the file ends within a sequence")
        self._close()
        return False

    def _take_explicit(self, level: OpenDataSet, tag: int, code: bytes, length: int) -> bool:
        """Take an element that the loop would not; False if another data set is now the innermost."""
        if code in SHORT_FORM_VRS:
            return self._take(level, tag, SHORT_FORM_VRS[code], self._position + 8, length)
        if code in LONG_FORM_VRS:
            if self._window.load(self._position, 12) < 12:
                raise MalformedError(f"The file ends within the header of {tag_name(tag)}.")
            (length,) = level.encoding.long_length(self._window.data, self._position + 8 - self._window.base)
            return self._take(level, tag, LONG_FORM_VRS[code], self._position + 12, length)
        if code.isalpha() and code.isupper():
            self._warn(f"{tag_name(tag)} has the unknown VR {code.decode('ascii')}")
            return self._take(level, tag, "UN", self._position + 8, length)
        # No VR at all: some devices change to implicit VR in the middle, and delimiters have none either.
        (length,) = level.encoding.long_length(self._window.data, self._position + 4 - self._window.base)
        return self._take_implicit(level, tag, length)

    def _take_implicit(self, level: OpenDataSet, tag: int, length: int) -> bool:
        if tag >> 16 == DELIMITER_GROUP:
            return self._take_delimiter(tag)
        if tag == 0 and length == 0:
            # No element but padding, often to the end of a block of a tape or disk.
            self._warn("zeros follow the last element")
            self._position = level.end
            return True
        if not level.encoding.is_implicit:
            self._warn(f"{tag_name(tag)} has no VR")
        vr = settled_vr(dictionary_vr(tag) or "UN", is_signed=level.is_signed)
        if length == UNDEFINED_LENGTH and vr == "OW":
            # PS3.5 annex A.4: what is encapsulated is OB.
            vr = "OB"
        return self._take(level, tag, vr, self._position + 8, length)

    def _take(self, level: OpenDataSet, tag: int, vr: str, offset: int, length: int) -> bool:
        if tag in PIXEL_DATA_TAGS and self._nesting.is_outermost:
            self._locate_pixels(level, PixelLocation(tag, vr, offset, None if length == UNDEFINED_LENGTH else length))
            return True
        encoding = level.encoding
        if vr == "UN" and not encoding.is_implicit:
            vr = self._known_vr(level, tag, length)
            encoding = self._encoding_of_unknown(level.encoding, offset)
        if vr == "SQ" and length != UNDEFINED_LENGTH and self._nesting.kept_inside(level, tag) == NOTHING:
            self._pass_over(tag, offset, length)
            return True
        if vr == "SQ" or (vr == "UN" and length == UNDEFINED_LENGTH):
            self._nesting.open_sequence(level, tag, offset, length, encoding)
            self._position = offset
            return False
        if length == UNDEFINED_LENGTH:
            if vr not in BINARY_VRS:
                raise MalformedError(f"{tag_name(tag)} has no length, which {vr} must have.")
            self._position = self._end_of_fragments(level.encoding, tag, offset)
            level.elements[tag] = Element(tag, vr, offset, None, None)
        else:
            level.elements[tag] = Element(tag, vr, offset, length, self._value(tag, offset, length))
        return True

    def _known_vr(self, level: OpenDataSet, tag: int, length: int) -> str:
        """What UN stands for: PS3.5 section 6.2.2 lets a sender write it for what it does not know, but we may."""
        vr = settled_vr(dictionary_vr(tag) or "UN", is_signed=level.is_signed)
        return vr if length <= 0xFFFF or length == UNDEFINED_LENGTH else "UN"

    def _encoding_of_unknown(self, around: Encoding, offset: int) -> Encoding:
        """Return how the sequence in a UN value is written: without VR in little endian whatever is around it.

        So says PS3.5 section 6.2.2 note 4. Some devices leave the encoding as it was, so items are looked at too.
        """
        is_big_endian = self._window.load(offset, 4) == 4 and self._window.data.startswith(
            BIG_ENDIAN_ITEM, offset - self._window.base
        )
        return around if is_big_endian else EXPLICIT_LITTLE_ENDIAN

    def _value(self, tag: int, offset: int, length: int) -> bytes | None:
        if length > self._limits.max_value_bytes:
            self._pass_over(tag, offset, length)
            return None
        self._position = offset + length
        there = self._window.load(offset, length)
        if there < length:
            raise MalformedError(f"{tag_name(tag)} says it has {length:,} bytes, but {max(there, 0):,} are left.")
        at = offset - self._window.base
        return self._window.data[at : at + length]

    def _pass_over(self, tag: int, offset: int, length: int) -> None:
        self._position = offset + length
        if length and not self._window.peek(self._position - 1, 1):
            raise MalformedError(f"{tag_name(tag)} says it has {length:,} bytes, but the file ends before.")

    def _locate_pixels(self, level: OpenDataSet, pixels: PixelLocation) -> None:
        if self.pixels is None or pixels.tag == PIXEL_DATA:
            self.pixels = pixels
        level.elements[pixels.tag] = Element(pixels.tag, pixels.vr, pixels.offset, pixels.length, None)
        if pixels.length is None:
            self._position = self._end_of_fragments(level.encoding, pixels.tag, pixels.offset)
            return
        self._position = pixels.offset + pixels.length
        if pixels.length and not self._window.peek(self._position - 1, 1):
            self._warn(f"{tag_name(pixels.tag)} is cut short")

    def _end_of_fragments(self, encoding: Encoding, tag: int, position: int) -> int:
        """Walk over the fragments of an encapsulated value (PS3.5 annex A.4) and return where the next element is."""
        while True:
            header = self._window.peek(position, 8)
            if len(header) < 8:
                self._warn(f"{tag_name(tag)} is cut short")
                return position
            group, number, length = encoding.implicit_header(header)
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
        if self._nesting.is_outermost:
            self._warn(f"{tag_name(tag)} stands outside a sequence")
            self._position += 8
            return True
        if tag == ITEM_DELIMITATION:
            self._position += 8
        else:
            # It belongs to what is around this item, whose own delimiter is missing.
            self._warn("an item has no delimiter")
        self._close()
        return False

    def _next_item(self, sequence: OpenSequence) -> None:
        if self._position >= sequence.end:
            self._close()
        elif self._window.load(self._position, 14) < 8:
            self._warn(f"the file ends within the sequence {tag_name(sequence.tag)}")
            self._close()
        else:
            header = sequence.encoding.implicit_header(self._window.data, self._position - self._window.base)
            self._take_item(sequence, *header)

    def _take_item(self, sequence: OpenSequence, group: int, number: int, length: int) -> None:
        self._nesting.count(1)
        tag = group << 16 | number
        if tag in {ITEM, ITEM_DELIMITATION, SEQUENCE_DELIMITATION}:
            self._position += 8
        if tag == ITEM:
            self._nesting.open_item(sequence, end_of(self._position, length), self._item_encoding(sequence))
        elif tag == SEQUENCE_DELIMITATION:
            self._close()
        elif tag != ITEM_DELIMITATION:
            self._warn(f"the sequence {tag_name(sequence.tag)} holds something else than items")
            self._position = sequence.end if sequence.end != OPEN_END else self._position
            self._close()

    def _item_encoding(self, sequence: OpenSequence) -> Encoding:
        """Return how an item is written: devices change to implicit VR within sequences of explicit VR."""
        at = self._position - self._window.base
        header = self._window.data[at : at + 6]
        is_like_sequence = sequence.encoding.is_implicit or len(header) < 6 or has_vr(header)
        return sequence.encoding if is_like_sequence or header[:1] in b"\xfe\xff" else without_vr(sequence.encoding)

    def _close(self) -> None:
        self._result = self._nesting.close()

    def _warn(self, text: str) -> None:
        if len(self._warnings) < MAX_WARNINGS:
            self._warnings[text] = None
