"""Elements and data sets as values: bytes as they were read, and what they mean on demand."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from imaging.dicom.charset import decode_text, read_character_set
from imaging.dicom.tags import SPECIFIC_CHARACTER_SET
from imaging.dicom.vrs import CHARACTER_SET_VRS, NUMBER_FORMATS, SINGLE_TEXT_VRS, TEXT_VRS

# PS3.5 section 6.2, DS; Python's own numbers may hold underscores and be infinite.
DECIMAL_STRING: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Element(NamedTuple):
    """One element of a data set.

    ``value`` holds the bytes as they were read, or the items of a sequence; None means that the value stayed where it
    is, ``length`` bytes from ``offset`` on (length None: encapsulated, up to its delimiter). Offsets count from the
    first byte of the file, or of the inflated data set of a deflated file.
    """

    tag: int
    vr: str
    offset: int
    length: int | None
    value: bytes | tuple[DataSet, ...] | None

    @property
    def is_sequence(self) -> bool:
        """Whether the value is made of items."""
        return self.value.__class__ is tuple


class DataSet(Mapping[int, Element]):
    """Elements by tag. What can't be read as asked counts as absent: devices write anything anywhere.

    Parameters
    ----------
    elements
        By tag, in the order in which they stood.
    inherited_character_set
        (0008,0005) of the data set around this one, which holds unless it has its own (PS3.5 section 6.1.2.4).
    is_little_endian
        Byte order of the numbers.
    """

    __slots__ = ("_elements", "_inherited_character_set", "is_little_endian")

    def __init__(
        self,
        elements: dict[int, Element],
        inherited_character_set: tuple[str, ...] = (),
        *,
        is_little_endian: bool = True,
    ) -> None:
        self._elements = elements
        self._inherited_character_set = inherited_character_set
        self.is_little_endian = is_little_endian

    def __getitem__(self, tag: int) -> Element:
        return self._elements[tag]

    def __iter__(self) -> Iterator[int]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)

    def __contains__(self, tag: object) -> bool:
        return tag in self._elements

    def chosen(self, tags: Iterable[int]) -> list[Element]:
        """Return the elements with these tags that are there, in the order of the tags."""
        get = self._elements.get
        return [element for tag in tags if (element := get(tag)) is not None]

    def __repr__(self) -> str:
        return f"<DataSet of {len(self)} elements>"

    @property
    def specific_character_set(self) -> tuple[str, ...]:
        """Values of (0008,0005), its own or those of the data set around it."""
        own = self.raw(SPECIFIC_CHARACTER_SET)
        return self._inherited_character_set if own is None else read_character_set(own)

    def raw(self, tag: int) -> bytes | None:
        """Return the value's bytes as they were read; None if absent, a sequence, or left in the file."""
        element = self._elements.get(tag)
        return element.value if element is not None and isinstance(element.value, bytes) else None

    def items_of(self, tag: int) -> tuple[DataSet, ...]:
        """Return the items of a sequence; none if absent or no sequence."""
        element = self._elements.get(tag)
        return element.value if element is not None and isinstance(element.value, tuple) else ()

    def text(self, tag: int, default: str = "") -> str:
        """Return the whole value as text, several values with the backslash between them."""
        element = self._elements.get(tag)
        if element is None or not isinstance(element.value, bytes):
            return default
        if element.vr in TEXT_VRS:
            return self._decoded(element) or default
        return "\\".join(self.texts(tag)) or default

    def texts(self, tag: int) -> tuple[str, ...]:
        """Return the values as texts, empty ones in between included; none if absent or empty."""
        element = self._elements.get(tag)
        if element is None or not isinstance(element.value, bytes):
            return ()
        if element.vr in NUMBER_FORMATS:
            return tuple(str(number) for number in self._unpacked(element))
        text = self._decoded(element)
        if not text:
            return ()
        return (text,) if element.vr in SINGLE_TEXT_VRS else tuple(part.strip() for part in text.split("\\"))

    def numbers(self, tag: int) -> tuple[float, ...]:
        """Return the values as numbers; none if one of them is not a number, for then the others mean nothing."""
        element = self._elements.get(tag)
        if element is None or not isinstance(element.value, bytes):
            return ()
        if element.vr in NUMBER_FORMATS:
            return self._unpacked(element)
        texts = [text for text in self.texts(tag) if text]
        if not all(map(DECIMAL_STRING.fullmatch, texts)):
            return ()
        values = tuple(map(float, texts))
        return values if all(map(math.isfinite, values)) else ()

    def number(self, tag: int) -> float | None:
        """Return the first value as a number; None if there is none."""
        values = self.numbers(tag)
        return values[0] if values else None

    def integers(self, tag: int) -> tuple[int, ...]:
        """Return the values as whole numbers; none if one of them is not (``1.0`` is)."""
        values = self.numbers(tag)
        if all(isinstance(value, int) or value.is_integer() for value in values):
            return tuple(int(value) for value in values)
        return ()

    def integer(self, tag: int) -> int | None:
        """Return the first value as a whole number; None if there is none."""
        values = self.integers(tag)
        return values[0] if values else None

    def _unpacked(self, element: Element) -> tuple[float, ...]:
        code, size = NUMBER_FORMATS[element.vr]
        value = element.value
        if not isinstance(value, bytes):
            return ()
        count = len(value) // size
        values: tuple[float, ...] = struct.unpack_from(f"{'<' if self.is_little_endian else '>'}{count}{code}", value)
        return values

    def _decoded(self, element: Element) -> str:
        value = element.value
        if not isinstance(value, bytes):
            return ""
        if element.vr in CHARACTER_SET_VRS:
            return decode_text(value, self.specific_character_set, element.vr)
        return value.decode("latin-1").rstrip(" \0")
