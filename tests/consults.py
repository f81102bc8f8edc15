"""Consults for tests: rows as asking makes them, with people of several hospitals and a study of one picture each."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from imaging.access.actors import Person, Role
from imaging.access.people import NewPerson
from imaging.consult.participants import Gathering, Part
from imaging.consult.room.log import RoomLog
from imaging.consult.states import ConsultState
from imaging.errors import NotFoundError
from imaging.house import House
from imaging.index.tables import consult_participants, consult_series, consults, instances, series
from tests.houses import send


@dataclass(frozen=True)
class MadeConsult:
    """A consult, and who is in it."""

    house: House
    id: int
    code: str
    hospital_id: int
    study_id: int
    series_ids: tuple[int, ...]
    # A picture of each of these series.
    instance_ids: tuple[int, ...]
    people: tuple[Person, ...]
    # Of each person, in the same order.
    participant_ids: tuple[int, ...]

    @property
    def gathering(self) -> Gathering:
        return self.house.gatherings.of_id(self.id)

    def participant_of(self, person: Person) -> int:
        return self.participant_ids[self.people.index(person)]


def hospital(house: House, code: str) -> int:
    """The hospital of a code; added if it is not there."""
    try:
        return house.hospitals.by_code(code).id
    except NotFoundError:
        return house.hospitals.add(code, f"Hospital {code}").id


def room_log(house: House) -> RoomLog:
    """The log of rooms, as each process has one."""
    return RoomLog(house.index, house.clock, house.audit, house.telling.inbox)


def doctor(house: House, login: str, hospital_code: str = "MAIN", role: Role = Role.RADIOLOGIST) -> Person:
    """Somebody who signs in without a password here: hashing one takes longer than most tests."""
    new = NewPerson(login, hospital(house, hospital_code), role, f"Dr. {login}", "")
    with house.index.write() as connection:
        return house.people.add_within(connection, new)


def made_consult(
    house: House,
    people: Mapping[Person, Part],
    *,
    state: ConsultState = ConsultState.LIVE,
    study_instance_uid: str = "",
    pictures: int = 1,
    hides_identity: bool = True,
) -> MadeConsult:
    """A consult of the first of these people about a study of their hospital, which is sent here if it is new."""
    asker = next(iter(people))
    uid = study_instance_uid or f"2.25.{secrets.randbelow(10**30)}"
    study_id = 0
    for _ in range(pictures):
        study_id = send(house, uid, asker.hospital_id)
    now = house.clock.now()
    with house.index.write() as connection:
        found = connection.execute(
            select(series.c.id, instances.c.id.label("instance_id"))
            .join(instances, instances.c.series_id == series.c.id)
            .where(series.c.study_id == study_id)
            .order_by(instances.c.id)
        ).all()
        values = {
            "code": secrets.token_urlsafe(18),
            "hospital_id": asker.hospital_id,
            "study_id": study_id,
            "asked_by": asker.user_id,
            "question": "Is this a tumour?",
            "urgency": "routine",
            "is_referral": False,
            "hides_identity": hides_identity,
            "state": state,
            "asked_at": now,
            "due_at": now + timedelta(days=1),
        }
        row = connection.execute(insert(consults).values(values).returning(consults.c.id, consults.c.code)).one()
        for series_id in {each.id for each in found}:
            connection.execute(insert(consult_series).values(consult_id=row.id, series_id=series_id))
        participants = [_take_part(connection, row.id, person, part, now) for person, part in people.items()]
    return MadeConsult(
        house,
        row.id,
        row.code,
        asker.hospital_id,
        study_id,
        _distinct(each.id for each in found),
        _distinct(each.instance_id for each in found),
        tuple(people),
        tuple(participants),
    )


def _take_part(connection, consult_id, person, part, now) -> int:
    values = {"consult_id": consult_id, "user_id": person.user_id, "part": part, "since": now}
    made = insert(consult_participants).values(values).returning(consult_participants.c.id)
    return int(connection.execute(made).scalar_one())


def _distinct(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))
