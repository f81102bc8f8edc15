"""Everything of a Part 10 file but its pixels, read with bounds (PS3.10 section 7)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from imaging.dicom.elements import DataSet, Element
from imaging.dicom.encodings import (
    EXPLICIT_BIG_ENDIAN,
    EXPLICIT_LITTLE_ENDIAN,
    IMPLICIT_LITTLE_ENDIAN,
    Encoding,
    has_vr,
)
from imaging.dicom.inflate import InflatedStream, inflate_to_file
from imaging.dicom.limits import DEFAULT_LIMITS, HeaderLimits
from imaging.dicom.reader import DataSetReader, PixelLocation
from imaging.dicom.skim import Skim
from imaging.dicom.tags import TRANSFER_SYNTAX_UID
from imaging.dicom.uids import (
    DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
    EXPLICIT_VR_BIG_ENDIAN,
    EXPLICIT_VR_LITTLE_ENDIAN,
    GE_PRIVATE_IMPLICIT_VR_BIG_ENDIAN_PIXELS,
    IMPLICIT_VR_LITTLE_ENDIAN,
)
from imaging.dicom.vrs import LONG_FORM_VRS, SHORT_FORM_VRS
from imaging.errors import MalformedError

__all__ = [
    "DataSet",
    "Element",
    "Header",
    "HeaderLimits",
    "PixelLocation",
    "open_data_set",
    "read_header",
    "read_value",
]

PREAMBLE_BYTES: Final = 128
# Holds the whole file meta information of nearly all files, and the header of many.
START_BYTES: Final = 4 * 1024
# More file meta information than this is an attack: real ones hold a few hundred bytes.
MAX_META_BYTES: Final = 64 * 1024
FILE_META_GROUP: Final = b"\x02\x00"
# Group 0008 in both byte orders: what a data set without file meta information begins with.
FIRST_GROUPS: Final = frozenset({b"\x08\x00", b"\x00\x08"})
IMPLICIT_SYNTAXES: Final = frozenset({IMPLICIT_VR_LITTLE_ENDIAN, GE_PRIVATE_IMPLICIT_VR_BIG_ENDIAN_PIXELS})
SYNTAX_OF_ENCODING: Final = {
    EXPLICIT_LITTLE_ENDIAN: EXPLICIT_VR_LITTLE_ENDIAN,
    EXPLICIT_BIG_ENDIAN: EXPLICIT_VR_BIG_ENDIAN,
    IMPLICIT_LITTLE_ENDIAN: IMPLICIT_VR_LITTLE_ENDIAN,
}


@dataclass(frozen=True)
class Header:
    """What a file says besides its pixels.

    Parameters
    ----------
    file_meta
        Group 0002; empty if the file has none.
    dataset
        The data set.
    transfer_syntax_uid
        As the file meta says, or as the bytes look if it says nothing.
    dataset_offset
        First byte of the data set in the file.
    pixels
        Where the pixels lie; None if there are none.
    is_deflated
        Offsets then count in the inflated data set (see `open_data_set`), not in the file.
    warnings
        What was wrong and could be read all the same, a phrase each.
    """

    file_meta: DataSet
    dataset: DataSet
    transfer_syntax_uid: str
    dataset_offset: int
    pixels: PixelLocation | None
    is_deflated: bool
    warnings: tuple[str, ...] = ()


def read_header(source: BinaryIO, limits: HeaderLimits = DEFAULT_LIMITS, skim: Skim | None = None) -> Header:
    """Read the header of a file, wherever the device that wrote it left the paths of the standard.

    Parameters
    ----------
    source
        A seekable file; its position does not matter.
    limits
        Bounds of what is looked at.
    skim
        What is kept of it; None: everything.

    Raises
    ------
    MalformedError
        It is no DICOM file, or an element says that it is longer than the file.
    LimitError
        One of the limits is passed.
    """
    start = _start_of(source)
    file_meta, dataset_offset = _read_file_meta(source, start, _meta_offset(start))
    source.seek(dataset_offset)
    first = source.read(8)
    transfer_syntax_uid = file_meta.text(TRANSFER_SYNTAX_UID)
    is_deflated = transfer_syntax_uid == DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN and not _looks_explicit(first)
    encoding = EXPLICIT_LITTLE_ENDIAN if is_deflated else _encoding(transfer_syntax_uid, first)
    if is_deflated:
        source.seek(dataset_offset)
        reader = DataSetReader(InflatedStream(source, limits.max_inflated_bytes), 0, encoding, limits, skim)
    else:
        reader = DataSetReader(source, dataset_offset, encoding, limits, skim)
    dataset = reader.read()
    if not dataset:
        raise MalformedError("The file holds no data set.")
    warnings = reader.warnings if transfer_syntax_uid else ("the file names no transfer syntax", *reader.warnings)
    transfer_syntax_uid = transfer_syntax_uid or SYNTAX_OF_ENCODING[encoding]
    return Header(file_meta, dataset, transfer_syntax_uid, dataset_offset, reader.pixels, is_deflated, warnings)


def open_data_set(source: BinaryIO, header: Header, limits: HeaderLimits = DEFAULT_LIMITS) -> BinaryIO:
    """Return the file in which the header's offsets hold: the source itself, or its inflated data set.

    Parameters
    ----------
    source
        The file that the header was read from.
    header
        What `read_header` returned.
    limits
        Bounds of what is inflated.

    Raises
    ------
    MalformedError
        The deflated data set is broken or cut short (PS3.5 annex A.5).
    LimitError
        It inflates to more than the limit.
    """
    if not header.is_deflated:
        return source
    return inflate_to_file(source, header.dataset_offset, limits.max_inflated_bytes)


def read_value(data_set_file: BinaryIO, element: Element, max_bytes: int) -> bytes:
    """Read a value that may have stayed in the file; fewer bytes where the file ends before.

    Parameters
    ----------
    data_set_file
        What `open_data_set` returned.
    element
        Of the header's data set; one of undefined length gives nothing.
    max_bytes
        What is read at the most of a value that stayed in the file.
    """
    if isinstance(element.value, bytes):
        return element.value
    data_set_file.seek(element.offset)
    return data_set_file.read(min(element.length or 0, max_bytes))


def _start_of(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read(START_BYTES)


def _meta_offset(start: bytes) -> int:
    """Find where the elements begin: after the preamble and DICM, or at once (PS3.10 section 7.1)."""
    behind_prefix = PREAMBLE_BYTES + 4
    has_prefix = start[PREAMBLE_BYTES:behind_prefix] == b"DICM"
    if has_prefix and start[behind_prefix : behind_prefix + 2] == FILE_META_GROUP:
        return behind_prefix
    # Without a preamble; DICM may then be part of a value.
    if start[:2] == FILE_META_GROUP or (start[:2] in FIRST_GROUPS and _looks_explicit(start)):
        return 0
    if has_prefix:
        return behind_prefix
    for offset in (0, len(b"DICM"), PREAMBLE_BYTES, behind_prefix):
        if len(start) >= offset + 8 and start[offset : offset + 2] in {FILE_META_GROUP, *FIRST_GROUPS}:
            return offset
    raise MalformedError("This is no DICOM file: neither DICM nor an element stands where one must.")


def _read_file_meta(source: BinaryIO, start: bytes, offset: int) -> tuple[DataSet, int]:
    """Read group 0002, always explicit VR little endian; its length (0002,0000) is not believed."""
    elements: dict[int, Element] = {}
    while start[offset : offset + 2] == FILE_META_GROUP:
        if len(start) < offset + 12:
            raise MalformedError("The file ends within its file meta information.")
        group, number, code, length = EXPLICIT_LITTLE_ENDIAN.explicit_header(start, offset)
        vr, value_offset = SHORT_FORM_VRS.get(code, ""), offset + 8
        if not vr:
            vr, value_offset, length = _unusual_meta_element(start, offset, code)
        end = value_offset + length
        if end > len(start):
            start = _more_meta(source, end)
        tag = group << 16 | number
        elements[tag] = Element(tag, vr, value_offset, length, start[value_offset:end])
        offset = end
    return DataSet(elements), offset


def _unusual_meta_element(start: bytes, offset: int, code: bytes) -> tuple[str, int, int]:
    """Return VR, offset of the value, and length where the VR is of the long form, unknown or missing."""
    implicit_length = int.from_bytes(start[offset + 4 : offset + 8], "little")
    if code not in LONG_FORM_VRS:
        if implicit_length <= MAX_META_BYTES and not code.isalpha():
            # A few writers use implicit VR here too, against PS3.10 section 7.1.
            return "UI", offset + 8, implicit_length
        code = b"OB" if start[offset + 2 : offset + 4] == b"\x01\x00" else b"UI"
    if code in LONG_FORM_VRS:
        return LONG_FORM_VRS[code], offset + 12, int.from_bytes(start[offset + 8 : offset + 12], "little")
    return SHORT_FORM_VRS[code], offset + 8, int.from_bytes(start[offset + 6 : offset + 8], "little")


def _more_meta(source: BinaryIO, end: int) -> bytes:
    if end > MAX_META_BYTES:
        raise MalformedError("The file meta information is longer than any real one.")
    source.seek(0)
    start = source.read(MAX_META_BYTES)
    if len(start) < end:
        raise MalformedError("The file ends within its file meta information.")
    return start


def _looks_explicit(first: bytes) -> bool:
    return first[4:6] in SHORT_FORM_VRS or first[4:6] in LONG_FORM_VRS


def _encoding(transfer_syntax_uid: str, first: bytes) -> Encoding:
    """Return how the first element is written, believing the bytes more than the UID."""
    if not _looks_explicit(first):
        # Two capitals that are no VR we know are a newer one, unless the syntax says that there are none.
        is_implicit = transfer_syntax_uid in {"", *IMPLICIT_SYNTAXES} or not has_vr(first)
        return IMPLICIT_LITTLE_ENDIAN if is_implicit else EXPLICIT_LITTLE_ENDIAN
    # Groups are small numbers: read with the wrong byte order they are large ones.
    (group,) = struct.unpack_from("<H", first)
    return EXPLICIT_BIG_ENDIAN if group >= 0x0100 and group & 0xFF == 0 else EXPLICIT_LITTLE_ENDIAN
