"""Two hospitals whose doctors ask each other, for tests: whose the study is, and who may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from imaging.access.actors import Guest, Person, Role
from imaging.archive.ingest import Origin
from imaging.consult.asking.asking import NewConsult
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.desk import AskingDesk
from imaging.consult.asking.invitations import Invitee, InviteeKind, invitations_of
from imaging.consult.guest_arrival import GuestArrival
from imaging.consult.guests import NewGuest
from imaging.exchange.telling.news import Urgency
from imaging.house import House
from imaging.index.tables import news, news_deputies, series
from tests.synthetic import secondary_capture

PASSWORD = "correct-horse-battery"


def person(whom: Person) -> Invitee:
    """Ask somebody by name."""
    return Invitee(InviteeKind.PERSON, whom.user_id)


@dataclass(frozen=True)
class Town:
    """MAIN asks; EAST has a department of two, a group of experts, and somebody of neither."""

    house: House
    study_id: int
    asker: Person
    colleague: Person
    first: Person
    second: Person
    outsider: Person
    chief: Person
    department: int
    group: int

    @property
    def asking(self) -> AskingDesk:
        return self.house.asking

    def series_ids(self, study_id: int | None = None) -> frozenset[int]:
        """The series of a study; of the one that is asked about, if none is named."""
        with self.house.index.read() as connection:
            query = select(series.c.id).where(series.c.study_id == (study_id or self.study_id))
            return frozenset(connection.scalars(query))

    def new(self, *invitees: Invitee, urgency: Urgency = Urgency.URGENT) -> NewConsult:
        """A consult as it is wanted."""
        return NewConsult(self.study_id, "Is this a bleeding?", urgency, invitees, self.series_ids())

    def ask(self, *invitees: Invitee, urgency: Urgency = Urgency.URGENT) -> Consult:
        """Ask."""
        return self.asking.consults.ask(self.asker, self.new(*invitees, urgency=urgency))

    def ask_department(self) -> Consult:
        return self.ask(Invitee(InviteeKind.DEPARTMENT, self.department))

    def now(self, consult: Consult) -> Consult:
        """A consult as it is now."""
        return self.asking.consults.by_code(consult.code)

    def invitations(self, consult: Consult) -> list[int]:
        """The numbers of whom it asks."""
        with self.house.index.read() as connection:
            return [each.id for each in invitations_of(connection, consult.id)]

    def told(self, whom: Person) -> list[str]:
        """What somebody was told and was not taken back, the first first."""
        with self.house.index.read() as connection:
            query = select(news.c.kind).where(news.c.user_id == whom.user_id, news.c.withdrawn_at.is_(None))
            return list(connection.scalars(query.order_by(news.c.id)))


def image(house: House, study: str = "1.2.3.1", **said: str) -> int:
    """Have MAIN receive a study of one image, and return the study's number."""
    file = house.archive.landing.begin()
    whole = {"PatientID": "P-1", "PatientName": "Zhang^San=张^三", "Modality": "CT", "BodyPartExamined": "HEAD"} | said
    file.write(
        secondary_capture(
            StudyInstanceUID=study, SeriesInstanceUID=f"{study}.1", SOPInstanceUID=f"{study}.1.1",
            AccessionNumber=f"A{study}", **whole,
        )
    )  # fmt: skip
    house.archive.ingest.accept(file, Origin(house.hospitals.by_code("MAIN").id, "test"))
    (instance,) = house.archive.retrieve.instances_of(None, study)
    return instance.study_id


def town(house: House) -> Town:
    """Found it."""
    main, east = house.hospitals.by_code("MAIN").id, house.hospitals.ensure("EAST", "East").id
    study_id = image(house)

    def doctor(login: str, hospital_id: int, name: str = "") -> Person:
        return house.people.add(login, PASSWORD, hospital_id, Role.RADIOLOGIST, name)

    first, second = doctor("first", east, "王小明"), doctor("second", east)
    chief = doctor("chief", east)
    department = house.departments.add(east, "Neuroradiology").id
    for each in (first, second):
        house.departments.set_of(each.user_id, east, [department])
    group = house.asking.groups.add(
        house.people.add("admin@east", PASSWORD, east, Role.ADMINISTRATOR), "Stroke", [second.user_id]
    )
    with house.index.write() as connection:
        connection.execute(insert(news_deputies).values(hospital_id=east, department_id=None, user_id=chief.user_id))
    return Town(
        house, study_id, doctor("asker", main), doctor("colleague", main), first, second, doctor("outsider", east),
        chief, department, group,
    )  # fmt: skip


def invite_guest(east: Town, consult: Consult) -> int:
    """Have somebody without an account be invited, and return the number of the invitation."""
    here = east.house.gatherings.of_id(consult.id)
    return east.house.guests.invite(east.asker, here, NewGuest("Ada", "Clinic")).id


def arrive(east: Town, guest_id: int) -> str:
    """Begin a session of a guest, as link and digits do."""
    with east.house.index.write() as connection:
        until = east.house.clock.now() + timedelta(days=1)
        return east.house.guest_sessions.begin_within(connection, guest_id, until)


def wait(east: Town, consult: Consult, guest_id: int, session: str = "") -> int:
    """Have a guest say who they are, and return their number in the room."""
    guest = Guest(guest_id, consult.id, consult.hospital_id)
    arrival = GuestArrival(east.house.guests, east.house.access_log)
    arrival.attest(guest, session or arrive(east, guest_id), "Ada", "Clinic", "1 en")
    here = east.house.gatherings.of_id(consult.id).participants
    return next(each.id for each in here if each.guest_id == guest_id)
