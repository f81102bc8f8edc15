"""Answers as they are written (PS3.5 section 7.1), whatever the devices wrote that they are made of.

Values are given back as they came, valid or not. What can't be written at all, such as a number that is too large for
its VR, is left empty: one odd value of one study must not cost the answers about all others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from imaging.dicom.encodings import Encoding
from imaging.dicom.vrs import BINARY_VRS, CHARACTER_SET_VRS, LONG_FORM_VRS, NUMBER_FORMATS
from imaging.dicom.written import padded

DicomJson = Mapping[str, Mapping[str, Any]]
_PERSON_NAME_GROUPS: Final = ("Alphabetic", "Ideographic", "Phonetic")
_ITEM: Final = 0xFFFEE000
_LONGEST_SHORT_VALUE: Final = 0xFFFE


@dataclass(frozen=True)
class Writer:
    """Writes data sets of the DICOM JSON model; texts are UTF-8."""

    encoding: Encoding

    def data_set(self, attributes: DicomJson) -> bytes:
        """Write the elements in the order of their tags."""
        return b"".join(self._element(int(tag, 16), attributes[tag]) for tag in sorted(attributes))

    def _element(self, tag: int, attribute: Mapping[str, Any]) -> bytes:
        vr = str(attribute["vr"])
        value = padded(vr, self._value(vr, attribute.get("Value", ())))
        return self._head(tag, vr, len(value)) + value

    def _head(self, tag: int, vr: str, length: int) -> bytes:
        group, number, name = tag >> 16, tag & 0xFFFF, vr.encode("ascii")
        if self.encoding.is_implicit:
            return self._packed("HHL", group, number, length)
        if length > _LONGEST_SHORT_VALUE and name not in LONG_FORM_VRS:
            # A value that is too long for its VR goes by unknown (PS3.5 section 6.2.2).
            name = b"UN"
        if name in LONG_FORM_VRS:
            return self._packed("HH2sHL", group, number, name, 0, length)
        return self._packed("HH2sH", group, number, name, length)

    def _value(self, vr: str, values: Iterable[Any]) -> bytes:
        if vr == "SQ":
            return b"".join(map(self._item, values))
        if vr in BINARY_VRS:
            # Nothing of it is kept in the index.
            return b""
        if vr == "AT" or vr in NUMBER_FORMATS:
            return self._numbers(vr, [value for value in values if value is not None])
        text = "\\".join(map(_text, values))
        return text.encode("utf-8" if vr in CHARACTER_SET_VRS else "ascii", "replace")

    def _item(self, attributes: DicomJson | None) -> bytes:
        content = self.data_set(attributes or {})
        return self._packed("HHL", _ITEM >> 16, _ITEM & 0xFFFF, len(content)) + content

    def _numbers(self, vr: str, values: list[Any]) -> bytes:
        try:
            if vr == "AT":
                tags = [int(value, 16) for value in values]
                return b"".join(self._packed("HH", tag >> 16, tag & 0xFFFF) for tag in tags)
            code, _ = NUMBER_FORMATS[vr]
            kind = float if code in "df" else int
            return b"".join(self._packed(code, kind(value)) for value in values)
        except (struct.error, ValueError, OverflowError, TypeError):
            return b""

    def _packed(self, form: str, *values: Any) -> bytes:
        return struct.pack(("<" if self.encoding.is_little_endian else ">") + form, *values)


def _text(value: Any) -> str:
    """Write a value of the DICOM JSON model as text (PS3.18 F.2.2); an empty one among several is empty."""
    if isinstance(value, Mapping):
        return "=".join(str(value.get(group) or "") for group in _PERSON_NAME_GROUPS).rstrip("=")
    return "" if value is None else str(value)
