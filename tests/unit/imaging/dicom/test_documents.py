from __future__ import annotations

import io
from datetime import UTC, datetime

import pydicom
import pytest

from imaging.dicom.documents import DocumentSubject, encapsulated_pdf, pdf_of
from imaging.dicom.header import read_header
from imaging.dicom.tags import PATIENT_NAME, STUDY_INSTANCE_UID
from imaging.errors import MalformedError, UnsupportedError
from tests.data import conformance_path, sample_path
from tests.unit.imaging.dicom.crafted import explicit, part10

PDF = b"%PDF-1.4\n%%EOF\n"
SUBJECT = DocumentSubject("1.2.3.4", "Zhang^San=张^三", "1001", "19700101", "M", "A17", study_description="胸部CT")
MADE_AT = datetime(2026, 3, 4, 11, 22, 33, tzinfo=UTC)


@pytest.mark.parametrize("pdf", [PDF, PDF + b"\n", PDF + bytes(400_000)], ids=["odd", "even", "large"])
def test_the_pdf_comes_out_as_it_went_in(pdf: bytes) -> None:
    source = io.BytesIO(encapsulated_pdf(pdf, SUBJECT, title="影像报告", made_at=MADE_AT))
    header = read_header(source)
    assert header.warnings == ()
    assert header.dataset.text(PATIENT_NAME) == "Zhang^San=张^三"
    assert header.dataset.text(STUDY_INSTANCE_UID) == "1.2.3.4"
    assert pdf_of(header, source) == pdf


def test_pydicom_reads_what_is_made() -> None:
    made = encapsulated_pdf(PDF, SUBJECT, title="影像报告", made_at=MADE_AT, sop_instance_uid="1.2.9")
    dataset = pydicom.dcmread(io.BytesIO(made))
    assert dataset.SOPClassUID == pydicom.uid.EncapsulatedPDFStorage
    assert dataset.SOPInstanceUID == dataset.file_meta.MediaStorageSOPInstanceUID == "1.2.9"
    assert (dataset.DocumentTitle, dataset.StudyDescription) == ("影像报告", "胸部CT")
    assert (dataset.ContentDate, dataset.ContentTime, dataset.TimezoneOffsetFromUTC) == ("20260304", "112233", "+0000")
    assert dataset.EncapsulatedDocument[: dataset.EncapsulatedDocumentLength] == PDF


def test_what_is_no_pdf_is_not_made_one() -> None:
    with pytest.raises(MalformedError, match="no PDF"):
        encapsulated_pdf(b"<html>", SUBJECT, title="", made_at=MADE_AT)


def test_what_is_no_pdf_does_not_come_out_as_one() -> None:
    source = io.BytesIO(part10(explicit(0x00420011, b"OB", b"<html></html>\0")))
    with pytest.raises(MalformedError, match="no PDF"):
        pdf_of(read_header(source), source)


@pytest.mark.parametrize(
    "dataset",
    [
        explicit(0x00100020, b"LO", b"17"),
        explicit(0x00420011, b"OB", PDF + b"\0") + explicit(0x00420012, b"LO", b"text/XML"),
    ],
)
def test_other_documents_are_named(dataset: bytes) -> None:
    source = io.BytesIO(part10(dataset))
    with pytest.raises(UnsupportedError, match="document"):
        pdf_of(read_header(source), source)


def test_pdf_reports_of_others_come_out() -> None:
    paths = sorted(conformance_path("demo-report_pdf").glob("*.dcm"))
    assert paths
    for path in paths:
        with path.open("rb") as source:
            pdf = pdf_of(read_header(source), source)
        assert pdf.startswith(b"%PDF-")
        assert pdf == pydicom.dcmread(path).EncapsulatedDocument.rstrip(b"\0")


def test_images_hold_no_document() -> None:
    with sample_path("sc/sc_rgb_rle.dcm").open("rb") as source, pytest.raises(UnsupportedError):
        pdf_of(read_header(source), source)
