"""DICOM JSON as XML: the Native DICOM Model (PS3.19 annex A.1), for clients that ask for ``application/dicom+xml``.

The two models say the same; only private attributes gain something: XML names their creator beside each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from pydicom.datadict import keyword_for_tag

NAMESPACE: Final = "http://dicom.nema.org/PS3.19/models/NativeDICOM"
COMPONENTS: Final = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
# What XML 1.0 has no way to write, not even as a reference.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Model = Mapping[str, Mapping[str, Any]]


def to_dicom_xml(attributes: Model) -> bytes:
    """Write the attributes of a data set, given as DICOM JSON, as an XML document in UTF-8."""
    root = Element("NativeDicomModel", {"xmlns": NAMESPACE, "xml:space": "preserve"})
    _write_attributes(root, attributes)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _write_attributes(parent: Element, attributes: Model) -> None:
    for name, attribute in attributes.items():
        element = SubElement(parent, "DicomAttribute", _named(name, attribute["vr"], attributes))
        if "BulkDataURI" in attribute:
            SubElement(element, "BulkData", {"uri": attribute["BulkDataURI"]})
        elif "InlineBinary" in attribute:
            SubElement(element, "InlineBinary").text = attribute["InlineBinary"]
        for number, value in enumerate(attribute.get("Value", ()), start=1):
            _write_value(element, attribute["vr"], number, value)


def _named(name: str, vr: str, attributes: Model) -> dict[str, str]:
    tag = int(name, 16)
    named = {"tag": name, "vr": vr}
    if keyword := keyword_for_tag(tag):
        return named | {"keyword": keyword}
    if (tag >> 16) % 2 and tag & 0xFFFF > 0xFF:
        # PS3.5 section 7.8.1: the block that an attribute stands in is reserved by the creator's own attribute.
        creator = attributes.get(f"{tag >> 16:04X}00{tag >> 8 & 0xFF:02X}", {}).get("Value", ("",))[0]
        if creator:
            return {"tag": f"{tag >> 16:04X}00{tag & 0xFF:02X}", "vr": vr, "privateCreator": _written(creator)}
    return named


def _write_value(parent: Element, vr: str, number: int, value: Any) -> None:
    numbered = {"number": str(number)}
    if vr == "SQ":
        _write_attributes(SubElement(parent, "Item", numbered), value)
    elif vr == "PN" and value is not None:
        _write_name(SubElement(parent, "PersonName", numbered), value)
    else:
        SubElement(parent, "Value", numbered).text = "" if value is None else _written(value)


def _write_name(parent: Element, groups: Mapping[str, str]) -> None:
    for group, name in groups.items():
        element = SubElement(parent, group)
        for component, text in zip(COMPONENTS, name.split("^"), strict=False):
            if text:
                SubElement(element, component).text = _written(text)


def _written(value: object) -> str:
    return _UNWRITABLE.sub("\ufffd", str(value))
