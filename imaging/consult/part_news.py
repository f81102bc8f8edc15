"""What people are told when somebody's part changes: a guest waits to be let in; whoever is gone is told nothing more.

Within the transaction in which it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.news_keys import door_key, news_key
from imaging.consult.participants import Part
from imaging.consult.states import ConsultState
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.tables import consult_participants, consults


@dataclass(frozen=True)
class PartNews:
    """Tells of parts."""

    inbox: Inbox

    def waits(self, connection: Connection, consult_id: int, participant_id: int) -> None:
        """Call those who ask to the door, at which a guest waits."""
        consult = connection.execute(select(consults).where(consults.c.id == consult_id)).one()
        if not ConsultState(consult.state).is_open:
            return
        key, asking = door_key(consult_id, participant_id), _asking(connection, consult_id)
        # Whoever comes again is told of once.
        self.inbox.withdraw_all(connection, asking, key)
        now = self.inbox.clock.now()
        news = News(
            asking,
            Kind.CONSULT_GUEST_WAITS,
            f"{key}{int(now.timestamp() * 1000)}",
            f"/c/{consult.code}",
            Urgency(consult.urgency),
            consult.hospital_id,
        )
        self.inbox.tell(connection, news)

    def waits_no_more(self, connection: Connection, consult_id: int, participant_id: int) -> None:
        """Have those who ask be called to the door no more: the guest is in, or has gone."""
        self.inbox.withdraw_all(connection, _asking(connection, consult_id), door_key(consult_id, participant_id))

    def nobody_waits(self, connection: Connection, consult_id: int) -> None:
        """Have those who ask be called to no door any more: nobody is let in from now on."""
        self.inbox.withdraw_all(connection, _asking(connection, consult_id), news_key(consult_id, "door-"))

    def placed(self, connection: Connection, consult_id: int, participant_id: int, part: Part) -> None:
        """Take back what came to nothing because somebody is something else from now on."""
        kept = consult_participants.c
        row = connection.execute(select(kept.user_id, kept.guest_id).where(kept.id == participant_id)).one()
        if row.guest_id is not None:
            self.waits_no_more(connection, consult_id, participant_id)
        elif part is Part.GONE:
            # What they were told of opens nothing to them any more.
            self.inbox.withdraw_all(connection, [row.user_id], news_key(consult_id, ""))


def _asking(connection: Connection, consult_id: int) -> frozenset[int]:
    kept = consult_participants.c
    query = select(kept.user_id).where(kept.consult_id == consult_id, kept.user_id.is_not(None), kept.part == Part.ASKS)
    return frozenset(connection.scalars(query))
