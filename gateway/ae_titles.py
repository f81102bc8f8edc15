"""Application entity titles as they come in an association request: sixteen bytes that may hold anything."""

from __future__ import annotations

from dataclasses import dataclass

LENGTH = 16


@dataclass(frozen=True)
class AeTitle:
    """A title whose text is safe to log and to compare; ``is_valid`` tells whether it was one to begin with.

    PS3.5 6.2: the default repertoire without backslash and control characters, spaces around it without meaning,
    and not only spaces.
    """

    text: str
    is_valid: bool

    @classmethod
    def from_bytes(cls, raw: bytes) -> AeTitle:
        """Read the field of a PDU; what can't be a title keeps its shape with ``?`` for every stray byte."""
        trimmed = raw[:LENGTH].strip(b" \0")
        text = "".join(chr(byte) if _is_allowed(byte) else "?" for byte in trimmed)
        return cls(text, is_valid=bool(trimmed) and all(map(_is_allowed, trimmed)))

    def __str__(self) -> str:
        return self.text


def _is_allowed(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte != 0x5C
