"""Text as it is compared: without case, width, accents, and the padding of names."""

from __future__ import annotations

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s^]+")


def fold(text: str) -> str:
    """Make texts that a person takes for the same the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).strip()


def fold_name(name: str) -> str:
    """Fold a person's name: each representation on a line, every word of it between spaces (PS3.5 section 6.2.1)."""
    groups = [_SEPARATORS.sub(" ", fold(group)).strip() for group in name.split("=")]
    return "".join(f"\n {group} " for group in groups if group) + "\n"
