"""Answers of queries, as pydicom reads them, and of what devices should not have written."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pynetdicom.dsutils import decode

from gateway.dimse.identifiers import read_identifier, write_identifier
from gateway.sop_classes import EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN
from imaging.archive.attributes import select
from imaging.dicom.tags import PATIENT_ID
from imaging.dicom.vrs import ALL_VRS, LONG_FORM_VRS

SYNTAXES = (IMPLICIT_LITTLE_ENDIAN, EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN)
FIND = "1.2.840.10008.5.1.4.1.2.2.1"


def read_by_pydicom(written: bytes, syntax: str) -> Dataset:
    return decode(io.BytesIO(written), syntax == IMPLICIT_LITTLE_ENDIAN, syntax != EXPLICIT_BIG_ENDIAN)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_pydicom_reads_what_is_written(syntax: str) -> None:
    answer: dict[str, dict[str, Any]] = {
        "00080005": {"vr": "CS", "Value": ["ISO_IR 192"]},
        "00080061": {"vr": "CS", "Value": ["CT", "SEG"]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": "Zhang^San", "Ideographic": "张^三"}]},
        "00100020": {"vr": "LO", "Value": ["P1"]},
        "00100030": {"vr": "DA"},
        "00101020": {"vr": "DS", "Value": [1.7]},
        "0020000D": {"vr": "UI", "Value": ["1.2.3"]},
        "00200013": {"vr": "IS", "Value": [7]},
        "00280009": {"vr": "AT", "Value": ["00181063"]},
        "00280010": {"vr": "US", "Value": [512]},
        "00400275": {"vr": "SQ", "Value": [{"00400009": {"vr": "SH", "Value": ["步骤1"]}}, {}]},
    }
    read = read_by_pydicom(write_identifier(answer, syntax), syntax)
    assert (str(read.PatientName), read.PatientID, read.PatientBirthDate) == ("Zhang^San=张^三", "P1", "")
    assert (list(read.ModalitiesInStudy), read.PatientSize, read.InstanceNumber) == (["CT", "SEG"], 1.7, 7)
    assert (read.StudyInstanceUID, read.Rows, read.FrameIncrementPointer) == ("1.2.3", 512, 0x00181063)
    first, second = read.RequestAttributesSequence
    assert (first.ScheduledProcedureStepID, len(second)) == ("步骤1", 0)


def explicit(tag: int, vr: str, value: bytes) -> bytes:
    value += b" " * (len(value) % 2)
    form = "<HH2sxxL" if vr.encode() in LONG_FORM_VRS else "<HH2sH"
    return struct.pack(form, tag >> 16, tag & 0xFFFF, vr.encode(), len(value)) + value


ODD = (
    b"abc", b"HEAD\\", b"\\\\", b"A\\\\B", b"\xff\xfe\x00\x01", b"1e400", b"NaN", b"inf", b"-", b"1.5", b"9" * 40,
    b"20261341", b"\x80\x81\x82\x83", b"\x1b$)C\x0e", b"x" * 60_000,
)  # fmt: skip


@pytest.mark.parametrize("vr", sorted(ALL_VRS - {"SQ"}))
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_one_odd_value_costs_no_other(vr: str, syntax: str) -> None:
    for tag in (0x00080008, 0x00101020, 0x00200013, 0x00280010):
        for value in ODD:
            patient_id = explicit(PATIENT_ID, "LO", b"P1")
            elements = sorted([(tag, explicit(tag, vr, value)), (PATIENT_ID, patient_id)])
            received = read_identifier(b"".join(element for _, element in elements), FIND, EXPLICIT_LITTLE_ENDIAN)
            written = write_identifier(select(received, {tag, PATIENT_ID}), syntax)
            assert read_identifier(written, FIND, syntax).text(PATIENT_ID) == "P1"


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_value_too_long_for_its_vr_is_written_all_the_same(syntax: str) -> None:
    answer = {"00081030": {"vr": "LO", "Value": ["x" * 70_000]}, "00100020": {"vr": "LO", "Value": ["P1"]}}
    read = read_identifier(write_identifier(answer, syntax), FIND, syntax)
    assert (read[0x00081030].length, read.text(PATIENT_ID)) == (70_000, "P1")
