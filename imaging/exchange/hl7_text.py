"""Text within HL7 v2: what divides a message is escaped where it is meant (HL7 v2.5.1, section 2.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

SEGMENT: Final = "\r"
FIELD: Final = "|"
COMPONENT: Final = "^"
REPETITION: Final = "~"
ESCAPE: Final = "\\"
SUBCOMPONENT: Final = "&"
ENCODING_CHARACTERS: Final = f"{COMPONENT}{REPETITION}{ESCAPE}{SUBCOMPONENT}"
_ESCAPES: Final = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
_LINE_END: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# A control character within a message would end a segment or the block that carries it.
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_SPECIAL: Final = re.compile(r"[\\|^&~]")


def escaped(text: str) -> str:
    """Return text as one value on one line."""
    return _written(_LINE_END.sub(" ", text))


def escaped_lines(text: str) -> str:
    r"""Return formatted text (FT), in which each new line is ``\.br\``."""
    return "\\.br\\".join(_written(line) for line in _LINE_END.split(text))


def components(*values: str) -> str:
    """Put values into one field, without what is empty at its end."""
    return COMPONENT.join(map(escaped, values)).rstrip(COMPONENT)


def repeated(values: Iterable[str]) -> str:
    """Put fields that are written already beside each other."""
    return REPETITION.join(values)


def segment(name: str, fields: dict[int, str]) -> str:
    """Write a segment of the fields that are said, under their numbers in the standard."""
    last = max((number for number, value in fields.items() if value), default=0)
    return FIELD.join((name, *(fields.get(number, "") for number in range(1, last + 1))))


def moment(at: datetime) -> str:
    """Write a moment with its zone (TS)."""
    return at.strftime("%Y%m%d%H%M%S%z")


def _written(line: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], _CONTROL.sub(" ", line))
