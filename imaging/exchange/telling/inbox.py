"""The inbox of everybody: what they were told, in this installation itself. Whatever else reaches them comes later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Update, func, or_, select, update
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import NotFoundError
from imaging.exchange.telling.news import Kind, News, Told, Urgency, unanswered_key
from imaging.index.engine import Index
from imaging.index.tables import hospitals, news

MOST_SHOWN: Final = 200
# What was settled is still listed for so long.
LATELY: Final = timedelta(days=14)


@dataclass(frozen=True)
class Unseen:
    """A piece of news that somebody has not looked at."""

    user_id: int
    key: str
    created_at: datetime


@dataclass(frozen=True)
class Inbox:
    """What waits for people, and what waited for them lately.

    Whoever tells does so within the transaction in which what they tell of happens: there is never one without the
    other. What leaves the house is sent by the worker afterwards.
    """

    index: Index
    clock: Clock

    def tell(self, connection: Connection, told: News) -> None:
        """Tell people of something, once; who was told and then no more is told anew."""
        if not told.user_ids:
            return
        now = self.clock.now()
        values = {
            "hospital_id": told.hospital_id,
            "kind": told.kind,
            "key": told.key,
            "path": told.path,
            "urgency": told.urgency,
            "created_at": now,
            "answer_by": told.answer_by,
            "expires_at": told.expires_at,
            "step": 0,
            "next_step_at": told.answer_by,
            "read_at": None,
            "answered_at": None,
            "withdrawn_at": None,
            "planned_at": now if told.is_quiet else None,
        }
        query = self.index.insert(news).values([{"user_id": each, **values} for each in sorted(set(told.user_ids))])
        anew = {name: query.excluded[name] for name in values}
        again = query.on_conflict_do_update(
            index_elements=["user_id", "key"], set_=anew, where=news.c.withdrawn_at.is_not(None)
        )
        connection.execute(again)

    def withdraw(self, connection: Connection, key: str, user_id: int | None = None) -> None:
        """Take something back from everybody, or from one: what was not sent yet is not sent any more."""
        connection.execute(self._withdrawal(news.c.key == key).where(*_of(user_id)))
        if user_id is None:
            connection.execute(self._withdrawal(news.c.key == unanswered_key(key)))

    def withdraw_open(
        self, connection: Connection, keys: Collection[str], user_ids: Collection[int] | None = None
    ) -> None:
        """Take several things back from all who have not done what they were told of, or from some of them."""
        query = self._withdrawal(news.c.key.in_(keys)).where(news.c.answered_at.is_(None))
        connection.execute(query if user_ids is None else query.where(news.c.user_id.in_(user_ids)))

    def withdraw_all(self, connection: Connection, user_ids: Collection[int], beginning: str) -> None:
        """Take everything back from people of which the keys begin like this, done or not."""
        begins = news.c.key.startswith(beginning, autoescape=True)
        connection.execute(self._withdrawal(begins).where(news.c.user_id.in_(user_ids)))

    def answered(self, connection: Connection, key: str, user_id: int) -> None:
        """Note that somebody has done what they were told of; nobody else is reminded of it."""
        now = self.clock.now()
        own = update(news).where(news.c.key == key, news.c.user_id == user_id, news.c.answered_at.is_(None))
        connection.execute(own.values(answered_at=now, read_at=func.coalesce(news.c.read_at, now)))
        connection.execute(update(news).where(news.c.key == key).values(next_step_at=None))
        connection.execute(self._withdrawal(news.c.key == unanswered_key(key)))

    def seen(self, connection: Connection, key: str, user_id: int) -> None:
        """Note that somebody has seen elsewhere what they were told of."""
        own = update(news).where(news.c.key == key, news.c.user_id == user_id, news.c.read_at.is_(None))
        connection.execute(own.values(read_at=self.clock.now()))

    def unseen(self, connection: Connection, user_ids: Collection[int], beginning: str) -> tuple[Unseen, ...]:
        """Return what people have not looked at yet, of all whose keys begin like this."""
        kept = news.c
        query = select(kept.user_id, kept.key, kept.created_at).where(
            kept.user_id.in_(user_ids),
            kept.key.startswith(beginning, autoescape=True),
            kept.read_at.is_(None),
            kept.withdrawn_at.is_(None),
        )
        return tuple(Unseen(*row) for row in connection.execute(query.order_by(kept.id)))

    def unread(self, user_id: int) -> int:
        """Return how many pieces of news somebody has not looked at."""
        query = select(func.count()).select_from(news).where(news.c.user_id == user_id, news.c.read_at.is_(None))
        with self.index.read() as connection:
            return connection.execute(query.where(*self._is_open())).scalar_one()

    def of(self, user_id: int) -> tuple[Told, ...]:
        """Return what somebody was told lately and what still waits for them, the latest first."""
        now = self.clock.now()
        kept = or_(news.c.created_at >= now - LATELY, news.c.read_at.is_(None))
        query = told_news().where(news.c.user_id == user_id, news.c.withdrawn_at.is_(None), kept)
        with self.index.read() as connection:
            return tuple(map(told_of, connection.execute(query.order_by(news.c.id.desc()).limit(MOST_SHOWN))))

    def read(self, user_id: int, news_id: int | None = None) -> None:
        """Note that somebody has looked at one piece of news, or at all of them.

        Raises
        ------
        NotFoundError
            There is no such piece, or it is none of theirs.
        """
        own = news.c.user_id == user_id
        query = update(news).where(own, news.c.read_at.is_(None))
        with self.index.write() as connection:
            if news_id is not None:
                if connection.scalar(select(news.c.id).where(own, news.c.id == news_id)) is None:
                    raise NotFoundError("There is no such news.")
                query = query.where(news.c.id == news_id)
            connection.execute(query.values(read_at=self.clock.now()))

    def _withdrawal(self, which: ColumnElement[bool]) -> Update:
        query = update(news).where(which, news.c.withdrawn_at.is_(None))
        return query.values(withdrawn_at=self.clock.now(), next_step_at=None)

    def _is_open(self) -> tuple[ColumnElement[bool], ...]:
        lasts = or_(news.c.expires_at.is_(None), news.c.expires_at > self.clock.now())
        return news.c.withdrawn_at.is_(None), news.c.answered_at.is_(None), lasts


def _of(user_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if user_id is None else (news.c.user_id == user_id,)


def told_news() -> Select[tuple[Any, ...]]:
    """Begin a question for pieces of news, each with where it comes from."""
    return select(news, hospitals.c.name.label("hospital")).join(hospitals, hospitals.c.id == news.c.hospital_id)


def told_of(row: Row[Any]) -> Told:
    """Return a piece of news of its row."""
    return Told(
        id=row.id,
        user_id=row.user_id,
        hospital_id=row.hospital_id,
        hospital=row.hospital,
        kind=Kind(row.kind),
        key=row.key,
        path=row.path,
        urgency=Urgency(row.urgency),
        created_at=row.created_at,
        answer_by=row.answer_by,
        expires_at=row.expires_at,
        read_at=row.read_at,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
        step=row.step,
    )
