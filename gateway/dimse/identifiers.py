"""Identifiers: the small data sets of queries and of their answers (PS3.4 C.4)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from gateway.dimse.written_identifiers import DicomJson, Writer
from gateway.sop_classes import EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN
from imaging.dicom import encodings
from imaging.dicom.header import DataSet, read_header
from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import new_uid

_WRITERS: Final[Mapping[str, Writer]] = {
    IMPLICIT_LITTLE_ENDIAN: Writer(encodings.IMPLICIT_LITTLE_ENDIAN),
    EXPLICIT_LITTLE_ENDIAN: Writer(encodings.EXPLICIT_LITTLE_ENDIAN),
    EXPLICIT_BIG_ENDIAN: Writer(encodings.EXPLICIT_BIG_ENDIAN),
}


def read_identifier(data: bytes, sop_class_uid: str, transfer_syntax: str) -> DataSet:
    """Read an identifier with the bounds that hold for every data set."""
    return read_header(BytesIO(file_meta(sop_class_uid, new_uid(), transfer_syntax) + data)).dataset


def write_identifier(attributes: DicomJson, transfer_syntax: str) -> bytes:
    """Write an answer; texts are UTF-8, as its Specific Character Set says."""
    return _WRITERS[transfer_syntax].data_set(attributes)
