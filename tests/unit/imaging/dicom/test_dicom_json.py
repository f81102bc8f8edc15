from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator
from typing import Any

import pydicom
import pytest

from imaging.dicom.dicom_json import little_endian, to_dicom_json
from imaging.dicom.header import read_header
from tests.data import catalog, catalog_path, sample_path
from tests.refusals import UNREADABLE
from tests.unit.imaging.dicom.crafted import explicit, item, read_dataset

TAG = 0x00091010
NAME = "00091010"


def attribute(vr: bytes, value: bytes, *, inline_limit_bytes: int = 1024) -> dict[str, Any]:
    dataset = read_dataset(explicit(TAG, vr, value)).dataset
    return to_dicom_json(dataset, lambda path: f"bulk/{path}", inline_limit_bytes=inline_limit_bytes)[NAME]


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [
        (b"DS", b"1.5\\-2e3 \\7", [1.5, -2000.0, 7]),
        (b"DS", b"1,5\\nan\\1_0\\1e999", ["1,5", "nan", "1_0", "1e999"]),
        (b"DS", b"1\\\\3", [1, None, 3]),
        (b"IS", b"12\\ -3", [12, -3]),
        (b"IS", b"1.0\\x ", ["1.0", "x"]),
        (b"US", struct.pack("<2H", 1, 65535), [1, 65535]),
        (b"SS", struct.pack("<h", -1), [-1]),
        (b"FD", struct.pack("<3d", 1.5, float("nan"), float("-inf")), [1.5, "NaN", "-inf"]),
        (b"AT", struct.pack("<4H", 0x0018, 0x00FF, 0x7FE0, 0x0010), ["001800FF", "7FE00010"]),
        (b"CS", b"A\\ B\\\\C ", ["A", "B", None, "C"]),
        (b"UI", b"1.2.3\0", ["1.2.3"]),
        (b"PN", b"Wang^X= \\A^B", [{"Alphabetic": "Wang^X"}, {"Alphabetic": "A^B"}]),
        (
            b"PN",
            b"A^B\\\\C^D=c^d=x",
            [{"Alphabetic": "A^B"}, None, {"Alphabetic": "C^D", "Ideographic": "c^d", "Phonetic": "x"}],
        ),
        (b"LT", b" one\\two\r\n ", [" one\\two\r\n"]),
        (b"AS", b"032Y", ["032Y"]),
    ],
)
def test_values_are_written_as_annex_f_says(vr: bytes, value: bytes, expected: list[Any]) -> None:
    assert attribute(vr, value) == {"vr": vr.decode(), "Value": expected}


@pytest.mark.parametrize("vr", ["LO", "DS", "US", "PN", "OB", "UN", "SQ", "AT", "UI"])
def test_an_empty_attribute_has_no_value(vr: str) -> None:
    assert attribute(vr.encode(), b"") == {"vr": vr}


def test_long_integers_that_doubles_can_not_hold_are_texts() -> None:
    head = struct.pack("<HH2sHL", 0x0009, 0x1010, b"UV", 0, 16)
    dataset = read_dataset(head + struct.pack("<2Q", 2**53, 2**64 - 1)).dataset
    assert to_dicom_json(dataset, str)[NAME] == {"vr": "UV", "Value": [2**53, str(2**64 - 1)]}


def test_short_binary_stands_inline_and_long_binary_by_address() -> None:
    assert attribute(b"OB", b"\0\1\2\3") == {"vr": "OB", "InlineBinary": base64.b64encode(b"\0\1\2\3").decode()}
    assert attribute(b"OB", bytes(6), inline_limit_bytes=4) == {"vr": "OB", "BulkDataURI": f"bulk/{NAME}"}


def test_pixels_and_what_stayed_in_the_file_are_given_by_address() -> None:
    dataset = read_dataset(explicit(TAG, b"UT", bytes(300_000)) + explicit(0x7FE00010, b"OW", bytes(4))).dataset
    written = to_dicom_json(dataset, lambda path: path)
    assert written[NAME] == {"vr": "UT", "BulkDataURI": NAME}
    assert written["7FE00010"] == {"vr": "OW", "BulkDataURI": "7FE00010"}


def test_the_path_of_a_nested_value_names_items_from_zero() -> None:
    inner = explicit(0x00400275, b"SQ", item(b"") + item(explicit(0x00420011, b"OB", bytes(2000))))
    written = to_dicom_json(read_dataset(inner).dataset, lambda path: path)
    assert written["00400275"]["Value"][1]["00420011"]["BulkDataURI"] == "00400275/1/00420011"


