"""Identifiers: the small data sets of queries and of their answers (PS3.4 C.4)."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pydicom import config
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pynetdicom.dsutils import encode

from gateway.sop_classes import EXPLICIT_BIG_ENDIAN, IMPLICIT_LITTLE_ENDIAN
from imaging.dicom.header import DataSet, read_header
from imaging.dicom.part10 import file_meta
from imaging.dicom.uids import new_uid
from imaging.errors import MalformedError

DicomJson = Mapping[str, Mapping[str, Any]]

_PERSON_NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")


def read_identifier(data: bytes, sop_class_uid: str, transfer_syntax: str) -> DataSet:
    """Read an identifier with the bounds that hold for every data set."""
    return read_header(BytesIO(file_meta(sop_class_uid, new_uid(), transfer_syntax) + data)).dataset


def write_identifier(attributes: DicomJson, transfer_syntax: str) -> bytes:
    """Write an answer; texts are UTF-8, as its Specific Character Set says."""
    encoded = encode(
        _data_set(attributes),
        is_implicit_vr=transfer_syntax == IMPLICIT_LITTLE_ENDIAN,
        is_little_endian=transfer_syntax != EXPLICIT_BIG_ENDIAN,
    )
    if encoded is None:
        raise MalformedError("An answer could not be written.")
    return bytes(encoded)


def _data_set(attributes: DicomJson) -> Dataset:
    written = Dataset()
    for tag, attribute in attributes.items():
        values = [_value(value) for value in attribute.get("Value", ())]
        # Values were taken as the sender wrote them, and are given back so, valid or not.
        written.add(
            DataElement(
                int(tag, 16), attribute["vr"], _one_or_many(attribute["vr"], values), validation_mode=config.IGNORE
            )
        )
    return written


def _value(value: Any) -> Any:
    """Return a value of the DICOM JSON model as pydicom takes it (PS3.18 F.2.2)."""
    if not isinstance(value, Mapping):
        return value
    if set(value) <= set(_PERSON_NAME_GROUPS):
        return "=".join(value.get(group, "") for group in _PERSON_NAME_GROUPS).rstrip("=")
    return _data_set(value)


def _one_or_many(vr: str, values: list[Any]) -> Any:
    if vr == "SQ":
        return [value if isinstance(value, Dataset) else Dataset() for value in values]
    if vr in {"IS", "DS"}:
        values = [str(value) if value is not None else "" for value in values]
    return values[0] if len(values) == 1 else values or None
