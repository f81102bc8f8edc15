from __future__ import annotations

import io

import pytest

from imaging.dicom.header import read_header
from imaging.dicom.tags import PATIENT_NAME, PIXEL_SPACING
from imaging.errors import MalformedError
from tests.data import sample_path


def test_values_of_a_usual_image_are_read() -> None:
    with sample_path("ct_head_phantom/ct_phantom_001.dcm").open("rb") as source:
        header = read_header(source)
    assert header.dataset.text(PATIENT_NAME) == "Mo^Ti=模^体"
    assert header.dataset.numbers(PIXEL_SPACING) == (0.451171875, 0.451171875)
    assert header.transfer_syntax_uid == "1.2.840.10008.1.2.4.80"
    assert header.warnings == ()


@pytest.mark.parametrize("content", [b"", b"<html>", bytes(4096), b"DICM", bytes(128) + b"DICM"])
def test_what_is_no_dicom_file_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedError):
        read_header(io.BytesIO(content))
