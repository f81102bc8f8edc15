"""Whom a consult asks: people by name, departments of which any doctor may accept, groups of experts.

Guests are invited in a way of their own (``imaging.consult.guests``).

How far an invitation is, ``imaging/consult/invitation_states.py`` draws.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal, or_, select, true
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import MAY, Action, Person, Role
from imaging.consult.invitation_states import InvitationState
from imaging.consult.news_keys import key_of_deputies
from imaging.consult.participants import Part
from imaging.errors import ConflictError, NotFoundError
from imaging.exchange.telling.deputies import stands_in_for
from imaging.index.tables import (
    consult_invitations,
    consult_participants,
    consults,
    department_members,
    departments,
    expert_group_members,
    expert_groups,
    hospitals,
    news,
    news_deputies,
    users,
)
from imaging.problems import Problem

# Who may speak in a consult at all.
ASKED_ROLES: Final = tuple(role for role in Role if Action.SPEAK in MAY[role])


class InviteeKind(StrEnum):
    """Who is asked: somebody, or several of whom one is enough."""

    PERSON = "person"
    DEPARTMENT = "department"
    GROUP = "group"


@dataclass(frozen=True)
class Invitee:
    """Somebody who is asked."""

    kind: InviteeKind
    id: int
    part: Part = Part.SPEAKS


@dataclass(frozen=True)
class Invitation:
    """An invitation as it is kept, with the names that belong to it."""

    id: int
    kind: InviteeKind
    invitee_id: int
    name: str
    hospital: str
    hospital_id: int | None
    part: Part
    state: InvitationState
    reason: str = field(repr=False)
    invited_by: int
    invited_at: datetime
    answered_by: int | None
    answered_by_name: str
    answered_at: datetime | None
    handed_to: int | None


_COLUMNS: Final[Mapping[InviteeKind, str]] = {
    InviteeKind.PERSON: "user_id",
    InviteeKind.DEPARTMENT: "department_id",
    InviteeKind.GROUP: "group_id",
}


def invite(
    connection: Connection, consult_id: int, invitee: Invitee, by: Person, now: datetime, *, asker_hospital: int
) -> int:
    """Write an invitation down and return its number.

    Raises
    ------
    NotFoundError
        There is nobody whom it could be for.
    ConflictError
        It is for whoever invites, or for somebody who was invited already or is in it: what they are there is changed
        by whoever asks.
    """
    kept, column = consult_invitations.c, _COLUMNS[invitee.kind]
    if invitee.kind is InviteeKind.PERSON and invitee.id == by.user_id:
        raise ConflictError("That is yourself.", Problem.CONSULT_TO_SELF)
    if not connection.execute(_is_there(invitee, asker_hospital)).first():
        raise NotFoundError("There is nobody to ask.", Problem.CONSULT_TO_NOBODY)
    if invitee.kind is InviteeKind.PERSON and connection.execute(_is_in(consult_id, invitee.id)).first():
        raise ConflictError("They are in it already.", Problem.CONSULT_IN_ALREADY)
    standing = (InvitationState.WAITING, InvitationState.ACCEPTED)
    twice = select(kept.id).where(kept.consult_id == consult_id, kept[column] == invitee.id, kept.state.in_(standing))
    if connection.execute(twice).first():
        raise ConflictError("They were asked already.", Problem.CONSULT_ASKED_ALREADY)
    values = {
        "consult_id": consult_id,
        column: invitee.id,
        "part": invitee.part,
        "state": InvitationState.WAITING,
        "reason": "",
        "invited_by": by.user_id,
        "invited_at": now,
    }
    number: int = connection.execute(insert(consult_invitations).values(values).returning(kept.id)).scalar_one()
    return number


def _is_in(consult_id: int | ColumnElement[int], user_id: int | ColumnElement[int]) -> Select[Any]:
    """Ask whether somebody takes part."""
    kept = consult_participants.alias("inside").c
    return select(kept.id).where(kept.consult_id == consult_id, kept.user_id == user_id, kept.part != Part.GONE)


def _is_there(invitee: Invitee, asker_hospital: int) -> Select[Any]:
    match invitee.kind:
        case InviteeKind.PERSON:
            query = select(users.c.id).where(users.c.id == invitee.id, *_can_answer())
            return query.where(_may_be(invitee.part, users.c.hospital_id, asker_hospital))
        case InviteeKind.DEPARTMENT:
            query = select(departments.c.id).where(departments.c.id == invitee.id)
            return query.where(_may_be(invitee.part, departments.c.hospital_id, asker_hospital))
        case InviteeKind.GROUP:
            # Its members may be of several hospitals.
            query = select(expert_groups.c.id).where(expert_groups.c.id == invitee.id, expert_groups.c.is_active)
            return query.where(literal(invitee.part is not Part.ASKS))


def _may_be(part: Part, hospital_id: ColumnElement[int], asker_hospital: int) -> ColumnElement[bool]:
    """Whoever conducts a consult beside whoever asks is of the same hospital, for its patient is."""
    return hospital_id == asker_hospital if part is Part.ASKS else true()


def _can_answer() -> tuple[ColumnElement[bool], ...]:
    return users.c.is_active, users.c.role.in_(ASKED_ROLES)


def is_meant(user_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row of ``consult_invitations`` asks this person, by name or as one of several."""
    kept = consult_invitations.c
    of_department = exists().where(
        department_members.c.department_id == kept.department_id, department_members.c.user_id == user_id
    )
    of_group = exists().where(
        expert_group_members.c.group_id == kept.group_id,
        expert_group_members.c.user_id == user_id,
        expert_groups.c.id == kept.group_id,
        expert_groups.c.is_active,
    )
    return and_(or_(kept.user_id == user_id, of_department, of_group), ~was_taken_out(user_id))


