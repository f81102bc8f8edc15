"""What stands in a room at a moment: the seam between the room's log and what is concluded from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from imaging.index.tables import consult_events
from imaging.reading.annotations import Annotation, annotation_from_json

EMPTY_CHAIN: Final = "0" * 64
_DRAW: Final = "draw"
_ERASE: Final = "erase"


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
    """What is drawn, and how far the log had come."""

    sequence: int
    chain: str
    drawings: tuple[Drawing, ...]


def standing_within(connection: Connection, consult_id: int) -> Standing:
    """Read a room's lasting events, and return what they add up to."""
    events = consult_events.c
    rows = connection.execute(
        select(events.sequence, events.participant_id, events.kind, events.at, events.line, events.chain)
        .where(events.consult_id == consult_id, ~events.is_passing)
        .order_by(events.sequence)
    ).all()
    drawn: dict[str, Drawing] = {}
    for row in rows:
        if row.kind in {_DRAW, _ERASE}:
            _take(drawn, row, json.loads(row.line)["body"])
    last = rows[-1] if rows else None
    drawings = tuple(sorted(drawn.values(), key=lambda each: each.sequence))
    return Standing(last.sequence if last else 0, last.chain if last else EMPTY_CHAIN, drawings)


def _take(drawn: dict[str, Drawing], row: Row[*tuple[Any, ...]], body: Mapping[str, Any]) -> None:
    if row.kind == _ERASE:
        drawn.pop(body["drawing"], None)
        return
    annotation = annotation_from_json(body["annotation"])
    drawn[body["drawing"]] = Drawing(
        body["drawing"], body["base"] + 1, row.sequence, row.participant_id, annotation, row.at
    )
