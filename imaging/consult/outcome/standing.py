"""What stands in a room at a moment: the seam between the room's log and what is concluded from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.room import state as room
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.state import RoomState
from imaging.consult.room.stored import event_of, lasting_events
from imaging.consult.room.views import ViewportState, ViewState
from imaging.exporting.zooms import Zoom, zoom_of
from imaging.index.tables import consult_events
from imaging.reading.annotations import Annotation, annotation_from_json

# As far back as it is looked how something was presented.
_MOST_LOOKS: Final = 500


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
    events = [event_of(row) for row in connection.execute(lasting_events(consult_id))]
    state = RoomState().after(events)
    moments = {each.sequence: each.at for each in events}
    drawings = (_drawing(each, moments) for each in state.drawings.values() if not each.is_erased)
    in_order = tuple(sorted(drawings, key=lambda each: each.sequence))
    looks = list(_looks(connection, consult_id))
    return Standing(state.sequence, state.chain, in_order, _windows(looks), _zooms(looks))


def chain_within(connection: Connection, consult_id: int) -> str:
    """Return only how far the lasting log has come."""
    kept = consult_events.c
    last = select(kept.chain).where(kept.consult_id == consult_id, ~kept.is_passing)
    return connection.scalar(last.order_by(kept.sequence.desc()).limit(1)) or RoomState().chain


def _drawing(drawn: room.Drawing, moments: dict[int, datetime]) -> Drawing:
    annotation = annotation_from_json(drawn.annotation)
    return Drawing(drawn.id, drawn.version, drawn.sequence, drawn.author, annotation, moments[drawn.sequence])


def _looks(connection: Connection, consult_id: int) -> Iterator[ViewportState]:
    """Give what was presented, the last first; a look that an older version wrote otherwise tells nothing."""
    kept = consult_events.c
    looks = select(kept.line).where(kept.consult_id == consult_id, kept.kind == EventKind.LOOK)
    for line in connection.scalars(looks.order_by(kept.sequence.desc()).limit(_MOST_LOOKS)):
        try:
            # As JSON, whose lists are what the strict model has as tuples.
            yield from ViewState.model_validate_json(json.dumps(json.loads(line)["body"]["view"])).shown
        except ValidationError:
            continue


def _windows(looks: Iterable[ViewportState]) -> dict[int, tuple[float, float]]:
    found: dict[int, tuple[float, float]] = {}
    for each in looks:
        if each.window is not None and each.window.width > 0:
            found.setdefault(each.series_id, (each.window.center, each.window.width))
    return dict(sorted(found.items()))


def _zooms(looks: Iterable[ViewportState]) -> dict[int, Zoom]:
    """Return of each series that was enlarged how it was; what was hung to one side stands elsewhere on each screen."""
    found: dict[int, Zoom | None] = {}
    for each in looks:
        if each.plane == "acquired" and each.hung is None:
            mirrored = (each.is_flipped_horizontally, each.is_flipped_vertically)
            found.setdefault(each.series_id, zoom_of(each.zoom, each.pan, each.rotation, mirrored))
    return {series_id: zoom for series_id, zoom in sorted(found.items()) if zoom is not None}
