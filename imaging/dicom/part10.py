"""The beginning of a file: preamble, prefix and file meta information (PS3.10 section 7.1)."""

from __future__ import annotations

import struct
from typing import Final

from imaging.dicom.uids import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME

PREFIX: Final = bytes(128) + b"DICM"
FILE_META_VERSION: Final = b"\x02\x00\x01\x00OB\x00\x00\x02\x00\x00\x00\x00\x01"


def file_meta(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str, source_ae_title: str = "") -> bytes:
    """Write everything that stands before the data set of a file.

    Parameters
    ----------
    sop_class_uid, sop_instance_uid
        Of the data set that follows.
    transfer_syntax_uid
        In which it is written.
    source_ae_title
        Who sent it; left out if empty.

    Returns
    -------
    bytes
        Preamble of zeros, ``DICM`` and group 0002 in explicit VR little endian.
    """
    elements = [
        FILE_META_VERSION,
        _element(0x0002, b"UI", sop_class_uid),
        _element(0x0003, b"UI", sop_instance_uid),
        _element(0x0010, b"UI", transfer_syntax_uid),
        _element(0x0012, b"UI", IMPLEMENTATION_CLASS_UID),
        _element(0x0013, b"SH", IMPLEMENTATION_VERSION_NAME),
    ]
    if source_ae_title:
        elements.append(_element(0x0016, b"AE", source_ae_title[:16]))
    group = b"".join(elements)
    return PREFIX + struct.pack("<HH2sHL", 0x0002, 0x0000, b"UL", 4, len(group)) + group


def _element(number: int, vr: bytes, text: str) -> bytes:
    value = text.encode("latin-1", "replace")
    if len(value) % 2:
        value += b"\0" if vr == b"UI" else b" "
    return struct.pack("<HH2sH", 0x0002, number, vr, len(value)) + value
