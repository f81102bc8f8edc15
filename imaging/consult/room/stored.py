"""How events lie in the index, and are read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.engine import Connection, Row

from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.index.tables import consult_events, consults

_KEPT = consult_events.c


def values_of(consult_id: int, event: RoomEvent) -> dict[str, Any]:
    """Return the row of an event."""
    return {
        "consult_id": consult_id,
        "sequence": event.sequence,
        "participant_id": event.by,
        "operation_id": event.id,
        "kind": event.kind,
        "is_passing": event.kind.is_passing,
        "at": event.at,
        "line": event.line,
        "chain": event.chain,
    }


def event_of(row: Row[Any]) -> RoomEvent:
    """Return the event of a row."""
    return RoomEvent(
        row.sequence, row.participant_id, row.operation_id, EventKind(row.kind), row.at, row.line, row.chain
    )


def events_after(consult_id: int, sequence: int, limit: int | None = None) -> Select[Any]:
    """Select all events after a number, also those that pass."""
    query = select(consult_events).where(_KEPT.consult_id == consult_id, _KEPT.sequence > sequence)
    return query.order_by(_KEPT.sequence).limit(limit)


def lasting_events(consult_id: int) -> Select[Any]:
    """Select what the state is made of."""
    query = select(consult_events).where(_KEPT.consult_id == consult_id, ~_KEPT.is_passing)
    return query.order_by(_KEPT.sequence)


def told_after(consult_id: int, sequence: int) -> Select[Any]:
    """Select what somebody is told who knows all up to a number: what lasts, and the last of each kind that passes.

    One statement, because it must be of one moment.
    """
    passing = (
        select(func.max(_KEPT.sequence))
        .where(_KEPT.consult_id == consult_id, _KEPT.is_passing, _KEPT.sequence > sequence)
        .group_by(_KEPT.kind, _KEPT.participant_id)
    )
    wanted = or_(~_KEPT.is_passing, _KEPT.sequence.in_(passing))
    query = select(consult_events).where(_KEPT.consult_id == consult_id, _KEPT.sequence > sequence, wanted)
    return query.order_by(_KEPT.sequence)


def chain_at(consult_id: int, sequence: int) -> Select[Any]:
    """Select the chain of all up to a number; None: nothing lasting is among it."""
    last = select(func.max(_KEPT.sequence)).where(
        _KEPT.consult_id == consult_id, ~_KEPT.is_passing, _KEPT.sequence <= sequence
    )
    return select(_KEPT.chain).where(_KEPT.consult_id == consult_id, _KEPT.sequence == last.scalar_subquery())


def last_sequences(connection: Connection, consult_ids: Iterable[int]) -> dict[int, int]:
    """Return the number of the last event of each room that has one."""
    rows = connection.execute(_LAST, {"consult_ids": list(consult_ids)})
    return {row.id: row.last for row in rows if row.last is not None}


def known_already(connection: Connection, names: Iterable[str]) -> dict[tuple[int, int | None, str], RoomEvent]:
    """Return what became of proposals with these numbers, whose and wherever they are, by room, author and number."""
    found = connection.execute(_NAMED, {"names": list(names)})
    return {(row.consult_id, row.participant_id, row.operation_id): event_of(row) for row in found}


def _select_last() -> Select[Any]:
    # Asked room by room, each is one step to the end of the primary key, however long the room is.
    last = select(func.max(_KEPT.sequence)).where(_KEPT.consult_id == consults.c.id).scalar_subquery().label("last")
    return select(consults.c.id, last).where(consults.c.id.in_(bindparam("consult_ids", expanding=True)))


def _select_named() -> Select[Any]:
    # The number alone finds them: two pages hardly ever make the same, and who looks up a row knows whose it is.
    return select(consult_events).where(_KEPT.operation_id.in_(bindparam("names", expanding=True)))


# Made once: every batch and every look of a room asks them.
_LAST: Final = _select_last()
_NAMED: Final = _select_named()
