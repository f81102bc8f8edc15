"""Reports that arrive as DICOM: PDFs and structured ones."""

from __future__ import annotations

import io

from pydicom import Dataset, dcmread

from imaging.archive.ingest import Origin
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from imaging.house import House
from imaging.orders.reports import Report
from tests.data import SAMPLE
from tests.houses import NOON

PDF = b"%PDF-1.7\nfindings"
STUDY = "2.25.1"
REPORT_TITLE = ("18748-4", "LN", "Diagnostic Imaging Report")
ENHANCED_SR, COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.88.33"
COMPREHENSIVE_3D_SR = "1.2.840.10008.5.1.4.1.1.88.34"
BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"


def receive(house: House, data: bytes) -> None:
    file = house.archive.landing.begin()
    file.write(data)
    house.archive.ingest.accept(file, Origin(1, "test"), None)
    house.bindings.bind_new_studies()


def receive_pdf(
    house: House,
    pdf: bytes = PDF,
    patient_id: str = "P-1",
    title: tuple[str, str] | None = ("11528-7", "LN"),
    verification: str = "",
    study: str = STUDY,
    accession_number: str = "A-1",
) -> None:
    subject = DocumentSubject(study, "王^小明", patient_id, "19600229", accession_number=accession_number)
    dataset = dcmread(io.BytesIO(encapsulated_pdf(pdf, subject, title="检查报告 Report", made_at=NOON)))
    if title is not None:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = *title, "Report"
        dataset.ConceptNameCodeSequence = [code]
    if verification:
        dataset.VerificationFlag = verification
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    receive(house, buffer.getvalue())


def coded(value: str, scheme: str, meaning: str) -> list[Dataset]:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return [code]


def receive_structured(
    house: House,
    sop_class_uid: str = COMPREHENSIVE_SR,
    title: tuple[str, str, str] = REPORT_TITLE,
    verification: str = "VERIFIED",
    template: str = "",
    completion: str = "COMPLETE",
) -> None:
    dataset = dcmread(SAMPLE / "report_sr" / "sr_basic_text.dcm")
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = sop_class_uid
    dataset.StudyInstanceUID, dataset.AccessionNumber = STUDY, "A-1"
    dataset.PatientID, dataset.PatientBirthDate, dataset.PatientName = "P-1", "19600229", "Wang^Xiaoming"
    dataset.CompletionFlag, dataset.VerificationFlag = completion, verification
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.ConceptNameCodeSequence = coded(*title)
    if template:
        dataset.ContentTemplateSequence = [Dataset()]
        dataset.ContentTemplateSequence[0].MappingResource = "DCMR"
        dataset.ContentTemplateSequence[0].TemplateIdentifier = template
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    receive(house, buffer.getvalue())


def latest(house: House, order_id: int) -> Report:
    return house.reports.of_order(order_id)[0]
