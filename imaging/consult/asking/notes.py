"""What is told of every change of a consult: to the audit, to the room's log, and to people.

All within the transaction that makes the change; the audit last, because its lock is held until the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.access.actors import Action, Actor
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.consult.asking.consult import Consult, changed
from imaging.consult.asking.deadlines import minutes_of
from imaging.consult.asking.invitations import people_of
from imaging.consult.invitation_states import InvitationState
from imaging.consult.participants import Part
from imaging.consult.room.appending import append_part, append_state, news_of
from imaging.consult.states import ConsultState
from imaging.events.bus import EventBus
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.news import Kind, News, unanswered_key
from imaging.index.tables import consult_invitations, consult_participants

# What asks for an answer is of no use long after it was due.
_LASTS: Final = timedelta(days=30)


@dataclass(frozen=True)
class Notes:
    """Tells of changes."""

    audit: Audit
    inbox: Inbox
    events: EventBus

    def moved(self, connection: Connection, consult: Consult, at: datetime) -> None:
        """Have the consult's room know where it stands now."""
        append_state(connection, consult.id, consult.state, at)

    def stands(
        self, connection: Connection, consult: Consult, state: ConsultState, at: datetime, reason: str = ""
    ) -> Consult:
        """Write where a consult stands after it changed, and have its room know if that is elsewhere."""
        has_moved = state is not consult.state
        values = {"state": state} | ({"reason": reason} if reason else {})
        consult = changed(connection, consult, **values)
        if has_moved:
            self.moved(connection, consult, at)
        return consult

    def placed(self, connection: Connection, consult: Consult, participant_id: int, part: Part, at: datetime) -> None:
        """Have the consult's room know what somebody is in it from now on."""
        append_part(connection, consult.id, participant_id, part, at)

    def show(self, consult: Consult) -> Consult:
        """Have those who are in the room look; only once it is committed."""
        self.events.publish(news_of(consult.hospital_id, consult.id))
        return consult

    def audited(
        self,
        connection: Connection,
        actor: Actor,
        action: Action | str,
        consult: Consult,
        detail: Mapping[str, str | int] | None = None,
    ) -> None:
        """Have the audit of the hospital whose patient it is know."""
        subject = Subject(SubjectKind.CONSULT, consult.id)
        event = AuditEvent(actor, action, subject, hospital_id=consult.hospital_id, detail=detail or {})
        self.audit.append(connection, event)

    def ask(
        self,
        connection: Connection,
        consult: Consult,
        invitation_ids: Collection[int],
        kind: Kind = Kind.CONSULT_ASKED,
    ) -> None:
        """Tell those who are asked; where nobody answers in time, it is told again and then to their deputies."""
        user_ids = people_of(connection, invitation_ids)
        # Whoever is asked later has as long as those who were asked first.
        patience = minutes_of(connection, consult.hospital_id).of(consult.urgency)
        answer_by = self.inbox.clock.now() + patience
        for user_id in user_ids:
            # Whoever was told as one of several is told anew when it is for them by name.
            self.inbox.withdraw(connection, asked_key(consult), user_id)
        news = News(
            user_ids,
            kind,
            asked_key(consult),
            consult.path,
            consult.urgency,
            consult.hospital_id,
            answer_by=answer_by,
            expires_at=answer_by + _LASTS,
        )
        self.inbox.tell(connection, news)

    def tell(
        self,
        connection: Connection,
        consult: Consult,
        kind: Kind,
        what: str,
        user_ids: Collection[int],
        expires_at: datetime | None = None,
    ) -> None:
        """Tell people of something that happened, ``what`` telling one from another."""
        key = f"consult-{consult.id}-{what}"
        news = News(user_ids, kind, key, consult.path, consult.urgency, consult.hospital_id, expires_at=expires_at)
        self.inbox.tell(connection, news)

    def taken(self, connection: Connection, consult: Consult, invitation_id: int, user_id: int) -> None:
        """Have it wait no more for those who could have taken what somebody took, nor for their deputies."""
        key = asked_key(consult)
        self.inbox.answered(connection, key, user_id)
        self.inbox.withdraw(connection, unanswered_key(key))
        still = people_of(connection, waiting(connection, consult.id))
        for other in people_of(connection, [invitation_id]) - still - {user_id}:
            self.inbox.withdraw(connection, key, other)

    def take_back(self, connection: Connection, consult: Consult) -> None:
        """Ask nobody any more."""
        for key in (asked_key(consult), unanswered_key(asked_key(consult))):
            self.inbox.withdraw(connection, key)


def asked_key(consult: Consult) -> str:
    """Return under what people are told that they are asked."""
    return f"consult-{consult.id}-asked"


def present(connection: Connection, consult_id: int, *, but: int | None = None) -> frozenset[int]:
    """Return the people who take part, all but one."""
    kept = consult_participants.c
    query = select(kept.user_id).where(
        kept.consult_id == consult_id, kept.user_id.is_not(None), kept.part.not_in((Part.GONE, Part.WAITS))
    )
    return frozenset(connection.scalars(query)) - {but}


def conductors(connection: Connection, consult_id: int, *, but: int | None = None) -> frozenset[int]:
    """Return who asks."""
    kept = consult_participants.c
    query = select(kept.user_id).where(kept.consult_id == consult_id, kept.user_id.is_not(None), kept.part == Part.ASKS)
    return frozenset(connection.scalars(query)) - {but}


def waiting(connection: Connection, consult_id: int) -> frozenset[int]:
    """Return the numbers of the invitations that nobody has answered yet."""
    kept = consult_invitations.c
    query = select(kept.id).where(kept.consult_id == consult_id, kept.state == InvitationState.WAITING)
    return frozenset(connection.scalars(query))


def late_key(consult: Consult) -> str:
    """Return under what who asks is told that nobody has accepted in time."""
    return f"consult-{consult.id}-late"
