"""What is told of every change of a consult: to the audit, to the room's log, and to people.

All within the transaction that makes the change; the audit last, because its lock is held until the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from imaging.consult.news_keys import asked_key, asked_keys, news_key
from imaging.consult.part_news import PartNews
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

    def placed(
        self, connection: Connection, consult: Consult, participant_id: int, part: Part, at: datetime, by: int
    ) -> None:
        """Have the consult's room know what somebody is in it from now on; ``by`` is the user who makes them that."""
        kept = consult_participants.c
        author = select(kept.id).where(kept.consult_id == consult.id, kept.user_id == by)
        append_part(connection, consult.id, participant_id, part, at, connection.scalar(author))
        PartNews(self.inbox).placed(connection, consult.id, participant_id, part)

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
        # Whoever is asked later has as long as those who were asked first.
        answer_by = self.inbox.clock.now() + minutes_of(connection, consult.hospital_id).of(consult.urgency)
        for number in _named_last(connection, invitation_ids):
            user_ids = people_of(connection, [number])
            # Whoever was told as one of several is told anew when it is for them by name, and waits once.
            self.inbox.withdraw_open(connection, asked_keys(connection, consult.id), user_ids)
            self.inbox.tell(connection, _asking(consult, number, user_ids, kind, answer_by))

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
        key = news_key(consult.id, what)
        news = News(user_ids, kind, key, consult.path, consult.urgency, consult.hospital_id, expires_at=expires_at)
        self.inbox.tell(connection, news)

    def taken(self, connection: Connection, consult: Consult, invitation_id: int, user_id: int) -> None:
        """Have an invitation wait no more for those who could have taken what somebody took, nor for their deputies.

        Who took it is asked nothing more besides, for they are in.
        """
        self.inbox.answered(connection, asked_key(consult.id, invitation_id), user_id)
        self.inbox.withdraw_open(connection, asked_keys(connection, consult.id), [user_id])
        self.asked_no_more(connection, consult, invitation_id)

    def asked_no_more(self, connection: Connection, consult: Consult, invitation_id: int) -> None:
        """Have an invitation wait for nobody who has not answered it; what else asks them lies in their inbox again."""
        key = asked_key(consult.id, invitation_id)
        self.inbox.withdraw_open(connection, {key, unanswered_key(key)})
        former, now = people_of(connection, [invitation_id]), self.inbox.clock.now()
        patience = minutes_of(connection, consult.hospital_id).of(consult.urgency)
        for other in sorted(waiting(connection, consult.id)):
            user_ids = former & people_of(connection, [other])
            # They were called for this consult before: nobody calls them again because one way of asking has ended.
            due = _invited_at(connection, other) + patience
            news = _asking(consult, other, user_ids, Kind.CONSULT_ASKED, due if due > now else None, is_quiet=True)
            self.inbox.tell(connection, news)
            former -= user_ids

    def calls_no_more(self, connection: Connection, consult: Consult) -> None:
        """Call nobody any more to what has begun: it goes on another time."""
        self.inbox.withdraw_all(connection, present(connection, consult.id), news_key(consult.id, "live-"))

    def take_back(self, connection: Connection, consult: Consult) -> None:
        """Ask nobody any more, and call nobody to the door."""
        PartNews(self.inbox).nobody_waits(connection, consult.id)
        self.inbox.withdraw_open(connection, asked_keys(connection, consult.id))


def _asking(
    consult: Consult,
    invitation_id: int,
    user_ids: Collection[int],
    kind: Kind,
    answer_by: datetime | None,
    *,
    is_quiet: bool = False,
) -> News:
    return News(
        user_ids,
        kind,
        asked_key(consult.id, invitation_id),
        consult.path,
        consult.urgency,
        consult.hospital_id,
        answer_by=answer_by,
        expires_at=None if answer_by is None else answer_by + _LASTS,
        is_quiet=is_quiet,
    )


def _named_last(connection: Connection, invitation_ids: Collection[int]) -> Sequence[int]:
    """Return the numbers of invitations, those by name last."""
    kept = consult_invitations.c
    query = select(kept.id).where(kept.id.in_(invitation_ids)).order_by(kept.user_id.is_not(None), kept.id)
    return connection.scalars(query).all()


def _invited_at(connection: Connection, invitation_id: int) -> datetime:
    query = select(consult_invitations.c.invited_at).where(consult_invitations.c.id == invitation_id)
    at: datetime = connection.execute(query).scalar_one()
    return at


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
    return news_key(consult.id, "late")
