"""How far everybody has looked into a room: what came since is new to them, however many hours later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.clock import Clock
from imaging.consult.room.telling import mentioned_at, mentions_key, new_at, new_key
from imaging.exchange.telling.inbox import Inbox
from imaging.index.engine import Index
from imaging.index.tables import consult_events, consult_looks, consult_participants

# What somebody wants to know of; who came and who went is no news.
_SAID: Final = ("say", "draw", "erase")


@dataclass(frozen=True)
class Looks:
    """What is new to whom."""

    index: Index
    clock: Clock
    inbox: Inbox

    def note(self, person: Person, consult_id: int, sequence: int) -> None:
        """Note that somebody has seen everything up to an event; nobody ever sees less than before."""
        with self.index.write() as connection:
            looked(connection, self.index, consult_id, person.user_id, sequence, self.clock)
            for each in self.inbox.unseen(connection, [person.user_id], mentions_key(consult_id)):
                if mentioned_at(each.key) <= sequence:
                    self.inbox.seen(connection, each.key, person.user_id)
            for each in self.inbox.unseen(connection, [person.user_id], new_key(consult_id)):
                if new_at(consult_id, each.key) <= sequence:
                    # Nobody needs to hear of it any more by any way, be it as urgent as it may.
                    self.inbox.withdraw(connection, each.key, person.user_id)


def looked(connection: Connection, index: Index, consult_id: int, user_id: int, sequence: int, clock: Clock) -> None:
    """Note within a transaction how far somebody has looked."""
    kept = consult_looks.c
    last = connection.scalar(
        select(func.max(consult_events.c.sequence)).where(consult_events.c.consult_id == consult_id)
    )
    seen = min(sequence, last or 0)
    values = {"consult_id": consult_id, "user_id": user_id, "sequence": seen, "at": clock.now()}
    query = index.insert(consult_looks).values(values)
    changes = {"sequence": seen, "at": values["at"]}
    connection.execute(
        query.on_conflict_do_update(index_elements=["consult_id", "user_id"], set_=changes, where=kept.sequence < seen)
    )


def unseen(connection: Connection, consult_ids: Collection[int], user_id: int) -> dict[int, int]:
    """Return how much others have said and drawn in these consults since somebody looked."""
    event = consult_events.c
    query = select(event.consult_id, func.count()).select_from(consult_events.join(consult_participants, _by_others()))
    query = query.where(event.consult_id.in_(consult_ids), *_since(user_id)).group_by(event.consult_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def is_new(consult_id: ColumnElement[int], user_id: int) -> ColumnElement[bool]:
    """Whether others have said or drawn anything in a consult since somebody looked; the first one ends the search."""
    new = select(consult_events.c.sequence).join(consult_participants, _by_others())
    return new.where(consult_participants.c.consult_id == consult_id, *_since(user_id)).exists()


def _by_others() -> ColumnElement[bool]:
    event, who = consult_events.c, consult_participants.c
    return (who.consult_id == event.consult_id) & (who.id == event.participant_id)


def _since(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """Whether an event is somebody else's and new, in the order of the index that ends the search for it."""
    event, look, who = consult_events.c, consult_looks.c, consult_participants.c
    look_of = select(look.sequence).where(look.consult_id == who.consult_id, look.user_id == user_id)
    seen = look_of.correlate(consult_participants).scalar_subquery()
    return (
        or_(who.user_id.is_(None), who.user_id != user_id),
        ~event.is_passing,
        event.kind.in_(_SAID),
        event.sequence > func.coalesce(seen, 0),
    )
