from __future__ import annotations

import io
from pathlib import Path

import pytest

from imaging.dicom.header import open_data_set, read_header, read_value
from imaging.dicom.tags import PATIENT_NAME, PIXEL_SPACING, SOP_INSTANCE_UID, SOURCE_APPLICATION_ENTITY_TITLE
from imaging.errors import MalformedError
from tests.data import sample_path
from tests.unit.imaging.dicom.crafted import explicit, implicit, part10, read

NAME = explicit(PATIENT_NAME, b"PN", b"A^B ")
PREFIX = bytes(128) + b"DICM"


def test_values_of_a_usual_image_are_read() -> None:
    with sample_path("ct_head_phantom/ct_phantom_001.dcm").open("rb") as source:
        header = read_header(source)
    assert header.dataset.text(PATIENT_NAME) == "Mo^Ti=模^体"
    assert header.dataset.numbers(PIXEL_SPACING) == (0.451171875, 0.451171875)
    assert header.transfer_syntax_uid == "1.2.840.10008.1.2.4.80"
    assert header.pixels is not None
    assert header.pixels.length is None
    assert header.warnings == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        bytes(4096),
        b"DICM",
        PREFIX,
        b"\x02\x00\x10\x00UI",
        PREFIX + b"\x02\x00\x10\x00UI\xff\xff1.2",
        part10(b""),
    ],
)
def test_what_is_no_dicom_file_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        read_header(io.BytesIO(content))


@pytest.mark.parametrize("preamble", [b"MZ", b"\x7fELF", b"#!/bin/sh\n", b"II*\0", b"<html>", b"\x08\x00"])
def test_the_preamble_does_not_matter(preamble: bytes) -> None:
    content = part10(NAME)
    header = read(preamble.ljust(128, b"\0") + content[128:])
    assert header.dataset.text(PATIENT_NAME) == "A^B"
    assert header.file_meta


def test_the_length_of_the_file_meta_information_is_not_believed() -> None:
    meta = explicit(0x00020000, b"UL", b"\xff\xff\0\0") + explicit(0x00020010, b"UI", b"1.2.840.10008.1.2.1\0")
    header = read(PREFIX + meta + NAME)
    assert header.dataset.text(PATIENT_NAME) == "A^B"
    assert header.dataset_offset == len(PREFIX + meta)


def test_file_meta_information_without_vrs_is_read() -> None:
    header = read(PREFIX + implicit(0x00020010, b"1.2.840.10008.1.2.1\0") + NAME)
    assert header.transfer_syntax_uid == "1.2.840.10008.1.2.1"


def test_long_file_meta_information_is_read() -> None:
    private = explicit(0x00020102, b"OB", bytes(20_000))
    header = read(PREFIX + private + explicit(SOURCE_APPLICATION_ENTITY_TITLE, b"AE", b"CT_ONE") + NAME)
    assert header.file_meta.text(SOURCE_APPLICATION_ENTITY_TITLE) == "CT_ONE"


def test_file_meta_information_beyond_measure_is_refused() -> None:
    with pytest.raises(MalformedError, match="longer than any real one"):
        read(PREFIX + explicit(0x00020102, b"OB", bytes(70_000)) + NAME)


def test_a_value_that_stayed_in_the_file_is_read_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "large.dcm"
    path.write_bytes(part10(explicit(SOP_INSTANCE_UID, b"UI", b"1.2\0") + explicit(0x00091010, b"OB", b"ab" * 200_000)))
    with path.open("rb") as source:
        header = read_header(source)
        element = header.dataset[0x00091010]
        assert element.value is None
        assert read_value(open_data_set(source, header), element, 1 << 20) == b"ab" * 200_000
        assert read_value(source, element, 10) == b"ab" * 5
        assert read_value(source, header.dataset[SOP_INSTANCE_UID], 10) == b"1.2\0"
