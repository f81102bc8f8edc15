"""A house in which reports are written: residents, seniors, and exams that wait for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imaging.access.actors import Person, Role
from imaging.orders.orders import NewOrder, Order
from imaging.sharing.appointments import Booking
from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse, desk_house


@dataclass(frozen=True)
class Ward:
    """A house with residents and seniors, and exams that wait for them."""

    desk: DeskHouse
    people: dict[str, Person]

    @property
    def url(self) -> str:
        return self.desk.url

    def exam(self, accession_number: str, description: str = "头颅 CT 平扫", modality: str = "CT") -> Order:
        """Book an exam, and let its images come in."""
        return self.booked(accession_number, description, modality).order

    def booked(self, accession_number: str, description: str = "头颅 CT 平扫", modality: str = "CT") -> Booking:
        """Do so, and keep the patient's link."""
        house, hospital_id = self.desk.open.house, self.desk.open.hospital_id
        new = NewOrder(accession_number, "P77", "Zhang^San=张三", "19900131", description, "M", modality)
        booking = house.appointments.book(self.desk.people["admin"], hospital_id, new, phone="13800001234")
        number = sum(map(ord, accession_number))
        self.desk.receive(
            StudyInstanceUID=f"1.2.9.{number}", SeriesInstanceUID=f"1.2.9.{number}.1",
            SOPInstanceUID=f"1.2.9.{number}.1.1", AccessionNumber=accession_number,
            PatientID="P77", PatientName=new.patient_name, PatientBirthDate="19900131",
            PatientSex="M", StudyDescription=description, Modality=modality,
        )  # fmt: skip
        return booking


@contextmanager
def ward_in(folder: Path) -> Iterator[Ward]:
    """Open it in an empty folder."""
    with desk_house(folder) as desk:
        people, hospital_id = desk.open.house.people, desk.open.hospital_id
        added = {
            login: people.add(login, PASSWORD, hospital_id, role, f"{login.title()} 医师")
            for login, role in (
                ("resident", Role.RADIOLOGIST),
                ("senior", Role.RADIOLOGIST),
                ("clinician", Role.CLINICIAN),
            )
        }
        people.set_licence(added["senior"].user_id, "110000000001")
        people.confirm_licence(added["senior"].user_id, "110000000001", None)
        yield Ward(desk, added)
