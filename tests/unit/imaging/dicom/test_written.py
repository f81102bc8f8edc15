"""Whatever is written, our reader and pydicom's read again."""

from __future__ import annotations

import io

import pydicom
import pytest

from imaging.dicom.written import element, item, number_element, padded, text_element
from tests.unit.imaging.dicom.crafted import part10, read


def test_elements_of_every_form_are_read_again() -> None:
    content = part10(
        text_element(0x00080005, "CS", "ISO_IR 192")
        + element(0x00081140, "SQ", item((text_element(0x00081155, "UI", "1.2.3"),)))
        + text_element(0x00100010, "PN", "张^三")
        + number_element(0x00280010, "US", 512)
        + number_element(0x00041200, "UL", 1 << 20)
        + element(0x00420011, "OB", b"1234")
    )
    ours, theirs = read(content).dataset, pydicom.dcmread(io.BytesIO(content))
    assert ours.text(0x00100010) == str(theirs.PatientName) == "张^三"
    assert ours.integer(0x00280010) == theirs.Rows == 512
    assert ours.items_of(0x00081140)[0].text(0x00081155) == theirs.ReferencedImageSequence[0].ReferencedSOPInstanceUID
    assert ours.raw(0x00420011) == theirs.EncapsulatedDocument == b"1234"


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [("UI", b"1", b"1\0"), ("OB", b"1", b"1\0"), ("LO", b"1", b"1 "), ("LO", b"12", b"12"), ("UI", b"", b"")],
)
def test_lengths_are_even(vr: str, value: bytes, expected: bytes) -> None:
    assert padded(vr, value) == expected
