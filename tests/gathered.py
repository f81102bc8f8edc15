"""Consults as rows, for tests of what they open: who asked about what, and who takes part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import insert, select, update

from imaging.access.actors import Person, Role
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.house import House
from imaging.index.tables import (
    consult_guests,
    consult_participants,
    consult_records,
    consult_series,
    consults,
    series,
)

QUESTION = "What is this?"


def ask(
    house: House,
    asker: Person,
    study_id: int,
    code: str,
    *,
    series_ids: Iterable[int] | None = None,
    records: Iterable[tuple[str, int]] = (),
    hides: bool = False,
    state: ConsultState = ConsultState.LIVE,
) -> int:
    """Ask about a study; without series about all of them."""
    now = house.clock.now()
    values = {
        "code": code,
        "hospital_id": asker.hospital_id,
        "study_id": study_id,
        "asked_by": asker.user_id,
        "question": QUESTION,
        "urgency": "routine",
        "is_referral": False,
        "hides_identity": hides,
        "state": state,
        "revision": 1,
        "reason": "",
        "asked_at": now,
        "due_at": now + timedelta(days=1),
    }
    with house.index.write() as connection:
        named = series_ids
        if named is None:
            named = connection.execute(select(series.c.id).where(series.c.study_id == study_id)).scalars().all()
        consult_id: int = connection.execute(insert(consults).values(values).returning(consults.c.id)).scalar_one()
        for series_id in named:
            connection.execute(insert(consult_series).values(consult_id=consult_id, series_id=series_id))
        for kind, record_id in records:
            record = {"consult_id": consult_id, "kind": kind, "record_id": record_id}
            connection.execute(insert(consult_records).values(record))
    join(house, consult_id, Part.ASKS, user_id=asker.user_id)
    return consult_id


def join(house: House, consult_id: int, part: Part, *, user_id: int | None = None, guest_id: int | None = None) -> int:
    """Have somebody take part."""
    values = {
        "consult_id": consult_id,
        "user_id": user_id,
        "guest_id": guest_id,
        "part": part,
        "since": house.clock.now(),
    }
    query = insert(consult_participants).values(values).returning(consult_participants.c.id)
    with house.index.write() as connection:
        participant_id: int = connection.execute(query).scalar_one()
    return participant_id


def set_part(house: House, participant_id: int, part: Part) -> None:
    """Let somebody in, or take them out."""
    kept = consult_participants.c
    with house.index.write() as connection:
        connection.execute(update(consult_participants).where(kept.id == participant_id).values(part=part))


def set_state(house: House, consult_id: int, state: ConsultState) -> None:
    """Move a consult on."""
    with house.index.write() as connection:
        connection.execute(update(consults).where(consults.c.id == consult_id).values(state=state))


def guest_session(house: House, consult_id: int, name: str, part: Part) -> tuple[int, str]:
    """Have a guest come in who was invited and told the code; returns the participant and the session."""
    now = house.clock.now()
    values = {
        "consult_id": consult_id,
        "name": name,
        "organisation": "Elsewhere",
        "confirmed_name": name,
        "confirmed_at": now,
        "secret_hash": name.encode().ljust(32, b"\0")[:32],
        "code_hash": "",
        "invited_by": 0,
        "invited_at": now,
        "expires_at": now + timedelta(days=7),
    }
    with house.index.write() as connection:
        query = insert(consult_guests).values(values).returning(consult_guests.c.id)
        guest_id: int = connection.execute(query).scalar_one()
        session = house.guest_sessions.begin_within(connection, guest_id, now + timedelta(days=7))
    return join(house, consult_id, part, guest_id=guest_id), session


def somebody(house: House, login: str, hospital_id: int, role: Role = Role.RADIOLOGIST, password: str = "") -> Person:
    """Make a person, who can sign in if there is a password."""
    return house.people.add(login, password or "never-typed-anywhere-7", hospital_id, role)
