"""Elements as they are written: explicit VR little endian, lengths defined, values padded (PS3.5 section 7.1.2)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from imaging.dicom.vrs import BINARY_VRS, CHARACTER_SET_VRS, LONG_FORM_VRS

ITEM: Final = b"\xfe\xff\x00\xe0"
NUMBER_CODES: Final = {"US": "H", "UL": "L"}


def element(tag: int, vr: str, value: bytes) -> bytes:
    """Write an element around a value that is padded already."""
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode("ascii"))
    if vr.encode("ascii") in LONG_FORM_VRS:
        return head + struct.pack("<HL", 0, len(value)) + value
    return head + struct.pack("<H", len(value)) + value


def text_element(tag: int, vr: str, text: str) -> bytes:
    """Write text: UTF-8 where (0008,0005) counts, else ASCII, with the padding of its VR (PS3.5 section 6.2)."""
    value = text.encode() if vr in CHARACTER_SET_VRS else text.encode("ascii", "replace")
    return element(tag, vr, padded(vr, value))


def number_element(tag: int, vr: str, number: int) -> bytes:
    """Write one number of US or UL."""
    return element(tag, vr, struct.pack(f"<{NUMBER_CODES[vr]}", number))


def item(elements: Iterable[bytes]) -> bytes:
    """Write an item of a sequence."""
    content = b"".join(elements)
    return ITEM + struct.pack("<L", len(content)) + content


def padded(vr: str, value: bytes) -> bytes:
    """Make the length even: with NUL for UI and bytes, with a space for other text."""
    if len(value) % 2 == 0:
        return value
    return value + (b"\0" if vr == "UI" or vr in BINARY_VRS else b" ")
