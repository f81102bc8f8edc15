"""Which consults concern somebody: found from the latest on, and never more than so many, however long it is.

Each way in which a consult can concern somebody is asked for by itself, for each has an index that ends the search.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.engine import Connection

from imaging.consult.asking.invitations import is_deputised, was_taken_out
from imaging.consult.asking.looks import is_new
from imaging.consult.asking.standings import Standing, standing_of_part
from imaging.consult.guest_sessions import lasting_sessions
from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.index.tables import (
    consult_guest_sessions,
    consult_invitations,
    consult_participants,
    consults,
    department_members,
    expert_group_members,
    expert_groups,
    news_deputies,
)

# So many invitations of each way, and so many consults that somebody is in, are looked at: the latest.
MOST_CONCERNING: Final = 1000
# Of whoever waits at the door nothing is heard for so long only if they have gone: their page asks every few seconds.
_AWAY: Final = timedelta(minutes=15)
_OVER: Final = tuple(state for state in ConsultState if state.is_over)
_DONE: Final = (*_OVER, ConsultState.CONCLUDED)
_INSIDE: Final = tuple(part for part in Part if standing_of_part(part) is not Standing.NONE)


def standings_of(connection: Connection, user_id: int) -> dict[int, Standing]:
    """Return what somebody is to the consults that concern them, the latest of each kind."""
    asked, kept = consult_invitations.c, consult_participants.c
    gone = was_taken_out(user_id)
    found: dict[int, Standing] = {}
    for way in (*_ways(connection, user_id), asked.answered_by == user_id):
        query = select(asked.consult_id, asked.state).where(
            way, asked.state != InvitationState.TAKEN_BACK, ~and_(asked.state == InvitationState.WAITING, gone)
        )
        for row in connection.execute(query.order_by(asked.id.desc()).limit(MOST_CONCERNING)):
            if row.state == InvitationState.WAITING:
                found[row.consult_id] = Standing.INVITED
            else:
                found.setdefault(row.consult_id, Standing.SETTLED)
    inside = select(kept.consult_id, kept.part).where(kept.user_id == user_id, kept.part.in_(_INSIDE))
    for row in connection.execute(inside.order_by(kept.consult_id.desc()).limit(MOST_CONCERNING)):
        found[row.consult_id] = standing_of_part(Part(row.part))
    return found


def waiting_for(connection: Connection, user_id: int, now: datetime) -> frozenset[int]:
    """Return the consults that want something of somebody: an answer, a look at what is new, a guest to be let in."""
    return frozenset().union(*(connection.scalars(each) for each in _wanting(connection, user_id, now)))


def _wanting(connection: Connection, user_id: int, now: datetime) -> Iterable[Select[Any]]:
    asked, kept = consult_invitations.c, consult_participants.c
    # By a name of its own, for those who stand in look at consults too.
    lasting = consults.alias("lasting")
    gone = was_taken_out(user_id)
    is_inside = exists().where(kept.consult_id == asked.consult_id, kept.user_id == user_id, kept.part.in_(_INSIDE))
    for way in _ways(connection, user_id):
        yield (
            select(asked.consult_id)
            .join(lasting, lasting.c.id == asked.consult_id)
            .where(way, asked.state == InvitationState.WAITING, lasting.c.state.not_in(_DONE), ~is_inside, ~gone)
            .limit(MOST_CONCERNING)
        )
    latest = (
        select(kept.consult_id, kept.part)
        .where(kept.user_id == user_id, kept.part.in_(_INSIDE))
        .order_by(kept.consult_id.desc())
        .limit(MOST_CONCERNING)
        .subquery()
    )
    within = select(lasting.c.id).join(latest, latest.c.consult_id == lasting.c.id)
    yield within.where(lasting.c.state.not_in(_OVER), is_new(lasting.c.id, user_id))
    yield within.where(lasting.c.state.not_in(_DONE), latest.c.part == Part.ASKS, _is_at_the_door(lasting.c.id, now))


def _is_at_the_door(consult_id: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    """Whether a guest waits to be let in, and has not gone away from their page."""
    guest, session = consult_participants.alias("guest"), consult_guest_sessions.c
    query = select(guest.c.id).join(consult_guest_sessions, session.guest_id == guest.c.guest_id)
    waits = query.where(guest.c.consult_id == consult_id, guest.c.part == Part.WAITS)
    return waits.where(*lasting_sessions(now, now - _AWAY)).exists()


def _ways(connection: Connection, user_id: int) -> Iterable[ColumnElement[bool]]:
    """Give the ways in which an invitation can ask somebody, each by an index of its own."""
    asked = consult_invitations.c
    member, expert = department_members.c, expert_group_members.c
    yield asked.user_id == user_id
    yield asked.department_id.in_(select(member.department_id).where(member.user_id == user_id))
    groups = select(expert.group_id).join(expert_groups, expert_groups.c.id == expert.group_id)
    yield asked.group_id.in_(groups.where(expert.user_id == user_id, expert_groups.c.is_active))
    if connection.scalar(select(exists().where(news_deputies.c.user_id == user_id))):
        late = select(consults.c.id).where(consults.c.escalated_at.is_not(None))
        latest = late.order_by(consults.c.id.desc()).limit(MOST_CONCERNING).subquery()
        yield and_(asked.consult_id.in_(select(latest.c.id)), is_deputised(user_id))
