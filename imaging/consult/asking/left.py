"""Who is left that may answer a consult: people who were asked, and guests, whom who asks lets in.

What nobody is left for was declined. What only guests are left for waits for nobody's answer: it is accepted, as one
that asked guests alone from the beginning.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.engine import Connection

from imaging.consult.asking.consult import Consult
from imaging.consult.guests import MOST_TRIES
from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.index.tables import consult_guests, consult_invitations, consult_participants

_STANDS = (InvitationState.WAITING, InvitationState.ACCEPTED)


def state_after(connection: Connection, consult: Consult, now: datetime) -> ConsultState:
    """Return where a consult stands once an invitation was answered, or is asked no more."""
    if consult.state is not ConsultState.REQUESTED:
        return consult.state
    if _is_asked(connection, consult.id, InvitationState.WAITING):
        return ConsultState.REQUESTED
    if is_anybody_here(connection, consult.id) or are_guests_left(connection, consult.id, now):
        return ConsultState.ACCEPTED
    return ConsultState.REQUESTED


def is_anybody_left(connection: Connection, consult_id: int, now: datetime) -> bool:
    """Whether somebody may still answer."""
    return _is_asked(connection, consult_id, *_STANDS) or are_guests_left(connection, consult_id, now)


def is_anybody_here(connection: Connection, consult_id: int) -> bool:
    """Whether somebody takes part who was asked; who only watches is somebody where nobody was to speak."""
    kept = consult_participants.c
    parts = {Part.SPEAKS} if _is_any_to_speak(connection, consult_id) else {Part.SPEAKS, Part.WATCHES}
    query = select(kept.id).where(kept.consult_id == consult_id, kept.part.in_(parts))
    return connection.execute(query).first() is not None


def are_guests_left(connection: Connection, consult_id: int, now: datetime) -> bool:
    """Whether guests are in, or may still come: who was taken out or locked out comes by a new invitation alone."""
    kept, taking_part = consult_guests.c, consult_participants.c
    part = exists().where(taking_part.guest_id == kept.id)
    was_taken_out = part.where(taking_part.part == Part.GONE, kept.confirmed_at.is_not(None))
    is_locked = and_(kept.tries >= MOST_TRIES, ~part.where(taking_part.part != Part.GONE))
    living = and_(kept.revoked_at.is_(None), kept.expires_at > now, ~was_taken_out, ~is_locked)
    return connection.execute(select(kept.id).where(kept.consult_id == consult_id, living)).first() is not None


def _is_asked(connection: Connection, consult_id: int, *states: InvitationState) -> bool:
    """Whether invitations of these states stand; those to watch count where nobody was asked to speak."""
    kept = consult_invitations.c
    query = select(kept.id).where(kept.consult_id == consult_id, kept.state.in_(states))
    if _is_any_to_speak(connection, consult_id):
        query = query.where(kept.part == Part.SPEAKS)
    return connection.execute(query).first() is not None


def _is_any_to_speak(connection: Connection, consult_id: int) -> bool:
    """Whether anybody was asked to speak, and was not asked in vain because it was taken back."""
    kept = consult_invitations.c
    query = select(kept.id).where(
        kept.consult_id == consult_id, kept.part == Part.SPEAKS, kept.state != InvitationState.TAKEN_BACK
    )
    return connection.execute(query).first() is not None
