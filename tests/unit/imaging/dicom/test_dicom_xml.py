"""The Native DICOM Model, compared with what DCMTK writes of the same files."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from imaging.dicom.dicom_json import to_dicom_json
from imaging.dicom.dicom_xml import NAMESPACE, to_dicom_xml
from imaging.dicom.header import read_header
from tests.data import sample_path
from tests.peers import require

FOLDERS = ("ct_head_phantom", "mr_brain_t1", "us_ob", "seg", "report_sr", "mg", "ecg")
# DCMTK leaves text as it is encoded in the file, and writes values of these elsewhere or otherwise.
CHARACTER_SET, PIXELS = "00080005", "7FE00010"


def written(path: Path) -> ET.Element:
    with path.open("rb") as source:
        model = to_dicom_json(read_header(source).dataset, lambda path: f"urn:{path}", inline_limit_bytes=1 << 30)
    return ET.fromstring(to_dicom_xml(model))


def leaves(parent: ET.Element, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Name every value: where it stands, the attributes around it, the value."""
    for child in parent:
        kind = child.tag.removeprefix(f"{{{NAMESPACE}}}")
        step = child.get("tag") or f"{kind}{child.get('number', '')}"
        here = f"{path}/{step}"
        if child.get("tag"):
            yield here, "vr", child.get("vr", "")
            yield here, "keyword", child.get("keyword", "")
        if len(child):
            yield from leaves(child, here)
        elif kind in {"Value", "InlineBinary", *("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")}:
            yield here, kind, child.text or ""


def comparable(text: str) -> str | float:
    try:
        # The last digits of a double are written differently.
        return float(f"{float(text):.12g}")
    except ValueError:
        return text.strip()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_plain_value_is_where_dcmtk_writes_it(folder: str) -> None:
    path = min(sample_path(folder).glob("*.dcm"))
    printed = subprocess.run([require("dcm2xml"), "-nat", path], capture_output=True, check=True).stdout
    expected = {
        (where, kind): comparable(value)
        for where, kind, value in leaves(ET.fromstring(printed))
        if CHARACTER_SET not in where and PIXELS not in where and value.isascii() and value
    }
    found = {(where, kind): comparable(value) for where, kind, value in leaves(written(path))}
    missing = {
        place: (value, found.get(place))
        for place, value in expected.items()
        # Text that is no ASCII is escaped by DCMTK as if it were Latin-1.
        if found.get(place) != value and str(found.get(place, "")).isascii()
    }
    assert not missing
    assert len(expected) > 30


def test_names_keep_their_characters_and_components() -> None:
    model = {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Zhang^San^^Dr", "Ideographic": "张^三"}]}}
    name = ET.fromstring(to_dicom_xml(model)).find("{*}DicomAttribute/{*}PersonName")
    assert name is not None
    assert [(part.tag.partition("}")[2], part.text) for part in name.iter() if part.text] == [
        ("FamilyName", "Zhang"), ("GivenName", "San"), ("NamePrefix", "Dr"), ("FamilyName", "张"), ("GivenName", "三"),
    ]  # fmt: skip


def test_private_attributes_name_their_creator() -> None:
    model = {"00091000": {"vr": "LO"}, "00090010": {"vr": "LO", "Value": ["ACME"]}, "00091042": {"vr": "LO"}}
    attributes = ET.fromstring(to_dicom_xml(model)).findall("{*}DicomAttribute")
    assert [(each.get("tag"), each.get("privateCreator")) for each in attributes] == [
        ("00090000", "ACME"), ("00090010", None), ("00090042", "ACME"),
    ]  # fmt: skip


def test_binary_values_refer_or_stand_in_the_text() -> None:
    inline = base64.b64encode(b"\0\1").decode()
    model = {"00282000": {"vr": "OB", "InlineBinary": inline}, PIXELS: {"vr": "OW", "BulkDataURI": "https://a/b"}}
    root = ET.fromstring(to_dicom_xml(model))
    assert [child.text for child in root.iter(f"{{{NAMESPACE}}}InlineBinary")] == [inline]
    assert [child.get("uri") for child in root.iter(f"{{{NAMESPACE}}}BulkData")] == ["https://a/b"]


def test_what_xml_cannot_hold_does_not_break_the_document() -> None:
    model = {"00081030": {"vr": "LO", "Value": ["a\x1bb<&>", None]}}
    values = ET.fromstring(to_dicom_xml(model)).findall(".//{*}Value")
    assert [value.text for value in values] == ["a\ufffdb<&>", None]
