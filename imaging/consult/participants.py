"""Who takes part in a consult, and what that lets them do; nobody else comes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Action, Actor, Scope, TakingPart
from imaging.consult.states import ConsultState
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import (
    consult_guests,
    consult_participants,
    consult_series,
    consults,
    hospitals,
    series,
    users,
)


class Part(StrEnum):
    """What somebody is in a consult."""

    ASKS = "asks"
    SPEAKS = "speaks"
    WATCHES = "watches"
    # A guest who was not let in yet.
    WAITS = "waits"
    GONE = "gone"


SPEAKING: Final = frozenset({Part.ASKS, Part.SPEAKS})
# Whoever is not let in, or not any more.
OUTSIDE: Final = frozenset({Part.WAITS, Part.GONE})
_SEE: Final = frozenset({Action.TAKE_PART, Action.SEE_IMAGES, Action.SEE_REPORTS})
OPENED: Final[Mapping[Part, frozenset[Action]]] = {
    Part.ASKS: _SEE | {Action.SPEAK, Action.CONDUCT},
    Part.SPEAKS: _SEE | {Action.SPEAK},
    Part.WATCHES: _SEE,
    Part.WAITS: frozenset({Action.TAKE_PART}),
    Part.GONE: frozenset(),
}


@dataclass(frozen=True)
class Participant:
    """Somebody in a consult; ``id`` is what the room knows them by."""

    id: int
    part: Part
    name: str
    hospital: str
    user_id: int | None = None
    guest_id: int | None = None
    # None for guests, who are of no hospital here.
    hospital_id: int | None = None

    @property
    def taking_part(self) -> TakingPart:
        """What the consult opens to them."""
        return TakingPart(OPENED[self.part], self.user_id, self.guest_id)


@dataclass(frozen=True)
class Gathering:
    """A consult as those see it who must know who comes in: its state, what it opens, and to whom."""

    id: int
    code: str
    hospital_id: int
    study_id: int
    state: ConsultState
    hides_identity: bool
    series_ids: frozenset[int]
    study_ids: frozenset[int]
    participants: tuple[Participant, ...]
    # When one meets, if that is agreed on.
    scheduled_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """What is decided about; once a consult is over, it is open to its asking hospital's participants alone."""
        present = self.participants
        if self.state.is_over:
            present = tuple(each for each in present if each.hospital_id == self.hospital_id)
        taking_part = frozenset(each.taking_part for each in present)
        return Scope(self.hospital_id, self.study_ids, taking_part=taking_part)

    def participant_of(self, actor: Actor) -> Participant | None:
        """Return who somebody is here; None: nobody."""
        return next((each for each in self.participants if each.taking_part.is_for(actor)), None)


@dataclass(frozen=True)
class Gatherings:
    """Looks up who comes together in which consult."""

    index: Index

    def of_code(self, code: str) -> Gathering:
        """Return the consult of an address.

        Raises
        ------
        NotFoundError
            There is none.
        """
        with self.index.read() as connection:
            return gathering(connection, consults.c.code == code)

    def of_id(self, consult_id: int) -> Gathering:
        """Return the consult of a row.

        Raises
        ------
        NotFoundError
            There is none.
        """
        with self.index.read() as connection:
            return gathering(connection, consults.c.id == consult_id)


def gathering(connection: Connection, which: Any) -> Gathering:
    """Return the consult that a condition names, within a transaction."""
    row = connection.execute(select(consults).where(which)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such consult.")
    opened = opened_series(connection, row.id)
    return Gathering(
        row.id,
        row.code,
        row.hospital_id,
        row.study_id,
        ConsultState(row.state),
        row.hides_identity,
        frozenset(opened),
        frozenset(opened.values()) | {row.study_id},
        tuple(_participants(connection.execute(_TAKING_PART, {"consult_id": row.id}))),
        row.scheduled_at,
    )


def opened_series(connection: Connection, consult_id: int) -> dict[int, int]:
    """Return the series that a consult opens, each with its study."""
    return {row.series_id: row.study_id for row in connection.execute(_OPENED, {"consult_id": consult_id})}


def _select_opened() -> Select[Any]:
    """What a consult opens."""
    return (
        select(consult_series.c.series_id, series.c.study_id)
        .join(series, series.c.id == consult_series.c.series_id)
        .where(consult_series.c.consult_id == bindparam("consult_id"))
    )


def _select_taking_part() -> Select[Any]:
    """Who takes part, with their names."""
    kept, guest = consult_participants.c, consult_guests.c
    return (
        select(
            kept.id,
            kept.part,
            kept.user_id,
            kept.guest_id,
            users.c.hospital_id,
            func.coalesce(func.nullif(users.c.name, ""), users.c.login, guest.confirmed_name).label("name"),
            func.coalesce(hospitals.c.name, func.nullif(guest.confirmed_organisation, ""), guest.organisation).label(
                "hospital"
            ),
        )
        .outerjoin(users, users.c.id == kept.user_id)
        .outerjoin(hospitals, hospitals.c.id == users.c.hospital_id)
        .outerjoin(consult_guests, guest.id == kept.guest_id)
        .where(kept.consult_id == bindparam("consult_id"))
        .order_by(kept.id)
    )


# Made once: every page that is in a room has this asked every other second.
_OPENED: Final = _select_opened()
_TAKING_PART: Final = _select_taking_part()


def _participants(rows: Iterable[Row[Any]]) -> Iterable[Participant]:
    for row in rows:
        yield Participant(row.id, Part(row.part), row.name, row.hospital, row.user_id, row.guest_id, row.hospital_id)
