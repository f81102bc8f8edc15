"""Text as it is compared: without case, width, accents, and the padding of names."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s^]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_GROUPS: Final = 3
_LONGEST_GROUP: Final = 190
_ZERO_WIDTH: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# Letters that Unicode does not take apart into a base and an accent.
_WHOLE_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


def fold(text: str) -> str:
    """Make texts that a person takes for the same the same; hanzi and kana stay what they are."""
    apart = unicodedata.normalize("NFKD", _ZERO_WIDTH.sub("", text)).casefold()
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    return bare.translate(_WHOLE_LETTERS).strip()


def fold_name(name: str) -> str:
    """Fold a person's name: each representation on a line, every word of it between spaces (PS3.5 section 6.2.1).

    A representation has 64 characters in the standard; what is far longer is compared by its beginning.
    """
    groups = [_SEPARATORS.sub(" ", fold(group))[:_LONGEST_GROUP].strip() for group in name.split("=")[:_GROUPS]]
    return "".join(f"\n {group} " for group in groups if group) + "\n"