def was_taken_out(user_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether this person was taken out of a consult after a row of ``consult_invitations`` was written."""
    kept, taking_part = consult_invitations.c, consult_participants.alias("taken_out").c
    return exists().where(
        taking_part.consult_id == kept.consult_id,
        taking_part.user_id == user_id,
        taking_part.part == Part.GONE,
        taking_part.since > kept.invited_at,
    )


def is_deputised(user_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a row of ``consult_invitations`` asks somebody for whom this person stands in when nobody answers.

    They do so from the moment on at which the consult was escalated.
    """
    kept, deputy = consult_invitations.c, news_deputies.c
    member, expert = department_members.alias("member").c, expert_group_members.c
    # Of the department or the group itself, whoever belongs to it.
    of_department = exists().where(
        deputy.user_id == user_id,
        departments.c.id == kept.department_id,
        deputy.hospital_id == departments.c.hospital_id,
        or_(deputy.department_id.is_(None), deputy.department_id == departments.c.id),
    )
    of_group = exists().where(
        deputy.user_id == user_id,
        expert_groups.c.id == kept.group_id,
        deputy.hospital_id == expert_groups.c.hospital_id,
        deputy.department_id.is_(None),
    )
    # And of each who was asked, for those are told.
    of_members = exists().where(member.department_id == kept.department_id, _stands_in(user_id, member.user_id))
    of_experts = exists().where(expert.group_id == kept.group_id, _stands_in(user_id, expert.user_id))
    of_person = _stands_in(user_id, kept.user_id)
    anybodys = or_(of_department, of_group, of_members, of_experts, of_person)
    is_escalated = exists().where(consults.c.id == kept.consult_id, consults.c.escalated_at.is_not(None))
    # What is handed on after it was accepted is never late as a whole; then those stand in who were told.
    own = news.c
    was_told = exists().where(own.user_id == user_id, own.key == key_of_deputies(), own.withdrawn_at.is_(None))
    return and_(or_(is_escalated, was_told), anybodys, ~was_taken_out(user_id))


def _stands_in(user_id: int | ColumnElement[int], asked: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(news_deputies.c.user_id == user_id, stands_in_for(asked))


def people_of(connection: Connection, invitation_ids: Collection[int]) -> frozenset[int]:
    """Return who can answer any of these invitations; whoever has sent it can't, nor who is in the consult already."""
    kept = consult_invitations.c
    query = (
        select(users.c.id)
        .select_from(users)
        .join(consult_invitations, is_meant(users.c.id))
        .where(kept.id.in_(invitation_ids), *_can_answer(), users.c.id != kept.invited_by)
        .where(~_is_in(kept.consult_id, users.c.id).exists())
    )
    return frozenset(connection.scalars(query))


def invitations_of(connection: Connection, consult_id: int) -> tuple[Invitation, ...]:
    """Return whom a consult asks or asked, in the order of the asking."""
    query = named_invitations().where(consult_invitations.c.consult_id == consult_id)
    return tuple(map(invitation_of, connection.execute(query.order_by(consult_invitations.c.id))))


def named_invitations() -> Select[Any]:
    """Begin a question for invitations, with their names."""
    kept, answerer = consult_invitations.c, users.alias("answerer")
    of_department, of_group = hospitals.alias("of_department"), hospitals.alias("of_group")
    of_user = hospitals.alias("of_user")
    return (
        select(
            consult_invitations,
            func.coalesce(
                func.nullif(users.c.name, ""), users.c.login, departments.c.name, expert_groups.c.name
            ).label("name"),
            func.coalesce(of_user.c.name, of_department.c.name, of_group.c.name).label("hospital"),
            func.coalesce(of_user.c.id, of_department.c.id, of_group.c.id).label("hospital_id"),
            func.coalesce(func.nullif(answerer.c.name, ""), answerer.c.login, "").label("answered_by_name"),
        )
        .select_from(consult_invitations)
        .outerjoin(users, users.c.id == kept.user_id)
        .outerjoin(of_user, of_user.c.id == users.c.hospital_id)
        .outerjoin(departments, departments.c.id == kept.department_id)
        .outerjoin(of_department, of_department.c.id == departments.c.hospital_id)
        .outerjoin(expert_groups, expert_groups.c.id == kept.group_id)
        .outerjoin(of_group, of_group.c.id == expert_groups.c.hospital_id)
        .outerjoin(answerer, answerer.c.id == kept.answered_by)
    )  # fmt: skip


def invitation_of(row: Row[Any]) -> Invitation:
    """Return the invitation that a row tells of."""
    kind = next(kind for kind, column in _COLUMNS.items() if getattr(row, column) is not None)
    return Invitation(
        id=row.id,
        kind=kind,
        invitee_id=getattr(row, _COLUMNS[kind]),
        name=row.name,
        hospital=row.hospital,
        hospital_id=row.hospital_id,
        part=Part(row.part),
        state=InvitationState(row.state),
        reason=row.reason,
        invited_by=row.invited_by,
        invited_at=row.invited_at,
        answered_by=row.answered_by,
        answered_by_name=row.answered_by_name,
        answered_at=row.answered_at,
        handed_to=row.handed_to,
    )
