"""The consults of somebody: what waits for their answer, what they asked, what goes on, what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.clock import Clock
from imaging.consult.asking.concerning import standings_of, waiting_for
from imaging.consult.asking.consult import Consult, consult_of
from imaging.consult.asking.invitations import (
    Invitation,
    invitation_of,
    is_deputised,
    is_meant,
    named_invitations,
)
from imaging.consult.asking.looks import unseen
from imaging.consult.asking.standings import Standing
from imaging.consult.asking.who import standing_of
from imaging.consult.invitation_states import InvitationState
from imaging.consult.states import ConsultState
from imaging.index.engine import Index
from imaging.index.tables import (
    consult_invitations,
    consult_series,
    consults,
    hospitals,
    series_variants,
    study_variants,
    users,
)

MOST_DONE: Final = 100
MOST_LISTED: Final = 500
_OVER: Final = frozenset(state for state in ConsultState if state.is_over)
_DONE: Final = _OVER | {ConsultState.CONCLUDED}


class Tab(StrEnum):
    """What a consult is to whoever lists it."""

    TO_ANSWER = "to-answer"
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class Exam:
    """What kind of exam it is about: as much as whoever is asked must know to say yes or no."""

    date: str
    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]


@dataclass(frozen=True)
class ListedConsult:
    """A consult in somebody's list."""

    consult: Consult
    hospital: str
    asker: str
    standing: Standing
    tab: Tab
    exam: Exam
    # Whom it asks, and of these invitations those that wait for whoever lists it.
    invitations: tuple[Invitation, ...]
    own_invitation_ids: tuple[int, ...]
    unseen: int
    is_late: bool


@dataclass(frozen=True)
class Lists:
    """Lists consults; safe to share between threads."""

    index: Index
    clock: Clock

    def of(self, person: Person) -> tuple[ListedConsult, ...]:
        """Return somebody's consults: what is urgent and waits first, of what is done the latest."""
        with self.index.read() as connection:
            standings = standings_of(connection, person.user_id)
            found = [consult_of(row) for row in connection.execute(_open(standings))]
            found += [consult_of(row) for row in connection.execute(_done(standings))]
            return self._listed(connection, person, found, standings)

    def one(self, person: Person, consult: Consult) -> ListedConsult:
        """Return one as somebody would find it in their list."""
        with self.index.read() as connection:
            standings = {consult.id: standing_of(connection, consult, person)}
            (found,) = self._listed(connection, person, [consult], standings)
            return found

    def waiting(self, person: Person) -> int:
        """Return how many consults want something of somebody: an answer, a look at what is new, a guest to let in."""
        with self.index.read() as connection:
            return len(waiting_for(connection, person.user_id, self.clock.now()))

    def _listed(
        self, connection: Connection, person: Person, found: list[Consult], standings: dict[int, Standing]
    ) -> tuple[ListedConsult, ...]:
        numbers = [each.id for each in found]
        exams, invitations = _exams(connection, found), _invitations(connection, numbers)
        own, new = _own(connection, person, numbers), unseen(connection, numbers, person.user_id)
        names = _names(connection, numbers)
        now = self.clock.now()
        return tuple(
            ListedConsult(
                consult=each,
                hospital=names[each.id][0],
                asker=names[each.id][1],
                standing=standings.get(each.id, Standing.NONE),
                tab=tab_of(standings.get(each.id, Standing.NONE), each.state),
                exam=exams[each.id],
                invitations=tuple(invitations[each.id]),
                own_invitation_ids=tuple(own[each.id]),
                unseen=new.get(each.id, 0) if _sees_room(standings.get(each.id), each, person) else 0,
                is_late=each.is_late(now),
            )
            for each in found
        )


def tab_of(standing: Standing, state: ConsultState) -> Tab:
    """Say where somebody finds a consult."""
    if state in _DONE or standing in {Standing.SETTLED, Standing.NONE}:
        return Tab.DONE
    if standing is Standing.INVITED:
        return Tab.TO_ANSWER
    return Tab.ASKED if standing is Standing.ASKS else Tab.RUNNING


def _sees_room(standing: Standing | None, consult: Consult, person: Person) -> bool:
    inside = standing in {Standing.ASKS, Standing.SPEAKS, Standing.WATCHES}
    return inside and (not consult.state.is_over or person.hospital_id == consult.hospital_id)


def _open(standings: dict[int, Standing]) -> Any:
    inside = [each for each, standing in standings.items() if standing is not Standing.SETTLED]
    kept = consults.c
    query = select(consults).where(kept.id.in_(inside), kept.state.not_in(_DONE))
    return query.order_by(kept.due_at, kept.id).limit(MOST_LISTED)


def _done(standings: dict[int, Standing]) -> Any:
    kept = consults.c
    settled = [each for each, standing in standings.items() if standing is Standing.SETTLED]
    over = kept.id.in_(list(standings)) & kept.state.in_(_DONE)
    return select(consults).where(or_(over, kept.id.in_(settled))).order_by(kept.id.desc()).limit(MOST_DONE)


def _names(connection: Connection, consult_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    query = (
        select(
            consults.c.id,
            hospitals.c.name.label("hospital"),
            func.coalesce(func.nullif(users.c.name, ""), users.c.login).label("asker"),
        )
        .join(hospitals, hospitals.c.id == consults.c.hospital_id)
        .join(users, users.c.id == consults.c.asked_by)
        .where(consults.c.id.in_(consult_ids))
    )
    return {row.id: (row.hospital, row.asker) for row in connection.execute(query)}


def _exams(connection: Connection, found: Iterable[Consult]) -> dict[int, Exam]:
    numbers = {each.id: each.study_id for each in found}
    dates: dict[int, str] = {}
    said = select(study_variants.c.study_id, study_variants.c.study_date).where(
        study_variants.c.study_id.in_(set(numbers.values()))
    )
    for row in connection.execute(said.order_by(study_variants.c.id)):
        dates.setdefault(row.study_id, row.study_date)
    opened = (
        select(consult_series.c.consult_id, series_variants.c.modality, series_variants.c.body_part_examined)
        .join(series_variants, series_variants.c.series_id == consult_series.c.series_id)
        .where(consult_series.c.consult_id.in_(numbers))
        .order_by(series_variants.c.series_id, series_variants.c.id)
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for each in connection.execute(opened):
        rows[each.consult_id].append(each)
    return {
        number: Exam(
            dates.get(study_id, ""),
            tuple(dict.fromkeys(row.modality for row in rows[number] if row.modality)),
            tuple(dict.fromkeys(row.body_part_examined for row in rows[number] if row.body_part_examined)),
        )
        for number, study_id in numbers.items()
    }


def _invitations(connection: Connection, consult_ids: Collection[int]) -> dict[int, list[Invitation]]:
    query = named_invitations().where(consult_invitations.c.consult_id.in_(consult_ids))
    found: dict[int, list[Invitation]] = defaultdict(list)
    for row in connection.execute(query.order_by(consult_invitations.c.id)):
        found[row.consult_id].append(invitation_of(row))
    return found


def _own(connection: Connection, person: Person, consult_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the invitations that wait for this person, those by name first."""
    asked = consult_invitations.c
    meant = or_(is_meant(person.user_id), is_deputised(person.user_id))
    query = (
        select(asked.consult_id, asked.id)
        .where(asked.consult_id.in_(consult_ids), asked.state == InvitationState.WAITING, meant)
        .order_by(asked.user_id.is_(None), asked.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.consult_id].append(row.id)
    return found