def test_the_character_set_is_that_of_json() -> None:
    dataset = read_dataset(
        explicit(0x00080005, b"CS", b"GB18030 ") + explicit(TAG, b"LO", "头颅".encode("gb18030"))
    ).dataset
    written = to_dicom_json(dataset, str)
    assert written == {"00080005": {"vr": "CS", "Value": ["ISO_IR 192"]}, NAME: {"vr": "LO", "Value": ["头颅"]}}


def test_group_lengths_are_left_out_and_tags_are_in_order() -> None:
    dataset = read_dataset(
        explicit(0x00100000, b"UL", bytes(4)) + explicit(0x00100020, b"LO", b"17") + explicit(0x00080060, b"CS", b"CT")
    ).dataset
    assert list(to_dicom_json(dataset, str)) == ["00080060", "00100020"]


def test_words_of_big_endian_files_are_turned_round() -> None:
    head = b"\x00\x09\x10\x10OW\0\0\0\0\0\x04"
    dataset = read_dataset(b"\x00\x08\x00\x60CS\x00\x02CT" + head + b"\1\2\3\4", "1.2.840.10008.1.2.2").dataset
    assert base64.b64decode(to_dicom_json(dataset, str)[NAME]["InlineBinary"]) == b"\2\1\4\3"


@pytest.mark.parametrize(
    ("vr", "turned"), [("OB", b"12345678"), ("OW", b"21436587"), ("OF", b"43218765"), ("OD", b"87654321")]
)
def test_each_vr_has_its_words(vr: str, turned: bytes) -> None:
    assert little_endian(vr, b"12345678") == turned


# pydicom takes DICM within a value of it for the prefix of a file.
OTHERWISE = "conformance/objects-xx/xx_no_preamble_dicm_in_data__dcm4che.dcm"
# Sound, and little endian: of big-endian words pydicom writes the bytes as they lie in the file.
SOUND = [
    row
    for row in catalog()
    if row["dcmread"] == "ok"
    and row["file"] not in {*UNREADABLE, OTHERWISE}
    and "Big Endian" not in row["transfer_syntax"]
]
# One file of each source, class and syntax: slices of one series are alike.
FILES = {
    (row["source_repo_path"].split(":")[0], row["sop_class"], row["transfer_syntax"]): row["file"] for row in SOUND
}


def normal(value: Any) -> Any:
    """Numbers as floats, without padding: pydicom writes the same in other ways."""
    if isinstance(value, str):
        value = value.strip(" \0\ufffd=")
        try:
            return float(value)
        except ValueError:
            return value
    return float(value) if isinstance(value, int | float) else value


def lacking(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """What only pydicom writes; lengths of groups are no part of the model, and what is long stands elsewhere."""
    found = [key for key in theirs.keys() - ours.keys() if theirs[key] and not key.endswith("0000")]
    return [] if "BulkDataURI" in ours else found


def differences(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """What differs, but for what one of us leaves out because it can't or need not be written."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        # pydicom knows VRs of private elements; we say UN, and ISO_IR 192 because JSON is UTF-8.
        if ours.get("vr") != "UN" and ours.get("Value") != ["ISO_IR 192"]:
            for key in ours.keys() & theirs.keys():
                yield from differences(ours[key], theirs[key], f"{path}/{key}")
            yield from (f"{path}/{key}: {theirs[key]!r} is written by pydicom only" for key in lacking(ours, theirs))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for number, (our_part, their_part) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(our_part, their_part, f"{path}/{number}")
    elif (ours or theirs) and normal(ours) != normal(theirs):
        yield f"{path}: {ours!r} is {theirs!r} for pydicom"


@pytest.mark.parametrize("file", FILES.values())
@pytest.mark.filterwarnings("ignore")
def test_pydicom_writes_the_same(file: str) -> None:
    with catalog_path(file).open("rb") as source:
        ours = to_dicom_json(read_header(source).dataset, lambda _: "bulk", inline_limit_bytes=1 << 20)
    theirs = pydicom.dcmread(catalog_path(file)).to_json_dict(1 << 30, lambda _: "bulk", suppress_invalid_tags=True)
    assert list(differences(ours, theirs)) == []


def test_it_is_json() -> None:
    for path in sample_path().rglob("*.dcm"):
        with path.open("rb") as source:
            json.dumps(to_dicom_json(read_header(source).dataset, str), allow_nan=False)
