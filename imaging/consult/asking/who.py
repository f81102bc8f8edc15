"""What somebody is to a consult at this moment, and what can be decided about for it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Action, Person, Scope, TakingPart
from imaging.consult.asking.consult import Consult
from imaging.consult.asking.invitations import is_deputised, is_meant
from imaging.consult.asking.standings import Standing, standing_of_part
from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import OPENED, Part
from imaging.index.tables import consult_invitations, consult_participants


def standing_of(connection: Connection, consult: Consult, person: Person) -> Standing:
    """Return what somebody is to a consult: first their part in it, then whether they are or were asked."""
    kept, asked = consult_participants.c, consult_invitations.c
    part = connection.scalar(select(kept.part).where(kept.consult_id == consult.id, kept.user_id == person.user_id))
    inside = standing_of_part(Part(part) if part is not None else None)
    if inside is not Standing.NONE:
        return inside
    concerns = or_(is_meant(person.user_id), is_deputised(person.user_id), asked.answered_by == person.user_id)
    query = select(asked.state, asked.invited_by).where(asked.consult_id == consult.id, concerns)
    states = {row.state for row in connection.execute(query)}
    if InvitationState.WAITING in states:
        return Standing.INVITED
    return Standing.SETTLED if states - {InvitationState.TAKEN_BACK} else Standing.NONE


def scope_of(consult: Consult, person: Person, standing: Standing) -> Scope:
    """Return what is decided about when somebody sees that a consult is there.

    Whoever was only asked learns that there is one, and what it is about; its images and whose they are it opens to
    those who take part.
    """
    part = {
        Standing.ASKS: Part.ASKS,
        Standing.SPEAKS: Part.SPEAKS,
        Standing.WATCHES: Part.WATCHES,
    }.get(standing)
    if part is not None and (not consult.state.is_over or person.hospital_id == consult.hospital_id):
        opened = OPENED[part]
    else:
        opened = frozenset() if standing is Standing.NONE else frozenset({Action.TAKE_PART})
    taking_part = frozenset({TakingPart(opened, user_id=person.user_id)})
    return Scope(consult.hospital_id, frozenset({consult.study_id}), taking_part=taking_part)
