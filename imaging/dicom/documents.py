"""Documents in DICOM: reports as encapsulated PDF (PS3.3 section A.45.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

import pydicom

from imaging.dicom.header import Header, open_data_set, read_value
from imaging.dicom.own_files import own_file
from imaging.dicom.tags import ENCAPSULATED_DOCUMENT, ENCAPSULATED_DOCUMENT_LENGTH, MIME_TYPE_OF_ENCAPSULATED_DOCUMENT
from imaging.dicom.uids import (
    ENCAPSULATED_PDF,
    new_uid,
)
from imaging.errors import MalformedError, UnsupportedError

PDF_MEDIA_TYPE: Final = "application/pdf"
PDF_SIGNATURE: Final = b"%PDF-"
# ISO 32000-1 annex H.3.4.1: readers find the signature within the first kilobyte.
SIGNATURE_WITHIN_BYTES: Final = 1024
MAX_PDF_BYTES: Final = 128 * 1024 * 1024
# LO, PS3.5 6.2.
_LONGEST_DESCRIPTION: Final = 64


@dataclass(frozen=True)
class SourceInstance:
    """An object that a document was derived from, such as an image that it shows."""

    sop_class_uid: str
    sop_instance_uid: str


@dataclass(frozen=True)
class DocumentSubject:
    """Whom and what a document is about; empty where unknown.

    Dates are written as in DICOM (``YYYYMMDD``), names likewise (``family^given=…``).
    """

    study_instance_uid: str
    patient_name: str = ""
    patient_id: str = ""
    patient_birth_date: str = ""
    patient_sex: str = ""
    accession_number: str = ""
    study_id: str = ""
    study_date: str = ""
    study_time: str = ""
    study_description: str = ""
    referring_physician_name: str = ""
    sources: tuple[SourceInstance, ...] = ()


@dataclass(frozen=True)
class CodedTitle:
    """How a document is called, in any script, and the code for what it is."""

    words: str
    value: str
    scheme: str
    meaning: str

    def __str__(self) -> str:
        return self.words


def encapsulated_pdf(
    pdf: bytes,
    subject: DocumentSubject,
    *,
    title: str | CodedTitle,
    made_at: datetime,
    sop_instance_uid: str = "",
    series_instance_uid: str = "",
    institution_name: str = "",
) -> bytes:
    """Make a PDF a DICOM object of the study that it is about.

    Parameters
    ----------
    pdf
        The document.
    subject
        Whom and what it is about.
    title
        Document title, in any script, with the code that says what kind of document it is where there is one.
    made_at
        When the document was made, aware.
    sop_instance_uid, series_instance_uid
        New ones if empty.
    institution_name
        Where it was made.

    Returns
    -------
    bytes
        A whole Part 10 file in explicit VR little endian, text in UTF-8.

    Raises
    ------
    MalformedError
        The bytes are no PDF.
    """
    _require_pdf(pdf)
    dataset = pydicom.Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    _describe_subject(dataset, subject)
    _describe_series(dataset, made_at, series_instance_uid or new_uid(), institution_name)
    # Lists of series elsewhere have no other words for it.
    dataset.SeriesDescription = str(title)[:_LONGEST_DESCRIPTION]
    _describe_document(dataset, pdf, str(title), made_at)
    if isinstance(title, CodedTitle):
        dataset.ConceptNameCodeSequence = [_code(title)]
    if subject.sources:
        # PS3.3 C.24.2, type 1C: where there are none, no empty sequence says so.
        dataset.SourceInstanceSequence = [_source(each) for each in subject.sources]
    dataset.SOPClassUID = ENCAPSULATED_PDF
    dataset.SOPInstanceUID = sop_instance_uid or new_uid()
    return own_file(dataset)


def _code(title: CodedTitle) -> pydicom.Dataset:
    item = pydicom.Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = title.value, title.scheme, title.meaning
    return item


def _source(source: SourceInstance) -> pydicom.Dataset:
    item = pydicom.Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = source.sop_class_uid, source.sop_instance_uid
    return item


def _describe_subject(dataset: pydicom.Dataset, subject: DocumentSubject) -> None:
    dataset.PatientName = subject.patient_name
    dataset.PatientID = subject.patient_id
    dataset.PatientBirthDate = subject.patient_birth_date
    dataset.PatientSex = subject.patient_sex
    dataset.StudyInstanceUID = subject.study_instance_uid
    dataset.StudyID = subject.study_id
    dataset.StudyDate = subject.study_date
    dataset.StudyTime = subject.study_time
    dataset.StudyDescription = subject.study_description
    dataset.AccessionNumber = subject.accession_number
    dataset.ReferringPhysicianName = subject.referring_physician_name


def _describe_series(
    dataset: pydicom.Dataset, made_at: datetime, series_instance_uid: str, institution_name: str
) -> None:
    dataset.Modality = "DOC"
    dataset.SeriesInstanceUID = series_instance_uid
    # Far from the numbers that devices give, so that it does not stand among their series.
    dataset.SeriesNumber = 9001
    dataset.SeriesDate, dataset.SeriesTime = made_at.strftime("%Y%m%d"), made_at.strftime("%H%M%S")
    dataset.Manufacturer = "Filmless"
    dataset.ConversionType = "WSD"
    dataset.TimezoneOffsetFromUTC = made_at.strftime("%z")
    if institution_name:
        dataset.InstitutionName = institution_name


def _describe_document(dataset: pydicom.Dataset, pdf: bytes, title: str, made_at: datetime) -> None:
    dataset.InstanceNumber = 1
    dataset.ContentDate = made_at.strftime("%Y%m%d")
    dataset.ContentTime = made_at.strftime("%H%M%S")
    dataset.AcquisitionDateTime = made_at.strftime("%Y%m%d%H%M%S")
    dataset.BurnedInAnnotation = "YES"
    dataset.DocumentTitle = title
    dataset.ConceptNameCodeSequence = pydicom.Sequence()
    dataset.MIMETypeOfEncapsulatedDocument = PDF_MEDIA_TYPE
    dataset.EncapsulatedDocumentLength = len(pdf)
    dataset.EncapsulatedDocument = pdf + b"\0" * (len(pdf) % 2)


def pdf_of(header: Header, source: BinaryIO) -> bytes:
    """Return the PDF that an object encapsulates, without padding (PS3.3 section C.24.2).

    Parameters
    ----------
    header
        What `read_header` returned.
    source
        The file that the header was read from.

    Raises
    ------
    UnsupportedError
        It encapsulates nothing, something else than a PDF, or more than `MAX_PDF_BYTES`.
    MalformedError
        What it calls a PDF is none.
    """
    element = header.dataset.get(ENCAPSULATED_DOCUMENT)
    if element is None:
        raise UnsupportedError("This object holds no document.")
    media_type = header.dataset.text(MIME_TYPE_OF_ENCAPSULATED_DOCUMENT, PDF_MEDIA_TYPE)
    if media_type.lower() != PDF_MEDIA_TYPE:
        raise UnsupportedError(f"This document is {media_type}, not a PDF.")
    if (element.length or 0) > MAX_PDF_BYTES:
        raise UnsupportedError(f"This document is longer than {MAX_PDF_BYTES:,} bytes.")
    document = read_value(open_data_set(source, header), element, MAX_PDF_BYTES)
    length = header.dataset.integer(ENCAPSULATED_DOCUMENT_LENGTH)
    pdf = document[:length] if length and 0 <= len(document) - length <= 1 else document.removesuffix(b"\0")
    _require_pdf(pdf)
    return pdf


def _require_pdf(pdf: bytes) -> None:
    if PDF_SIGNATURE not in pdf[:SIGNATURE_WITHIN_BYTES]:
        raise MalformedError("This is no PDF: it does not begin as one.")
