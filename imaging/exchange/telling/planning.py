"""By which ways each piece of news goes out, and when: decided once, by what everybody chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

import structlog
from sqlalchemy import Connection, func, select, update

from imaging.access.departments import department_ids_of
from imaging.clock import Clock
from imaging.errors import UnavailableError
from imaging.exchange.telling.channels import PERSONAL, Channel
from imaging.exchange.telling.choices import Choices, choices_of
from imaging.exchange.telling.hooks import hooks_wanting
from imaging.exchange.telling.inbox import told_news, told_of
from imaging.exchange.telling.news import OF_THE_MOMENT, Kind, Told, Urgency
from imaging.index.engine import Index
from imaging.index.tables import mail_addresses, news, news_deliveries, push_subscriptions, users
from imaging.isolated import Isolated

MOST_AT_ONCE: Final = 100
log = structlog.get_logger("telling")
# Whoever must hear of them is told at once, whatever the hour.
_ALWAYS_PRESSING: Final = OF_THE_MOMENT | {Kind.CRITICAL_RESULT, Kind.CONSULT_ESCALATED}


@dataclass(frozen=True)
class Reach:
    """Where one person can be reached."""

    hospital_id: int
    choices: Choices
    subscription_ids: tuple[int, ...] = ()
    has_mail: bool = False
    department_ids: frozenset[int] = field(default_factory=frozenset)
    # When the letter will leave that takes along what comes meanwhile, and when the latest one left.
    next_letter: datetime | None = None
    last_letter: datetime | None = None


@dataclass(frozen=True)
class Planning:
    """Decides what goes where."""

    index: Index
    clock: Clock
    # The installation's; None: the machine's own.
    zone: tzinfo | None

    def run(self) -> int:
        """Plan what was told since, and return how much that was."""
        unplanned = news.c.planned_at.is_(None)
        with self.index.read() as connection:
            # However much else was told at this moment, a critical result does not wait for it.
            order = ((news.c.kind == Kind.CRITICAL_RESULT).desc(), news.c.id)
            ids = connection.scalars(select(news.c.id).where(unplanned).order_by(*order).limit(MOST_AT_ONCE)).all()
        if not ids:
            return 0
        with self.index.write() as connection:
            # What another worker takes at this moment is for that one to plan.
            taken = update(news).where(news.c.id.in_(ids), unplanned).values(planned_at=self.clock.now())
            own = connection.scalars(taken.returning(news.c.id)).all()
            rows = connection.execute(told_news().where(news.c.id.in_(own)).order_by(news.c.id)).all()
            for row in rows:
                with Isolated(log, "news not planned", lets_out=(UnavailableError,), news=row.id):
                    self.plan(connection, told_of(row))
        return len(ids)

    def plan(self, connection: Connection, told: Told) -> None:
        """Send one piece of news on its ways; what was told before and still waits is not sent besides."""
        way = news_deliveries.c
        former = update(news_deliveries).where(way.news_id == told.id, way.channel != Channel.HOOK)
        dropped = former.where(way.settled_at.is_(None), way.lease == "")
        connection.execute(dropped.values(settled_at=self.clock.now(), outcome="dropped"))
        reach = None if told.is_over(self.clock.now()) else _reach(connection, told.user_id)
        if reach is None:
            return
        wanting = hooks_wanting(connection, told.kind, reach.hospital_id, reach.department_ids)
        rows = [*self._personal(told, reach), *self._hooks(told, wanting)]
        if rows:
            connection.execute(self.index.insert(news_deliveries).values(rows).on_conflict_do_nothing())

    def _personal(self, told: Told, reach: Reach) -> Iterable[dict[str, Any]]:
        # Where nobody answers, nobody's choice keeps it from them.
        chosen = frozenset(PERSONAL) if told.step else reach.choices.channels.get(told.kind, frozenset())
        targets = {
            Channel.PUSH: reach.subscription_ids,
            Channel.MAIL: (told.user_id,) if reach.has_mail else (),
        }
        for channel in sorted(chosen):
            due_at = self._due_at(told, reach, channel)
            for target_id in targets[channel]:
                once = f"{channel}:{target_id}:{told.id}:{told.step}:{int(told.created_at.timestamp() * 1000)}"
                yield _row(told, channel, target_id, once, due_at)

    def _hooks(self, told: Told, hook_ids: Iterable[int]) -> Iterable[dict[str, Any]]:
        # A group is told once of what concerns several of its people.
        for hook_id in hook_ids:
            once = f"{Channel.HOOK}:{hook_id}:{told.key}:{told.step}"
            yield _row(told, Channel.HOOK, hook_id, once, self.clock.now())

    def _due_at(self, told: Told, reach: Reach, channel: Channel) -> datetime:
        due_at = self.clock.now()
        if is_pressing(told):
            return due_at
        if channel is Channel.MAIL and reach.next_letter is not None:
            due_at = max(due_at, reach.next_letter)
        elif channel is Channel.MAIL and reach.last_letter is not None:
            due_at = max(due_at, reach.last_letter + timedelta(minutes=reach.choices.digest_minutes))
        return reach.choices.rests_until(due_at, self.zone) or due_at


def is_pressing(told: Told) -> bool:
    """Whether it waits for nothing."""
    return told.urgency is not Urgency.ROUTINE or told.step > 0 or told.kind in _ALWAYS_PRESSING


def _row(told: Told, channel: Channel, target_id: int, once: str, due_at: datetime) -> dict[str, Any]:
    return {
        "once": once,
        "news_id": told.id,
        "channel": channel,
        "target_id": target_id,
        "is_pressing": int(is_pressing(told)),
        "due_at": due_at,
        "tries": 0,
        "lease": "",
        "outcome": "",
        "problem": "",
    }


def _reach(connection: Connection, user_id: int) -> Reach | None:
    """Return where somebody can be reached, None if they may not sign in any more."""
    hospital_id = connection.scalar(select(users.c.hospital_id).where(users.c.id == user_id, users.c.is_active))
    if hospital_id is None:
        return None
    browsers = select(push_subscriptions.c.id).where(push_subscriptions.c.user_id == user_id)
    address = select(mail_addresses.c.address).where(mail_addresses.c.user_id == user_id)
    way = news_deliveries.c
    letters = (way.channel == Channel.MAIL, way.target_id == user_id, way.is_pressing == 0)
    return Reach(
        hospital_id=hospital_id,
        choices=choices_of(connection, [user_id]).get(user_id, Choices()),
        subscription_ids=tuple(connection.scalars(browsers)),
        has_mail=bool(connection.scalar(address)),
        department_ids=department_ids_of(connection, user_id),
        next_letter=connection.scalar(select(func.min(way.due_at)).where(*letters, way.settled_at.is_(None))),
        last_letter=connection.scalar(select(func.max(way.settled_at)).where(*letters, way.outcome == "sent")),
    )
