"""What stands in a room at a moment: the seam between the room's log and what is concluded from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.outcome.presented import presented_within
from imaging.consult.room import state as room
from imaging.consult.room.state import RoomState
from imaging.consult.room.stored import event_of, lasting_events
from imaging.exporting.zooms import Zoom
from imaging.index.tables import consult_events
from imaging.reading.annotations import Annotation, annotation_from_json


@dataclass(frozen=True)
class Drawing:
    """A figure as it stands in the room, by whom it is and when it was drawn last."""

    id: str
    version: int
    sequence: int
    participant_id: int
    annotation: Annotation
    at: datetime


@dataclass(frozen=True)
class Standing:
    """What is drawn, how series were windowed and enlarged when presented last, and how far the log had come."""

    sequence: int
    chain: str
    drawings: tuple[Drawing, ...]
    windows: dict[int, tuple[float, float]]
    zooms: dict[int, Zoom]


def standing_within(connection: Connection, consult_id: int) -> Standing:
    """Read a room's log, and return what it adds up to."""
    state, drawings = _drawn(connection, consult_id)
    presented = presented_within(connection, consult_id)
    return Standing(state.sequence, state.chain, drawings, presented.windows, presented.zooms)


def drawings_within(connection: Connection, consult_id: int) -> tuple[Drawing, ...]:
    """Return only what is drawn: how things were presented may lie far back."""
    return _drawn(connection, consult_id)[1]


def chain_within(connection: Connection, consult_id: int) -> str:
    """Return only how far the lasting log has come."""
    kept = consult_events.c
    last = select(kept.chain).where(kept.consult_id == consult_id, ~kept.is_passing)
    return connection.scalar(last.order_by(kept.sequence.desc()).limit(1)) or RoomState().chain


def _drawn(connection: Connection, consult_id: int) -> tuple[RoomState, tuple[Drawing, ...]]:
    events = [event_of(row) for row in connection.execute(lasting_events(consult_id))]
    state = RoomState().after(events)
    moments = {each.sequence: each.at for each in events}
    drawings = (_drawing(each, moments) for each in state.drawings.values() if not each.is_erased)
    return state, tuple(sorted(drawings, key=lambda each: each.sequence))


def _drawing(drawn: room.Drawing, moments: dict[int, datetime]) -> Drawing:
    annotation = annotation_from_json(drawn.annotation)
    return Drawing(drawn.id, drawn.version, drawn.sequence, drawn.author, annotation, moments[drawn.sequence])
