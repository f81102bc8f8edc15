"""Which elements of a large header are kept while it is read; the others are passed over, so that they take no memory.

A slide of 300,000 tiles says of each where it lies, in millions of elements, of which the index wants none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from imaging.dicom.elements import Element

NOTHING: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True)
class Skim:
    """What is kept.

    Parameters
    ----------
    tags
        Of the outermost data set.
    within
        Of the items of a sequence, by its tag; the items of the other sequences in ``tags`` are kept whole.
    """

    tags: frozenset[int]
    within: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def inside(self, around: frozenset[int] | None, tag: int) -> frozenset[int] | None:
        """Return what is kept in the items of a sequence, by what is kept around it; None: everything."""
        if around is None:
            return None
        return self.within.get(tag) if tag in around else NOTHING


class ChosenElements(dict[int, Element]):
    """Elements of which only those with certain tags stay."""

    __slots__ = ("_tags",)

    def __init__(self, tags: frozenset[int]) -> None:
        super().__init__()
        self._tags = tags

    def __setitem__(self, tag: int, element: Element) -> None:
        if tag in self._tags:
            super().__setitem__(tag, element)
