"""Small data sets as their bytes."""

from __future__ import annotations

import struct
import zlib

from imaging.dicom.uids import new_uid
from tests.integration.gateway.raw_peer import CT


def explicit(tag: int, vr: str, value: bytes) -> bytes:
    pad = (b"\0" if vr in {"UI", "OB", "UN"} else b" ") * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    if vr in {"OB", "OW", "SQ", "UN", "UT"}:
        return head + struct.pack("<xxI", len(value + pad)) + value + pad
    return head + struct.pack("<H", len(value + pad)) + value + pad


def ct(
    instance: str | bytes,
    *,
    sop_class: str = CT,
    study: str | bytes | None = None,
    series: str | bytes | None = None,
    patient_id: str = "P1",
    accession_number: str = "",
    rest: bytes = b"",
) -> bytes:
    """An explicit little-endian CT slice of four pixels, or what pretends to be one."""
    return b"".join(
        (
            explicit(0x00080005, "CS", b"ISO_IR 192"),
            explicit(0x00080016, "UI", sop_class.encode()),
            explicit(0x00080018, "UI", _raw(instance)),
            explicit(0x00080050, "SH", accession_number.encode()),
            explicit(0x00080060, "CS", b"CT"),
            explicit(0x00100010, "PN", "Zhang^San=张^三".encode()),
            explicit(0x00100020, "LO", patient_id.encode()),
            explicit(0x0020000D, "UI", _raw(study or new_uid())),
            explicit(0x0020000E, "UI", _raw(series or new_uid())),
            explicit(0x00200013, "IS", b"1"),
            explicit(0x00280002, "US", struct.pack("<H", 1)),
            explicit(0x00280004, "CS", b"MONOCHROME2"),
            explicit(0x00280010, "US", struct.pack("<H", 2)),
            explicit(0x00280011, "US", struct.pack("<H", 2)),
            explicit(0x00280100, "US", struct.pack("<H", 16)),
            explicit(0x00280101, "US", struct.pack("<H", 16)),
            explicit(0x00280102, "US", struct.pack("<H", 15)),
            explicit(0x00280103, "US", struct.pack("<H", 0)),
            rest or explicit(0x7FE00010, "OW", bytes(range(8))),
        )
    )


def nested(depth: int) -> bytes:
    """A private sequence in a sequence in a sequence …, all of undefined length."""
    opened = struct.pack("<HH2sxxI", 0x0009, 0x1001, b"SQ", 0xFFFFFFFF) + struct.pack(
        "<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF
    )
    closed = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return opened * depth + closed * depth


def deflated(*pieces: bytes) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(map(packer.compress, pieces)) + packer.flush()
    return packed + b"\0" * (len(packed) % 2)


def _raw(uid: str | bytes) -> bytes:
    return uid if isinstance(uid, bytes) else uid.encode()
