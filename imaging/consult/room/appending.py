"""Events that the server adds to a room, within the transaction of whatever they tell of.

Whoever calls this tells the other processes once it is committed: ``events.publish(news_of(...))``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from imaging.consult.participants import Part
from imaging.consult.room.events import FIRST_CHAIN, RoomEvent, chained, line_of, moment
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.stored import values_of
from imaging.consult.states import ConsultState
from imaging.events.event import Event, Kind
from imaging.index.tables import consult_events, consults


def append_state(connection: Connection, consult_id: int, state: ConsultState, at: datetime) -> RoomEvent:
    """Say in its room that a consult has moved on; that it has stands in the consult's row already."""
    return _append(connection, consult_id, EventKind.STATE, {"state": state.value}, None, at)


def append_part(
    connection: Connection, consult_id: int, participant_id: int, part: Part, at: datetime, by: int | None = None
) -> RoomEvent:
    """Say in a room that somebody is something else from now on; their row says so already."""
    body = {"participant": participant_id, "part": part.value}
    return _append(connection, consult_id, EventKind.PART, body, by, at)


def news_of(hospital_id: int, consult_id: int) -> Event:
    """Return what the other processes are told: there is something new in a room."""
    return Event(Kind.ROOM, hospital_id, str(consult_id))


def _append(
    connection: Connection, consult_id: int, kind: EventKind, body: Mapping[str, object], by: int | None, at: datetime
) -> RoomEvent:
    # One at a time: PostgreSQL waits here, SQLite did already.
    connection.execute(select(consults.c.id).where(consults.c.id == consult_id).with_for_update(key_share=True))
    kept = consult_events.c
    latest = select(kept.sequence, kept.chain).where(kept.consult_id == consult_id).order_by(kept.sequence.desc())
    last = connection.execute(latest.limit(1)).one_or_none()
    lasting = connection.execute(latest.where(~kept.is_passing).limit(1)).one_or_none()
    sequence = 1 if last is None else last.sequence + 1
    name = str(uuid4())
    line = line_of(sequence, name, by, moment(at), kind, json.dumps(body, separators=(",", ":")))
    chain = chained(FIRST_CHAIN if lasting is None else lasting.chain, line)
    event = RoomEvent(sequence, by, name, kind, at, line, chain)
    connection.execute(insert(consult_events).values(values_of(consult_id, event)))
    return event
