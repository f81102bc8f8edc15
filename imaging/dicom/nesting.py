"""Data sets and sequences that are open while a data set is read, from the outermost to the innermost."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Final

from imaging.dicom.charset import read_character_set
from imaging.dicom.elements import DataSet, Element
from imaging.dicom.encodings import Encoding
from imaging.dicom.limits import HeaderLimits
from imaging.dicom.skim import NOTHING, ChosenElements, Skim
from imaging.dicom.tags import PIXEL_REPRESENTATION, SPECIFIC_CHARACTER_SET
from imaging.errors import LimitError

UNDEFINED_LENGTH: Final = 0xFFFFFFFF
# What every item is from which nothing is kept.
EMPTY: Final = DataSet({})
# The end of what ends with a delimiter.
OPEN_END: Final = sys.maxsize


def end_of(offset: int, length: int) -> int:
    """Return where something ends that begins at ``offset``."""
    return OPEN_END if length == UNDEFINED_LENGTH else offset + length


@dataclass(slots=True)
class OpenDataSet:
    """A data set that is being read; what it inherits holds until it says otherwise itself."""

    end: int
    encoding: Encoding
    inherited_character_set: tuple[str, ...] = ()
    inherits_signed: bool = False
    elements: dict[int, Element] = field(default_factory=dict)
    # Tags of the elements that stay; None: all.
    kept: frozenset[int] | None = None

    @property
    def character_set(self) -> tuple[str, ...]:
        """(0008,0005) for what lies below."""
        own = self.elements.get(SPECIFIC_CHARACTER_SET)
        return read_character_set(own.value) if own and isinstance(own.value, bytes) else self.inherited_character_set

    @property
    def is_signed(self) -> bool:
        """Whether (0028,0103) says that pixel values are signed."""
        own = self.elements.get(PIXEL_REPRESENTATION)
        return self.inherits_signed if own is None else own.value in {b"\x01\x00", b"\x00\x01"}

    def data_set(self) -> DataSet:
        """Return what has been read."""
        return DataSet(self.elements, self.inherited_character_set, is_little_endian=self.encoding.is_little_endian)


@dataclass(slots=True)
class OpenSequence:
    """A sequence that is being read."""

    tag: int
    offset: int
    length: int
    encoding: Encoding
    character_set: tuple[str, ...]
    is_signed: bool
    kept: frozenset[int] | None = None
    items: list[DataSet] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Where it ends."""
        return end_of(self.offset, self.length)

    def element(self) -> Element:
        """Return what has been read."""
        length = None if self.length == UNDEFINED_LENGTH else self.length
        return Element(self.tag, "SQ", self.offset, length, tuple(self.items))


class Nesting:
    """The stack: a data set at the bottom, then sequences and items by turns. Keeps depth and number in bounds."""

    def __init__(self, outermost: OpenDataSet, limits: HeaderLimits, skim: Skim | None = None) -> None:
        self._skim = skim
        if skim is not None:
            outermost.kept, outermost.elements = skim.tags, ChosenElements(skim.tags)
        self._stack: list[OpenDataSet | OpenSequence] = [outermost]
        self._limits = limits
        self._count = 0

    @property
    def innermost(self) -> OpenDataSet | OpenSequence:
        """What takes the next bytes."""
        return self._stack[-1]

    @property
    def is_outermost(self) -> bool:
        """Whether no sequence is open."""
        return len(self._stack) == 1

    def open_sequence(self, around: OpenDataSet, tag: int, offset: int, length: int, encoding: Encoding) -> None:
        """Begin a sequence in the innermost data set.

        Raises
        ------
        LimitError
            Sequences are nested deeper than allowed.
        """
        limit = self._limits.max_depth
        if len(self._stack) // 2 + 2 > limit:
            raise LimitError(f"Sequences are nested deeper than {limit} levels.", limit=limit)
        kept = self.kept_inside(around, tag)
        self._stack.append(OpenSequence(tag, offset, length, encoding, around.character_set, around.is_signed, kept))

    def open_item(self, around: OpenSequence, end: int, encoding: Encoding) -> None:
        """Begin an item of the innermost sequence."""
        elements = {} if around.kept is None else ChosenElements(around.kept)
        self._stack.append(OpenDataSet(end, encoding, around.character_set, around.is_signed, elements, around.kept))

    def kept_inside(self, around: OpenDataSet, tag: int) -> frozenset[int] | None:
        """Return what is kept in the items of a sequence; None: everything."""
        return None if self._skim is None else self._skim.inside(around.kept, tag)

    def close(self) -> DataSet | None:
        """End the innermost and give it to what is around it; return the outermost data set once it ends."""
        ended = self._stack.pop()
        around = self._stack[-1] if self._stack else None
        if isinstance(ended, OpenSequence) and isinstance(around, OpenDataSet):
            around.elements[ended.tag] = ended.element()
        elif isinstance(ended, OpenDataSet) and isinstance(around, OpenSequence):
            if around.kept != NOTHING:
                # An item keeps its place, for its number says which frame it speaks of.
                around.items.append(ended.data_set() if ended.elements else EMPTY)
        elif isinstance(ended, OpenDataSet):
            return ended.data_set()
        return None

    def count(self, elements: int) -> None:
        """Count elements, items and delimiters; repeated ones too, for they take time.

        Raises
        ------
        LimitError
            There are more than allowed.
        """
        self._count += elements
        limit = self._limits.max_elements
        if self._count > limit:
            raise LimitError(f"There are more than {limit:,} elements.", limit=limit)
