"""How series were presented last, as a room's log tells: from the latest look back to where each one is decided."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.room.kinds import EventKind
from imaging.consult.room.views import ViewportState, ViewState
from imaging.exporting.zooms import Zoom, zoom_of
from imaging.index.tables import consult_events, consult_series

# So many are read at once; who presents for an hour looks some ten thousand times.
_LOOKS_AT_ONCE: Final = 500
_OPENED: Final = consult_series.c


@dataclass(frozen=True)
class Presented:
    """How series were windowed and enlarged; what was left as the file says, or whole, is not among them."""

    windows: dict[int, tuple[float, float]]
    zooms: dict[int, Zoom]


def presented_within(connection: Connection, consult_id: int) -> Presented:
    """Look back until of every series of a consult it is known how it was presented last, or that it never was."""
    opened = frozenset(connection.scalars(select(_OPENED.series_id).where(_OPENED.consult_id == consult_id)))
    looking = _Looking(set(opened), set(opened))
    for line in _looks(connection, consult_id):
        # Most looks show nothing but what is decided, and to read them whole takes its time.
        if looking.may_learn_from(line):
            for shown in _shown(line):
                looking.take(shown)
        if looking.is_done:
            break
    return Presented(dict(sorted(looking.windows.items())), dict(sorted(looking.zooms.items())))


@dataclass
class _Looking:
    """What is found already, looking back: what a later look decided an earlier one does not."""

    unwindowed: set[int]
    unenlarged: set[int]
    windows: dict[int, tuple[float, float]] = field(default_factory=dict)
    zooms: dict[int, Zoom] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return not self.unwindowed and not self.unenlarged

    def may_learn_from(self, line: str) -> bool:
        return _names(line, self.unwindowed) or ('"acquired"' in line and _names(line, self.unenlarged))

    def take(self, shown: ViewportState) -> None:
        if shown.series_id in self.unwindowed:
            # That the file's own window was shown decides it as well.
            self.unwindowed.remove(shown.series_id)
            if shown.window is not None and shown.window.width > 0:
                self.windows[shown.series_id] = (shown.window.center, shown.window.width)
        # What was hung to one side stands elsewhere on each screen.
        if shown.series_id in self.unenlarged and shown.plane == "acquired" and shown.hung is None:
            self.unenlarged.remove(shown.series_id)
            mirrored = (shown.is_flipped_horizontally, shown.is_flipped_vertically)
            zoom = zoom_of(shown.zoom, shown.pan, shown.rotation, mirrored)
            if zoom is not None:
                self.zooms[shown.series_id] = zoom


def _looks(connection: Connection, consult_id: int) -> Iterator[str]:
    """Read how the screen of whoever presented looked, the latest first."""
    kept = consult_events.c
    looks = select(kept.sequence, kept.line).where(kept.consult_id == consult_id, kept.kind == EventKind.LOOK)
    backwards = looks.order_by(kept.sequence.desc()).limit(_LOOKS_AT_ONCE)
    rows = connection.execute(backwards).all()
    while rows:
        yield from (row.line for row in rows)
        rows = connection.execute(backwards.where(kept.sequence < rows[-1].sequence)).all()


def _names(line: str, series_ids: Collection[int]) -> bool:
    """Whether a look may show one of these series, or a part of it, by the name that it has there."""
    return any(f'/{series_id}"' in line or f"/{series_id}-" in line for series_id in series_ids)


def _shown(line: str) -> Iterator[ViewportState]:
    """Give what a look shows, first what is worked in; one that an older version wrote otherwise tells nothing."""
    try:
        # As JSON, whose lists are what the strict model has as tuples.
        seen = ViewState.model_validate_json(json.dumps(json.loads(line)["body"]["view"]))
    except ValidationError:
        return
    active = seen.viewports[seen.active] if seen.viewports else None
    if active is not None:
        yield active
    yield from seen.shown
