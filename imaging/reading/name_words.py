"""The words that a person's name is found by: characters, pinyin, initials, given and family name in either order.

``王^小明`` is found by 王小明, 小明, 明, wangxiaoming, xiaoming, wxm and xm; ``WANG^XIAOMING`` by wang, xiaoming,
wangxiaoming, xiaomingwang and wxm. Whoever searches types the beginning of a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from imaging.archive.folding import fold
from imaging.orders.pinyin import likely_readings, syllables

LONGEST_WORD: Final = 64
_LONGEST_GROUP: Final = 190
_GROUPS: Final = 3
_PREFIX: Final = 3
# Of a character that is read in many ways, names are spelt by the first ones.
_READINGS: Final = 3
_SPELLINGS: Final = 12
_PARTS: Final = 6
_LONGEST_SYLLABLE: Final = 6
_NO_WORD: Final = re.compile(r"[\W_]+")


def squeezed(text: str) -> str:
    """Return text as words are compared: folded, letters and digits alone."""
    return _NO_WORD.sub("", fold(text))[:LONGEST_WORD]


@lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """Return the words that a decoded PN value is found by."""
    found: set[str] = set()
    for group in name.split("=")[:_GROUPS]:
        parts = _parts(group)
        if any(_is_character(each) for part in parts for each in part):
            found.update(_of_characters("".join(parts)))
        else:
            found.update(_of_letters(parts[:_PARTS]))
    return frozenset(word[:LONGEST_WORD] for word in found if word)


def _parts(group: str) -> list[str]:
    components = fold(group[:_LONGEST_GROUP]).split("^")
    named = " ".join(components[:_PREFIX] + components[_PREFIX + 1 :])
    return [part for part in _NO_WORD.split(named) if part]


def _is_character(each: str) -> bool:
    return "CJK" in unicodedata.name(each, "")


def _of_characters(written: str) -> Iterator[str]:
    """Give what is written from each of its characters on, and how the whole and the given name are spelt."""
    yield from (written[begin:] for begin in range(min(len(written), _PARTS)))
    for begin in range(min(len(written), _READINGS)):
        for spelling in _spellings(written[begin : begin + _PARTS]):
            yield "".join(spelling)
            yield "".join(syllable[0] for syllable in spelling)


def _spellings(characters: str) -> Iterator[tuple[str, ...]]:
    readings = [likely_readings(each, _READINGS) or (fold(each),) for each in characters]
    for number, spelling in enumerate(product(*readings)):
        if number == _SPELLINGS:
            return
        yield spelling


def _of_letters(parts: Sequence[str]) -> Iterator[str]:
    """Give every part, all of them beginning with each, and their initials."""
    yield from parts
    for begin in range(len(parts)):
        turned = [*parts[begin:], *parts[:begin]]
        yield "".join(turned)
        for number, initials in enumerate(product(*map(_initials, turned))):
            if number == _SPELLINGS:
                break
            yield "".join(initials)


@lru_cache(maxsize=4096)
def _initials(part: str) -> tuple[str, ...]:
    """Return the initial of a part, and those of its syllables if it is pinyin written together."""
    cuts = sorted(_cut(part), key=len)
    fewest = ("".join(each[0] for each in pieces) for pieces in cuts if len(pieces) == len(cuts[0]))
    return tuple(dict.fromkeys((part[0], *fewest)))[:_READINGS]


def _cut(part: str) -> Iterator[tuple[str, ...]]:
    """Give the ways in which a part is cut into at most three syllables of pinyin."""
    known = syllables()

    def from_here(begin: int, room: int) -> Iterator[tuple[str, ...]]:
        if begin == len(part):
            yield ()
        elif room:
            for end in range(begin + 1, min(begin + _LONGEST_SYLLABLE, len(part)) + 1):
                if part[begin:end] in known:
                    yield from ((part[begin:end], *rest) for rest in from_here(end, room - 1))

    return from_here(0, 3)
