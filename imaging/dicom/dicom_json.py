"""Data sets as DICOM JSON (PS3.18 annex F)."""

from __future__ import annotations

import base64
import math
import re
import struct
from collections.abc import Callable
from typing import Any, Final

from imaging.dicom.charset import decode_text
from imaging.dicom.elements import DECIMAL_STRING, DataSet, Element
from imaging.dicom.tags import SPECIFIC_CHARACTER_SET
from imaging.dicom.vrs import BINARY_VRS, CHARACTER_SET_VRS, NUMBER_FORMATS, SINGLE_TEXT_VRS, WORD_BYTES

# Binary values up to this size stand in the JSON itself.
INLINE_LIMIT_BYTES: Final = 1024
INTEGER_STRING: Final = re.compile(r"[+-]?\d{1,15}")
# Beyond it a number of JSON is not exact for readers that have doubles only (PS3.18 section F.2.3).
EXACT_INTEGER: Final = 2**53
PERSON_NAME_GROUPS: Final = ("Alphabetic", "Ideographic", "Phonetic")


def to_dicom_json(
    dataset: DataSet, bulk_data_uri: Callable[[str], str], *, inline_limit_bytes: int = INLINE_LIMIT_BYTES
) -> dict[str, dict[str, Any]]:
    """Write a data set as DICOM JSON.

    Parameters
    ----------
    dataset
        Without file meta information, which is no part of the model.
    bulk_data_uri
        Gives the address of a value that does not stand in the JSON, by its path: ``7FE00010``, or
        ``00400275/0/00420011`` for an element in the first item of a sequence.
    inline_limit_bytes
        A longer binary value becomes a BulkDataURI.

    Returns
    -------
    dict
        Objects by tag in ascending order. Group lengths are left out; the character set is that of JSON, UTF-8.
    """
    return _Writer(bulk_data_uri, inline_limit_bytes).data_set(dataset, "")


class _Writer:
    def __init__(self, bulk_data_uri: Callable[[str], str], inline_limit_bytes: int) -> None:
        self._bulk_data_uri = bulk_data_uri
        self._inline_limit_bytes = inline_limit_bytes

    def data_set(self, dataset: DataSet, path: str) -> dict[str, dict[str, Any]]:
        written = {}
        character_set = dataset.specific_character_set
        for tag in sorted(dataset):
            if tag & 0xFFFF:
                name = f"{tag:08X}"
                written[name] = self._attribute(dataset, dataset[tag], path + name, character_set)
        return written

    def _attribute(
        self, dataset: DataSet, element: Element, path: str, character_set: tuple[str, ...]
    ) -> dict[str, Any]:
        vr, value = element.vr, element.value
        if isinstance(value, tuple):
            items = [self.data_set(item, f"{path}/{number}/") for number, item in enumerate(value)]
            return {"vr": vr, "Value": items} if items else {"vr": vr}
        if value is None:
            return {"vr": vr, "BulkDataURI": self._bulk_data_uri(path)} if element.length != 0 else {"vr": vr}
        if vr in BINARY_VRS:
            return self._binary(vr, value, path, is_little_endian=dataset.is_little_endian)
        values = _values(element.tag, vr, value, character_set, is_little_endian=dataset.is_little_endian)
        return {"vr": vr, "Value": values} if values else {"vr": vr}

    def _binary(self, vr: str, value: bytes, path: str, *, is_little_endian: bool) -> dict[str, Any]:
        if not value:
            return {"vr": vr}
        if len(value) > self._inline_limit_bytes:
            return {"vr": vr, "BulkDataURI": self._bulk_data_uri(path)}
        if not is_little_endian:
            value = little_endian(vr, value)
        return {"vr": vr, "InlineBinary": base64.b64encode(value).decode("ascii")}


def little_endian(vr: str, value: bytes) -> bytes:
    """Turn the words of a big-endian value round; bytes after the last whole word stay.

    Parameters
    ----------
    vr
        Its words have 1, 2, 4 or 8 bytes (PS3.5 section 6.2).
    value
        As it stands in the file.
    """
    width = WORD_BYTES.get(vr, 1)
    whole = len(value) // width * width
    turned = bytearray(value)
    for number in range(width):
        turned[number:whole:width] = value[width - 1 - number : whole : width]
    return bytes(turned)


def _values(tag: int, vr: str, value: bytes, character_set: tuple[str, ...], *, is_little_endian: bool) -> list[Any]:
    if vr in NUMBER_FORMATS:
        return _numbers(vr, value, is_little_endian=is_little_endian)
    if vr == "AT":
        order = "<" if is_little_endian else ">"
        words = struct.unpack_from(f"{order}{len(value) // 4 * 2}H", value)
        return [f"{group:04X}{number:04X}" for group, number in zip(words[::2], words[1::2], strict=True)]
    if tag == SPECIFIC_CHARACTER_SET:
        return ["ISO_IR 192"]
    text = decode_text(value, character_set, vr) if vr in CHARACTER_SET_VRS else _ascii(value)
    if not text:
        return []
    return _texts(vr, text)


def _ascii(value: bytes) -> str:
    return value.decode("latin-1").rstrip(" \0").replace("\0", "\ufffd")


def _texts(vr: str, text: str) -> list[Any]:
    if vr in SINGLE_TEXT_VRS:
        return [text]
    convert = CONVERSIONS.get(vr, _text)
    if "\\" not in text:
        value = convert(text)
        return [] if value is None else [value]
    return [convert(part) for part in text.split("\\")]


def _text(text: str) -> str | None:
    return text.strip(" ") or None


def _decimal_string(text: str) -> float | str | None:
    text = text.strip(" ")
    if not DECIMAL_STRING.fullmatch(text):
        return text or None
    number = float(text)
    return number if math.isfinite(number) else text


def _integer_string(text: str) -> int | str | None:
    text = text.strip(" ")
    return int(text) if INTEGER_STRING.fullmatch(text) else text or None


def _person_name(text: str) -> dict[str, str] | None:
    groups = zip(PERSON_NAME_GROUPS, text.split("="), strict=False)
    return {name: group.strip(" ") for name, group in groups if group.strip(" ")} or None


CONVERSIONS: Final[dict[str, Callable[[str], Any]]] = {
    "DS": _decimal_string,
    "IS": _integer_string,
    "PN": _person_name,
}


def _numbers(vr: str, value: bytes, *, is_little_endian: bool) -> list[float | str]:
    code, size = NUMBER_FORMATS[vr]
    numbers = struct.unpack_from(f"{'<' if is_little_endian else '>'}{len(value) // size}{code}", value)
    if vr in {"FD", "FL"}:
        return [number if math.isfinite(number) else _not_finite(number) for number in numbers]
    if size == 8:
        return [number if abs(number) <= EXACT_INTEGER else str(number) for number in numbers]
    return list(numbers)


def _not_finite(number: float) -> str:
    """Write what JSON has no number for (PS3.18 section F.2.3)."""
    if math.isnan(number):
        return "NaN"
    return "inf" if number > 0 else "-inf"
