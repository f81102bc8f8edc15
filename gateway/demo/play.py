"""Plays the story on the running system; played again it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from gateway.demo.consults import Consultations
from gateway.demo.keepsakes import Keepsakes
from gateway.demo.readiness import wait_for_doors
from gateway.demo.report_pdf import report_pdf
from gateway.demo.sending import SUCCESS, dicom_files, send_all
from gateway.demo.story import (
    EARLIER_EXAM,
    OTHER_HOSPITAL,
    OTHER_HOSPITAL_NAME,
    PLAYERS,
    Appointment,
    Machine,
    Player,
    appointments,
    machines,
)
from imaging.access.actors import Operator, Person
from imaging.access.hospitals import Hospital
from imaging.access.people import generate_password
from imaging.access.totp import STEP_SECONDS, code_at
from imaging.house import House
from imaging.orders.orders import Order
from imaging.orders.reports import NewReport, ReportState

OPERATOR: Final = Operator("demo")


@dataclass(frozen=True)
class Play:
    """One performance."""

    house: House
    samples: Path
    keepsakes: Keepsakes
    console: Console

    def perform(self) -> None:
        """Register hospitals, machines, people and appointments; send the studies; report."""
        self._register_hospitals()
        self._register_people()
        for appointment in appointments(datetime.now(self.house.settings.zone).astimezone()):
            self._book(appointment)
        self._note_earlier_exam()
        wait_for_doors(self.house.settings)
        self._send_everything()
        Consultations(self.house).hold()

    def _register_hospitals(self) -> None:
        self.house.hospitals.ensure(OTHER_HOSPITAL, OTHER_HOSPITAL_NAME)
        known = {entity.title for entity in self.house.ae_titles.list()}
        for machine in machines(self.house.settings.default_hospital):
            if machine.title not in known:
                self.house.ae_titles.add(machine.title, self.house.hospitals.by_code(machine.hospital).id)

    def _register_people(self) -> None:
        people = self.house.people
        known = {person.login: person for person in people.list()}
        for player in PLAYERS:
            if player.login not in known or player.login not in self.keepsakes.passwords:
                password = self.keepsakes.passwords[player.login] = generate_password()
                if player.login in known:
                    people.set_password(known[player.login].user_id, password)
                else:
                    self._introduce(player, password)
            if player.has_second_factor and player.login not in self.keepsakes.secrets:
                self._enrol(people.by_login(player.login))

    def _introduce(self, player: Player, password: str) -> None:
        house = self.house
        code = player.hospital or house.settings.default_hospital
        hospital = house.hospitals.by_code(code)
        person = house.people.add(player.login, password, hospital.id, player.role, player.name)
        if player.department:
            departments = {each.name: each for each in house.departments.list(hospital.id)}
            there = departments.get(player.department) or house.departments.add(hospital.id, player.department)
            house.departments.set_of(person.user_id, hospital.id, {there.id})
        if player.licence_number:
            house.people.set_licence(person.user_id, player.licence_number)
            house.people.confirm_licence(person.user_id, player.licence_number, None)

    def _enrol(self, person: Person) -> None:
        """Set a second factor up with the code of the half minute before, so that the present one is still good."""
        factors = self.house.second_factors
        secret = factors.begin(person).secret
        before = self.house.clock.now() - timedelta(seconds=STEP_SECONDS)
        if factors.confirm(person.user_id, code_at(secret, before)) is not None:
            self.keepsakes.secrets[person.login] = secret

    def _book(self, appointment: Appointment) -> None:
        house, number = self.house, appointment.order.accession_number
        hospital = house.hospitals.by_code(house.settings.default_hospital)
        order, link = house.orders.by_accession_number(hospital.id, number), None
        if order is None:
            booking = house.appointments.book(OPERATOR, hospital.id, appointment.order, phone=appointment.phone)
            order, link = booking.order, booking.link
        elif number not in self.keepsakes.links:
            link = house.links.reprint(OPERATOR, order)
        if link is not None:
            self.keepsakes.links[number] = link.url("")
            self.keepsakes.codes[number] = link.printed_code
        if appointment.report:
            self._report(order, hospital, appointment.report)

    def _note_earlier_exam(self) -> None:
        house, number = self.house, EARLIER_EXAM.order.accession_number
        hospital = house.hospitals.by_code(house.settings.default_hospital)
        order = house.orders.by_accession_number(hospital.id, number)
        if order is None:
            order, _ = house.orders.create(hospital.id, EARLIER_EXAM.order)
        self._report(order, hospital, EARLIER_EXAM.report)

    def _report(self, order: Order, hospital: Hospital, text: str) -> None:
        if self.house.reports.of_order(order.id):
            return
        pdf = report_pdf(hospital.name, order.procedure_description, text)
        report = NewReport(ReportState.FINAL, text, pdf, author="李医生 Dr Li")
        self.house.reports.add(OPERATOR, order.id, hospital.id, report)

    def _send_everything(self) -> None:
        with TemporaryDirectory(prefix="filmless-demo-") as directory:
            self._send_files(self._files(Path(directory)))

    def _files(self, directory: Path) -> dict[Machine, tuple[Path, ...]]:
        """Return what each machine sends; what has to be made first is written into the directory."""
        parties = machines(self.house.settings.default_hospital)
        files = {machine: dicom_files(self.samples / name for name in machine.folders) for machine in parties}
        scanner = next(machine for machine in parties if EARLIER_EXAM.folder in machine.folders)
        later = dicom_files([self.samples / EARLIER_EXAM.folder])
        files[scanner] += EARLIER_EXAM.prior.write(later, directory)
        return files

    def _send_files(self, files: dict[Machine, tuple[Path, ...]]) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("instances"))
        with Progress(*columns, console=self.console) as progress:
            task = progress.add_task("Sending the sample studies", total=sum(map(len, files.values())))
            for machine, paths in files.items():
                self._send(machine, paths, lambda: progress.advance(task))

    def _send(self, machine: Machine, paths: tuple[Path, ...], advance: Callable[[], None]) -> None:
        to, called = self.house.settings.dicom.from_here, self.house.settings.ae_title
        for path, status in zip(paths, send_all(paths, to, machine.title, called, self._say), strict=True):
            if status != SUCCESS:
                self._say(f"{path.name} was refused with status {status:04X}.")
            advance()

    def _say(self, text: str) -> None:
        self.console.print(text, style="yellow", markup=False)
