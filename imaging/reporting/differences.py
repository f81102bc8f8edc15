"""What one text says differently from another, word by word; each Chinese character is a word of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from imaging.reporting.content import SectionKey

_WORDS: Final = re.compile(r"[0-9A-Za-z\u00c0-\u024f]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)


class Change(StrEnum):
    """What became of a piece."""

    SAME = "same"
    ADDED = "added"
    TAKEN_OUT = "taken-out"


@dataclass(frozen=True)
class Piece:
    """Words that went the same way."""

    change: Change
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in the order of reading, what was taken out before what came in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[i:j])))
            continue
        taken_out, added = "".join(old[i:j]), "".join(new[k:m])
        pieces += [Piece(Change.TAKEN_OUT, taken_out)] * bool(taken_out) + [Piece(Change.ADDED, added)] * bool(added)
    return tuple(pieces)


def section_differences(
    before: Mapping[SectionKey, str], after: Mapping[SectionKey, str]
) -> dict[SectionKey, tuple[Piece, ...]]:
    """Return the pieces of every section that says something else."""
    return {
        key: differences(before.get(key, ""), after.get(key, ""))
        for key in SectionKey
        if before.get(key, "") != after.get(key, "")
    }
