"""What the demo has nothing of by itself, sent to it so that the pages that show it can be pictured.

Everything has the same UIDs and the same bytes each time: sent again, it changes nothing.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pydicom
from pydicom.uid import EnhancedSRStorage

from gateway.demo.command import SAMPLES
from gateway.demo.report_pdf import report_pdf
from gateway.demo.sending import send
from gateway.demo.story import DEFAULT_HOSPITAL_NAME
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from imaging.settings import Bind

MADE_AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
CHEST = SAMPLES / "cr_chest" / "cr_chest_pa_j2k.dcm"
HEAD = SAMPLES / "ct_head_phantom" / "ct_phantom_001.dcm"
STRUCTURED = SAMPLES / "report_sr" / "sr_basic_text.dcm"
SHARED = (
    "StudyInstanceUID",
    "AccessionNumber",
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "StudyDate",
)
TITLE = "剂量记录 Dose record"
DOSE = "CTDIvol 52.1 mGy\nDLP 937 mGy·cm\n此文件为演示内容。 A demonstration."


def provoke(to: Bind) -> None:
    """Send an image that contradicts one that is here, and documents that do not say what they are."""
    with tempfile.TemporaryDirectory() as directory:
        image, document, text = (Path(directory, f"{name}.dcm") for name in ("image", "document", "text"))
        _contradiction().save_as(image)
        document.write_bytes(_document())
        _text().save_as(text)
        for path, calling in ((image, "CART"), (document, "CENTRAL"), (text, "CENTRAL")):
            list(send([path], to, calling, "FILMLESS"))


def _contradiction() -> pydicom.Dataset:
    """The demo's chest under its own UID, of somebody else and from another day: a cart that counts UIDs anew."""
    dataset = pydicom.dcmread(CHEST)
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = "Chen^Jing=陈^静", "P20417", "19680923"
    dataset.StudyDate, dataset.StudyDescription, dataset.AccessionNumber = (
        "20260131",
        "床旁胸片 Chest, bedside",
        "A20417",
    )
    return dataset


def _document() -> bytes:
    """A dose record beside the demo's head: a PDF with a title, but without a code that says that it is no report."""
    with pydicom.dcmread(HEAD, stop_before_pixels=True) as head:
        subject = DocumentSubject(
            head.StudyInstanceUID,
            str(head.PatientName),
            head.PatientID,
            head.PatientBirthDate,
            accession_number=head.AccessionNumber,
            patient_sex=head.get("PatientSex", ""),
            study_date=head.StudyDate,
        )
    pdf = report_pdf(DEFAULT_HOSPITAL_NAME, TITLE, DOSE)
    uids = {"sop_instance_uid": "2.25.20260131120001", "series_instance_uid": "2.25.20260131120002"}
    return encapsulated_pdf(pdf, subject, title=TITLE, made_at=MADE_AT, **uids)


def _text() -> pydicom.Dataset:
    """A structured report beside the demo's head: verified, but its title is none that says what it is."""
    dataset, head = pydicom.dcmread(STRUCTURED), pydicom.dcmread(HEAD, stop_before_pixels=True)
    dataset.SpecificCharacterSet = head.SpecificCharacterSet
    for keyword in SHARED:
        setattr(dataset, keyword, head.get(keyword, ""))
    dataset.SeriesInstanceUID = "2.25.20260131120003"
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "2.25.20260131120004"
    # A basic text would be a report whatever its title.
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = EnhancedSRStorage
    dataset.VerificationFlag, dataset.CompletionFlag = "VERIFIED", "COMPLETE"
    return dataset
