"""Taking somebody out: they are gone from the room, and what they were asked before is asked no more.

Only an invitation that is made afterwards lets them answer again, by whichever way it asks them: by name, or as one of
a department or a group.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.engine import Connection

from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import Part
from imaging.index.tables import consult_invitations, consult_participants


def take_out_within(connection: Connection, participant_id: int, by: int | ColumnElement[int], at: datetime) -> None:
    """Write that somebody is gone, and take back what let them in or still waits for them by name.

    What they have handed on let them in as well, and asks whoever it was handed on to all the same. What was asked of
    several and waits is left to the others. ``by`` is the user who takes them out.
    """
    kept, asked = consult_participants.c, consult_invitations.c
    gone = update(consult_participants).where(kept.id == participant_id).values(part=Part.GONE, since=at)
    row = connection.execute(gone.returning(kept.consult_id, kept.user_id)).one()
    if row.user_id is None:
        return
    answered = (InvitationState.ACCEPTED, InvitationState.HANDED_ON)
    let_in = and_(asked.state.in_(answered), asked.answered_by == row.user_id)
    waits = and_(asked.state == InvitationState.WAITING, asked.user_id == row.user_id)
    theirs = update(consult_invitations).where(asked.consult_id == row.consult_id, or_(let_in, waits))
    connection.execute(theirs.values(state=InvitationState.TAKEN_BACK, answered_by=by, answered_at=at))


def user_of(participant_id: int | None) -> ColumnElement[int]:
    """Return the user whom a room knows by a number."""
    kept = consult_participants.alias("who")
    return select(kept.c.user_id).where(kept.c.id == participant_id).scalar_subquery()
