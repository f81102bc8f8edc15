"""A house in which the desk has something to do: orders in every state, a queue, contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydicom import Dataset
from pydicom.uid import ComprehensiveSRStorage

from imaging.access.actors import Person, Role
from imaging.archive.ingest import Origin
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from imaging.dicom.uids import new_uid
from imaging.orders.dicom_reports import DicomReports
from imaging.orders.orders import NewOrder, Order
from imaging.orders.reports import NewReport, ReportState
from tests.serving import Establishment, establishment
from tests.synthetic import secondary_capture

PASSWORD = "correct-horse-battery"
PEOPLE = {"frontdesk": Role.FRONT_DESK, "admin": Role.ADMINISTRATOR, "doctor": Role.RADIOLOGIST}
PATIENTS = (
    ("A1001", "P1001", "Zhang^San=张^三", "19900131", "M", "CT", "头颅 CT 平扫"),
    ("A1002", "P1002", "Li^Si=李^四", "19851102", "F", "MR", "颅脑磁共振平扫"),
    ("A1003", "P1003", "Wang^Wu=王^五", "19700101", "M", "CR", "胸部正位片"),
    ("A1004", "P1004", "Zhao^Liu=赵^六", "20010615", "F", "US", "Abdominal ultrasound"),
)


@dataclass(frozen=True)
class DeskHouse:
    """The house, and who works in it."""

    open: Establishment
    people: dict[str, Person]

    @property
    def url(self) -> str:
        return self.open.served.url

    def receive(self, **attributes: object) -> None:
        """Let an image come in."""
        self.take_in(secondary_capture(**attributes))

    def take_in(self, data: bytes) -> None:
        """Let an object come in, and the worker look at it."""
        house = self.open.house
        file = house.archive.landing.begin()
        file.write(data)
        house.archive.ingest.accept(file, Origin(self.open.hospital_id, "TEST"))
        house.bindings.bind_new_studies()
        DicomReports(house.index, house.clock, house.reports, house.documents, house.archive.retrieve).take()

    def with_document(self, accession_number: str, pdf: bytes = b"%PDF-1.7\nfindings") -> Order:
        """Book an order whose images come with a PDF that does not say what it is."""
        house, name = self.open.house, "Wu^Jiu=吴^九"
        new = NewOrder(accession_number, "PD1", name, "19800101", "CT")
        order = house.appointments.book(self.people["admin"], self.open.hospital_id, new, phone="13800001234").order
        subject = DocumentSubject(new_uid(), name, "PD1", "19800101", accession_number=accession_number)
        self.take_in(encapsulated_pdf(pdf, subject, title="剂量\u202e记录", made_at=datetime.now(UTC)))
        return order

    def with_structured_report(self, accession_number: str) -> Order:
        """Book an order whose images come with a verified structured report under a title of its maker's own."""
        house = self.open.house
        new = NewOrder(accession_number, "PD2", "吴九", "19800101", "CT")
        order = house.appointments.book(self.people["admin"], self.open.hospital_id, new, phone="13800001234").order
        title, finding = Dataset(), Dataset()
        title.CodeValue, title.CodingSchemeDesignator, title.CodeMeaning = "R1", "99MAKER", "影像诊断报告"
        finding.RelationshipType, finding.ValueType, finding.TextValue = "CONTAINS", "TEXT", "右肺上叶结节。"
        self.receive(
            SOPClassUID=ComprehensiveSRStorage, StudyInstanceUID=new_uid(), SeriesInstanceUID=new_uid(), Modality="SR",
            AccessionNumber=accession_number, PatientID="PD2", PatientName="WU^JIU", PatientBirthDate="19800101",
            PixelData=None, CompletionFlag="COMPLETE", VerificationFlag="VERIFIED", ValueType="CONTAINER",
            ConceptNameCodeSequence=[title], ContentSequence=[finding],
        )  # fmt: skip
        return order


@contextmanager
def desk_house(folder: Path, **settings: Any) -> Iterator[DeskHouse]:
    """Open a house with people and nothing else."""
    with establishment(folder, **settings) as opened:
        hospital_id = opened.hospital_id
        people = {
            login: opened.house.people.add(login, PASSWORD, hospital_id, role, f"{login} 测试")
            for login, role in PEOPLE.items()
        }
        opened.house.people.set_licence(people["doctor"].user_id, "110000000002")
        opened.house.people.confirm_licence(people["doctor"].user_id, "110000000002", None)
        yield DeskHouse(opened, people)


def fill(desk: DeskHouse) -> None:
    """Orders in every state, three questions, two contradictions."""
    house, hospital_id = desk.open.house, desk.open.hospital_id
    # All of them on the day that the browser takes for today, at whatever hour the tests run.
    noon = datetime.now(UTC).astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
    booked = {}
    for number, (accession, patient, name, born, sex, modality, exam) in enumerate(PATIENTS):
        new = NewOrder(
            accession, patient, name, born, exam, sex, modality, noon + timedelta(minutes=20 * number), "2 号楼"
        )
        booked[accession] = house.appointments.book(desk.people["admin"], hospital_id, new, phone="13800001234").order
    for number, accession in enumerate(("A1001", "A1002"), start=1):
        order = booked[accession]
        desk.receive(
            StudyInstanceUID=f"1.2.3.{number}", SeriesInstanceUID=f"1.2.3.{number}.1", AccessionNumber=accession,
            PatientID=order.patient_id, PatientName=order.patient_name, PatientBirthDate=order.patient_birth_date,
            PatientSex=order.patient_sex, StudyDescription=order.procedure_description, Modality=order.modality,
        )  # fmt: skip
    house.reports.add(
        desk.people["doctor"],
        booked["A1002"].id,
        hospital_id,
        NewReport(ReportState.FINAL, "未见异常。", author="陈医师"),
    )
    desk.receive(
        StudyInstanceUID="1.2.3.9", SeriesInstanceUID="1.2.3.9.1", AccessionNumber="A1003", PatientID="P1003",
        PatientName="Wang^Liu=王^六", PatientBirthDate="19700110", StudyDescription="Chest PA", Modality="CR",
    )  # fmt: skip
    desk.receive(
        StudyInstanceUID="1.2.3.8", SeriesInstanceUID="1.2.3.8.1", AccessionNumber=None, PatientID="P1004",
        PatientName="Zhao^Liu=赵^六", PatientBirthDate="20010615", StudyDescription="Abdomen", Modality="US",
    )  # fmt: skip
    same = {"SOPInstanceUID": "1.2.3.7.1.1", "StudyInstanceUID": "1.2.3.7", "SeriesInstanceUID": "1.2.3.7.1"}
    desk.receive(**same, PatientID="P7", AccessionNumber="A7")
    desk.receive(**same, PatientID="P7", AccessionNumber="A7", PixelData=bytes(256))
    desk.receive(**same | {"SOPInstanceUID": "1.2.3.7.1.2"}, PatientID="P8", AccessionNumber="A7")
