"""What of a room people are told of who may not be in it: a mention, something new, that one confers now.

Within the transaction that stores the event: there is never one without the other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.engine import Connection, Row

from imaging.consult.news_keys import news_key
from imaging.consult.part_news import PartNews
from imaging.consult.participants import OUTSIDE, Part
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.kinds import EventKind
from imaging.consult.room.standing import LockedRoom
from imaging.consult.states import ConsultState
from imaging.exchange.telling.inbox import Inbox, Unseen
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.tables import consult_events, consult_participants, consults

# Who has not looked yet is not called again for each further message of a lively talk.
AGAIN_AFTER: Final = timedelta(minutes=10)
# Nobody confers for longer, whatever was agreed on.
LONGEST: Final = timedelta(hours=8)
_HERE: Final = "here-"
# What lasts and somebody wants to know of.
_NEW: Final = frozenset({EventKind.SAY, EventKind.DRAW})


@dataclass(frozen=True)
class RoomNews:
    """Tells of rooms."""

    inbox: Inbox

    def tell(self, connection: Connection, room: LockedRoom, event: RoomEvent, present: Collection[int]) -> None:
        """Tell whom an event concerns; ``present`` are the participants who have the room before them."""
        if event.kind in _NEW:
            mentioned = frozenset(event.body["mentions"]) if event.kind is EventKind.SAY else frozenset()
            others = {number: user_id for number, user_id in _people(room).items() if number != event.by}
            people = {user_id: number in present for number, user_id in others.items() if number in mentioned}
            if people:
                self._mention(connection, room, event, people)
            away = [user_id for number, user_id in others.items() if number not in present and number not in mentioned]
            if away:
                tell_of_new(connection, self.inbox, room.consult_id, str(event.sequence), away)
        elif event.kind is EventKind.PART:
            who, part = event.body["participant"], Part(event.body["part"])
            PartNews(self.inbox).placed(connection, room.consult_id, who, part)
        elif event.kind is EventKind.STATE and event.body["state"] == ConsultState.LIVE:
            absent = [user_id for number, user_id in _people(room).items() if number not in present]
            if absent:
                self._call(connection, room, event, absent)

    def call_for_missed(self, consult_id: int, user_id: int, seen: int) -> None:
        """Call somebody for the latest message that mentions them and lies quietly in their inbox, or for what is new.

        They were taken for present when it was said, and their page has surely been shown what was before alone.
        """
        beginning = mentions_key(consult_id)
        with self.inbox.index.write() as connection:
            waiting = self.inbox.unseen(connection, [user_id], beginning)
            missed = [each for each in waiting if _is_quiet(each) and mentioned_at(each.key) > seen]
            if not missed:
                self._call_for_new(connection, consult_id, user_id, seen)
                return
            for each in missed:
                self.inbox.withdraw(connection, each.key, user_id)
            consult = _consult(connection, consult_id)
            key = f"{beginning}{max(mentioned_at(each.key) for each in missed)}"
            path, urgency = f"/c/{consult.code}", Urgency(consult.urgency)
            self.inbox.tell(
                connection, News([user_id], Kind.CONSULT_MENTIONED, key, path, urgency, consult.hospital_id)
            )

    def _call_for_new(self, connection: Connection, consult_id: int, user_id: int, seen: int) -> None:
        """Call somebody who takes part still, if others have said or drawn anything since they saw the room."""
        event, who, own = consult_events.c, consult_participants.c, consult_participants.alias("own").c
        is_in = exists().where(own.consult_id == consult_id, own.user_id == user_id, own.part.not_in(OUTSIDE))
        others = (
            select(func.max(event.sequence))
            .join(consult_participants, who.id == event.participant_id)
            .where(event.consult_id == consult_id, event.sequence > seen, event.kind.in_(_NEW), is_in)
            .where(or_(who.user_id.is_(None), who.user_id != user_id))
        )
        last = connection.scalar(others)
        if last is not None:
            tell_of_new(connection, self.inbox, consult_id, str(last), [user_id])

    def _mention(self, connection: Connection, room: LockedRoom, event: RoomEvent, people: dict[int, bool]) -> None:
        """Tell people, with whether each of them is in the room, that somebody mentioned them."""
        consult, beginning = _consult(connection, room.consult_id), mentions_key(room.consult_id)
        waiting = self.inbox.unseen(connection, people, beginning)
        # Whoever is called because of a mention need not be called besides because something is new.
        if away := [user_id for user_id, is_here in people.items() if not is_here]:
            self.inbox.withdraw_all(connection, away, new_key(room.consult_id))
        for user_id, is_here in people.items():
            former = [each for each in waiting if each.user_id == user_id]
            if former and (is_here or any(_calls(each, event) for each in former)):
                continue
            for each in former:
                # The latest one stands for all that they have not looked at.
                self.inbox.withdraw(connection, each.key, user_id)
            key = f"{beginning}{_HERE if is_here else ''}{event.sequence}"
            kind, urgency = Kind.CONSULT_MENTIONED, Urgency(consult.urgency)
            news = News([user_id], kind, key, f"/c/{consult.code}", urgency, room.hospital_id, is_quiet=is_here)
            self.inbox.tell(connection, news)

    def _call(self, connection: Connection, room: LockedRoom, event: RoomEvent, user_ids: Collection[int]) -> None:
        """Tell those who take part and are not there that it has begun by itself, as who begins it does."""
        consult = _consult(connection, room.consult_id)
        minutes = consult.scheduled_minutes
        lasts = LONGEST if minutes is None else timedelta(minutes=minutes)
        news = News(
            user_ids,
            Kind.CONSULT_LIVE,
            news_key(room.consult_id, f"live-together-{event.sequence}"),
            f"/#/consults/{consult.code}",
            Urgency(consult.urgency),
            room.hospital_id,
            expires_at=event.at + lasts,
        )
        self.inbox.tell(connection, news)


def tell_of_new(connection: Connection, inbox: Inbox, consult_id: int, what: str, user_ids: Collection[int]) -> None:
    """Call people to a room in which something lasting is new: once, until they have looked.

    ``what`` begins with the number of the room's last event.
    """
    news = inbox.unseen(connection, user_ids, news_key(consult_id, ""))
    calling = (mentions_key(consult_id), new_key(consult_id))
    called = {each.user_id for each in news if each.key.startswith(calling) and not _is_quiet(each)}
    uncalled = [user_id for user_id in user_ids if user_id not in called]
    if not uncalled:
        return
    consult, key = _consult(connection, consult_id), f"{new_key(consult_id)}{what}"
    path, urgency = f"/c/{consult.code}", Urgency(consult.urgency)
    inbox.tell(connection, News(uncalled, Kind.CONSULT_NEW, key, path, urgency, consult.hospital_id))


def new_key(consult_id: int) -> str:
    """Return how the keys begin under which people are told that something is new in a room."""
    return news_key(consult_id, "new-")


def new_at(consult_id: int, key: str) -> int:
    """Return up to which event somebody must look so that what such a key is about is new no more."""
    return int(key.removeprefix(new_key(consult_id)).partition("-")[0])


def mentions_key(consult_id: int) -> str:
    """Return how the keys begin under which people are told that a room mentions them; the message's number ends it."""
    return news_key(consult_id, "mentioned-")


def mentioned_at(key: str) -> int:
    """Return the number of the message that such a key is about."""
    return int(key.rpartition("-")[2])


def _calls(former: Unseen, event: RoomEvent) -> bool:
    """Whether somebody was called a moment ago, and so will look by themselves."""
    return not _is_quiet(former) and event.at - former.created_at < AGAIN_AFTER


def _is_quiet(former: Unseen) -> bool:
    """Whether it only lies in the inbox of somebody who had the room before them."""
    return former.key.rpartition("-")[0].endswith(_HERE.rstrip("-"))


def _people(room: LockedRoom) -> dict[int, int]:
    """Return the people who take part, by their numbers in the room; guests are told of nothing outside of it."""
    return {
        number: member.user_id
        for number, member in room.members.items()
        if member.user_id is not None and member.part not in OUTSIDE
    }


def _consult(connection: Connection, consult_id: int) -> Row[Any]:
    return connection.execute(select(consults).where(consults.c.id == consult_id)).one()
