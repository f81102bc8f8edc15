"""Tells whether two names name the same person.

A name is given in characters, in Latin letters, by sound, or in several of these (PS3.5 section 6.2.1). Where both
sides write characters, the characters decide, because many names sound alike; else another script that both write;
else pinyin, where one side has nothing but characters and the other nothing but letters: hospitals' systems write the
former, and many machines the latter. Case, width, accents, carets, spaces, dots and hyphens make no other name; nor,
in letters, does the given name that stands before the family name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import Final

from imaging.archive.folding import fold
from imaging.orders.pinyin import spells

_GROUPS: Final = 3
_LONGEST_GROUP: Final = 190
_PREFIX: Final = 3
# Private use, and what this Python's Unicode does not know yet: so are the rarest characters of names written.
_RARE: Final = frozenset({"Co", "Cn"})
# What stands for a character that could not be written; a name with one is not the name without it.
_LOST: Final = frozenset("?\ufffd")


class _Script(Enum):
    """What a form of a name is written in, the most telling first."""

    CHARACTERS = auto()
    OTHER = auto()
    LATIN = auto()


# A form is its words.
_Forms = Mapping[_Script, frozenset[tuple[str, ...]]]


def is_said(name: str) -> bool:
    """Whether a value names anybody: what is made of question marks, dots or a title alone does not."""
    return bool(_forms(name))


def names_differ(one: str, other: str) -> bool:
    """Whether two names are those of two persons; a name that says nothing differs from none."""
    ours, theirs = _forms(one), _forms(other)
    if not ours or not theirs:
        return False
    for script in _Script:
        if script in ours and script in theirs:
            return not any(_is_same(script, form, same) for form in ours[script] for same in theirs[script])
    return not (_is_pinyin(ours, theirs) or _is_pinyin(theirs, ours))


def _is_same(script: _Script, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if script is _Script.CHARACTERS:
        return "".join(one) == "".join(other)
    return not _orders(one).isdisjoint(_orders(other))


def _is_pinyin(letters: _Forms, characters: _Forms) -> bool:
    return any(
        spells(written, "".join(form))
        for form in characters.get(_Script.CHARACTERS, ())
        for words in letters.get(_Script.LATIN, ())
        for written in _orders(words)
    )


def _orders(words: tuple[str, ...]) -> frozenset[str]:
    """Write words together, beginning with each: so the given name may stand before the family name or behind it."""
    return frozenset("".join(words[first:] + words[:first]) for first in range(len(words)))


@lru_cache(maxsize=1024)
def _forms(name: str) -> _Forms:
    found: dict[_Script, frozenset[tuple[str, ...]]] = {}
    for group in name.split("=")[:_GROUPS]:
        words = _words(group)
        if words:
            script = _script("".join(words))
            found[script] = found.get(script, frozenset()) | {words}
    return found


def _words(group: str) -> tuple[str, ...]:
    """Return the words of a component group; a title is no part of a name, and signs alone are none."""
    components = fold(group[:_LONGEST_GROUP]).split("^")
    named = " ".join(components[:_PREFIX] + components[_PREFIX + 1 :])
    words = "".join(each if _is_written(each) or each in _LOST else " " for each in named).split()
    return tuple(words) if any(map(_is_written, named)) else ()


def _is_written(character: str) -> bool:
    """Whether this is part of a word: a letter, its mark, a digit, or a rare character without a place in Unicode."""
    category = unicodedata.category(character)
    return category[0] in "LMN" or category in _RARE


def _script(text: str) -> _Script:
    if any(unicodedata.category(each) in _RARE or "CJK" in unicodedata.name(each, "") for each in text):
        return _Script.CHARACTERS
    letters = [each for each in text if unicodedata.category(each)[0] == "L"]
    is_latin = all(unicodedata.name(each).startswith("LATIN") for each in letters)
    return _Script.LATIN if is_latin else _Script.OTHER
