"""A consult goes on to its next state, as part of the transaction that is the reason for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from imaging.consult.room.appending import append_state
from imaging.consult.states import ConsultState
from imaging.errors import ConflictError
from imaging.index.tables import consults
from imaging.problems import Problem


def lock_within(connection: Connection, consult_id: int, allowed: frozenset[ConsultState]) -> ConsultState:
    """Have everybody else wait who changes this consult, and go on only where it stands as it must."""
    held = select(consults.c.state).where(consults.c.id == consult_id).with_for_update()
    state = ConsultState(connection.execute(held).scalar_one())
    if state not in allowed:
        raise ConflictError(f"The consult is {state}.", Problem.CONCLUSION_STATE)
    return state


def move_within(connection: Connection, consult_id: int, state: ConsultState, at: datetime) -> None:
    """Write the state of a consult that is held, and have its room say so.

    Whoever calls this tells the other processes once it is committed.
    """
    moment = {ConsultState.CONCLUDED: "concluded_at", ConsultState.CLOSED: "closed_at"}[state]
    values = {"state": state.value, "revision": consults.c.revision + 1, moment: at}
    connection.execute(update(consults).where(consults.c.id == consult_id).values(values))
    append_state(connection, consult_id, state, at)
