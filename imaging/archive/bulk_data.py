"""Single values of an object by their path, as DICOM JSON refers to them (PS3.18 section 10.4.1.1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from imaging.dicom.dicom_json import little_endian, to_dicom_json
from imaging.dicom.header import DataSet, Element, Header, open_data_set
from imaging.errors import NotFoundError

_PATH: Final = re.compile(r"[0-9A-Fa-f]{8}(/\d{1,6}/[0-9A-Fa-f]{8})*")


@dataclass(frozen=True)
class BulkData:
    """One value, little endian: where it lies in the object, or its bytes where no range of the object is the value."""

    vr: str
    length: int
    offset: int | None
    value: bytes | None


def find_bulk_data(source: BinaryIO, header: Header, path: str) -> BulkData:
    """Find a value by its path: ``7FE00010``, or ``00400275/0/00420011`` for one in the first item of a sequence.

    Raises
    ------
    NotFoundError
        There is no such value; or it is a sequence, or encapsulated pixels, which are given as frames.
    """
    dataset, element = _element(header.dataset, path)
    if isinstance(element.value, tuple) or element.length is None:
        raise NotFoundError("There is no bulk data at this path.")
    if isinstance(element.value, bytes) or header.is_deflated or not dataset.is_little_endian:
        value = _value(source, header, element)
        if not dataset.is_little_endian:
            value = little_endian(element.vr, value)
        return BulkData(element.vr, len(value), None, value)
    return BulkData(element.vr, element.length, element.offset, None)


def bulk_paths(dataset: DataSet) -> list[str]:
    """Name the values for which DICOM JSON has an address only, in their order."""
    found: list[str] = []

    def noted(path: str) -> str:
        found.append(path)
        return path

    to_dicom_json(dataset, noted)
    return found


def _element(dataset: DataSet, path: str) -> tuple[DataSet, Element]:
    if not _PATH.fullmatch(path):
        raise NotFoundError("There is no bulk data at this path.")
    *steps, last = path.split("/")
    for sequence, number in zip(steps[::2], steps[1::2], strict=True):
        items = dataset.items_of(int(sequence, 16))
        if int(number) >= len(items):
            raise NotFoundError("There is no bulk data at this path.")
        dataset = items[int(number)]
    element = dataset.get(int(last, 16))
    if element is None:
        raise NotFoundError("There is no bulk data at this path.")
    return dataset, element


def _value(source: BinaryIO, header: Header, element: Element) -> bytes:
    if isinstance(element.value, bytes):
        return element.value
    inflated = open_data_set(source, header)
    inflated.seek(element.offset)
    return inflated.read(element.length or 0)
