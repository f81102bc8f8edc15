"""Files made byte by byte, for what no sound writer would write."""

from __future__ import annotations

import io
import struct

from imaging.dicom.header import Header, HeaderLimits, read_header
from imaging.dicom.part10 import file_meta

UNDEFINED = 0xFFFFFFFF
LONG_FORM = {b"OB", b"OW", b"OF", b"OD", b"SQ", b"UC", b"UN", b"UT", b"UR"}
ITEM_END = b"\xfe\xff\x0d\xe0\0\0\0\0"
SEQUENCE_END = b"\xfe\xff\xdd\xe0\0\0\0\0"


def explicit(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """An element in explicit VR little endian; ``length`` is what it says it has."""
    said = len(value) if length is None else length
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    return head + (struct.pack("<HL", 0, said) if vr in LONG_FORM else struct.pack("<H", said)) + value


def implicit(tag: int, value: bytes, length: int | None = None) -> bytes:
    """An element in implicit VR little endian."""
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, len(value) if length is None else length) + value


def item(content: bytes, length: int | None = None) -> bytes:
    return implicit(0xFFFEE000, content, length)


def part10(dataset: bytes, transfer_syntax_uid: str = "1.2.840.10008.1.2.1") -> bytes:
    """A whole file around a data set."""
    return file_meta("1.2.840.10008.5.1.4.1.1.2", "1.2.3", transfer_syntax_uid) + dataset


def read(content: bytes, limits: HeaderLimits | None = None) -> Header:
    return read_header(io.BytesIO(content), limits or HeaderLimits())


def read_dataset(dataset: bytes, transfer_syntax_uid: str = "1.2.840.10008.1.2.1") -> Header:
    return read(part10(dataset, transfer_syntax_uid))
