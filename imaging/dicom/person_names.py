"""Names of persons (PS3.5 section 6.2.1), and text as it is shown."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

ZERO_WIDTH: Final = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
# What changes the order of the characters beside it, and controls other than tabulator and line ends.
HIDING: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


class PersonName(NamedTuple):
    """The three component groups of a name."""

    alphabetic: str = ""
    ideographic: str = ""
    phonetic: str = ""


def split_person_name(text: str) -> PersonName:
    """Split a decoded PN value into its groups; what stands after a third ``=`` belongs to no group."""
    groups = [group.strip() for group in text.split("=")]
    return PersonName(*groups[:3])


def readable_name(text: str) -> str:
    """Write a name for people: hanzi as they are written together, other names with given before family name."""
    return next(iter(readable_forms(text)), "")


def readable_forms(text: str) -> tuple[str, ...]:
    """Write every form that a name has for people, first the one that they know it by."""
    name = split_person_name(text)
    return tuple(filter(None, map(_readable, (name.ideographic, name.alphabetic, name.phonetic))))


def _readable(group: str) -> str:
    group = displayable(group)
    family, given, middle, prefix, suffix = (group.split("^") + [""] * 5)[:5]
    if re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", group):
        return f"{family}{given}{middle}".strip()
    return " ".join(part.strip() for part in (prefix, given, middle, family, suffix) if part.strip())


def masked_name(text: str) -> str:
    """Write a name so that who knows it knows it again, and who does not learns little: ``王**``, ``J*** S****``."""
    return " ".join(word[:1] + "*" * (len(word) - 1) for word in readable_name(text).split())


def displayable(text: str) -> str:
    """Return text that looks like what it is: zero-width characters gone, those that hide or reorder marked."""
    return HIDING.sub("\ufffd", ZERO_WIDTH.sub("", text))
