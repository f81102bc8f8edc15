"""Structured reports as people read them: headings and findings, without what is meant for machines.

Left out are identifiers, outlines drawn on images, references from one item to another, images that are only listed,
and the language, which a reader sees; and headings above nothing else. Named images stay ("Key image: CT Image"). What
a container calls a continuous text (PS3.3 section C.17.3) is written as one: its pieces without their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from imaging.dicom.header import Header
from imaging.dicom.structured_reports import ContentItem, structured_report

INDENT: Final = "  "
_OUTLINES: Final = frozenset({"SCOORD", "SCOORD3D", "TCOORD"})
_OBJECTS: Final = frozenset({"IMAGE", "COMPOSITE", "WAVEFORM"})
# PS3.16: Language of Content Item and Descendants, Language of Value, Country of Language.
_LANGUAGES: Final = frozenset({"121049", "121045", "121046"})
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# No space stands before punctuation, nor between two characters of Chinese or Japanese.
_NO_SPACE: Final = re.compile(rf" +(?=[.,;:!?)])|(?<=[(])[ ]+|(?<=[{_WIDE}]) (?=[{_WIDE}])")


def structured_report_text(header: Header) -> str:
    """Write a structured report as indented lines, a heading, finding or paragraph in each."""
    return "\n".join(_lines(structured_report(header.dataset), 0))


def _lines(content: ContentItem, depth: int) -> Iterator[str]:
    if _is_for_machines(content):
        return
    text = _said(content)
    below = list(_below(content, depth + bool(text)))
    if depth and not below and content.value_type == "CONTAINER":
        return
    yield from _indented(text, depth)
    yield from below


def _below(content: ContentItem, depth: int) -> Iterator[str]:
    if not content.is_continuous:
        for item in content.items:
            yield from _lines(item, depth)
        return
    for is_piece, items in groupby(content.items, _is_piece):
        pieces = tuple(items)
        if is_piece and _flows(pieces):
            yield from _indented(_flowing(pieces), depth)
        else:
            for item in pieces:
                yield from _lines(item, depth)


def _is_for_machines(content: ContentItem) -> bool:
    is_language = content.concept in _LANGUAGES and content.value_type == "CODE"
    is_reference = not content.value_type and bool(content.value)
    return content.value_type in _OUTLINES or content.value_type == "UIDREF" or is_language or is_reference


def _is_piece(content: ContentItem) -> bool:
    """Whether this is part of a text that flows; what only explains it is told below it otherwise."""
    is_contained = content.relationship_type in {"CONTAINS", ""}
    return is_contained and bool(content.value) and not _is_for_machines(content) and not list(_below(content, 0))


def _flows(pieces: tuple[ContentItem, ...]) -> bool:
    """Whether the names of pieces tell nothing: many write that a text flows where a list of findings stands."""
    names = [piece.name for piece in pieces if piece.value_type == "TEXT"]
    return len(names) > 1 and len(set(names)) == 1


def _flowing(pieces: Iterable[ContentItem]) -> str:
    return _NO_SPACE.sub("", " ".join(piece.value.strip() for piece in pieces))


def _said(content: ContentItem) -> str:
    if content.value_type in _OBJECTS and not content.name:
        return ""
    return ": ".join(part for part in (content.name, content.value) if part)


def _indented(text: str, depth: int) -> Iterator[str]:
    """Write the lines of a text, those after the first further in."""
    first, *rest = text.splitlines() or [""]
    if first or rest:
        yield INDENT * depth + first
        yield from (INDENT * (depth + 1) + line for line in rest if line.strip())
