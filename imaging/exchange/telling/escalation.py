"""What happens when nobody answers: who was asked is reminded by all ways, and then their deputies are told.

::

    told ── nobody until answer_by ──> told again, by all ways, at any hour
                                          └── nobody for some minutes more ──> their deputies are told
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Connection, exists, select, update

from imaging.access.actors import WORKER
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.clock import Clock
from imaging.errors import UnavailableError
from imaging.exchange.telling.deputies import deputies_of, rules_of
from imaging.exchange.telling.inbox import Inbox, told_news, told_of
from imaging.exchange.telling.news import Kind, News, Told, Urgency, unanswered_key
from imaging.index.engine import Index
from imaging.index.tables import news, users
from imaging.isolated import Isolated

MOST_AT_ONCE: Final = 100
REMINDED: Final = 1
HANDED_UP: Final = 2
log = structlog.get_logger("telling")


@dataclass(frozen=True)
class Escalation:
    """Goes on where nobody answers."""

    index: Index
    clock: Clock
    audit: Audit
    inbox: Inbox

    def run(self) -> int:
        """Take the next step wherever its time has come, and return how many those were."""
        due = news.c.next_step_at <= self.clock.now()
        with self.index.read() as connection:
            ids = connection.scalars(select(news.c.id).where(due).order_by(news.c.id).limit(MOST_AT_ONCE)).all()
        done = 0
        for news_id in ids:
            with Isolated(log, "news not escalated", lets_out=(UnavailableError,), news=news_id):
                self._take(news_id, due)
                done += 1
        return done

    def _take(self, news_id: int, due: ColumnElement[bool]) -> None:
        with self.index.write() as connection:
            # Whoever comes second finds nothing that is due.
            taken = update(news).where(news.c.id == news_id, due).values(next_step_at=None)
            if connection.execute(taken).rowcount:
                self._go_on(connection, told_of(connection.execute(told_news().where(news.c.id == news_id)).one()))

    def _go_on(self, connection: Connection, told: Told) -> None:
        if told.is_over(self.clock.now()) or _is_answered(connection, told.key):
            return
        if told.step < REMINDED:
            self._remind(connection, told)
        else:
            self._hand_up(connection, told)
        subject = Subject(SubjectKind.PERSON, told.user_id)
        detail = {"news": told.kind.value, "step": told.step + 1}
        event = AuditEvent(WORKER, "escalate-news", subject, hospital_id=told.hospital_id, detail=detail)
        self.audit.append(connection, event)

    def _remind(self, connection: Connection, told: Told) -> None:
        """Have it sent again; it is unread anew."""
        own = connection.execute(select(users.c.hospital_id).where(users.c.id == told.user_id)).scalar_one()
        patience = timedelta(minutes=rules_of(connection, own).minutes[told.urgency])
        values = {
            "step": REMINDED,
            "next_step_at": self.clock.now() + patience,
            "planned_at": None,
            "read_at": None,
        }
        connection.execute(update(news).where(news.c.id == told.id).values(values))

    def _hand_up(self, connection: Connection, told: Told) -> None:
        connection.execute(update(news).where(news.c.id == told.id).values(step=HANDED_UP))
        urgency = Urgency.URGENT if told.urgency is Urgency.ROUTINE else told.urgency
        self.inbox.tell(
            connection,
            News(
                user_ids=deputies_of(connection, told.user_id, may_speak=told.kind is not Kind.CRITICAL_RESULT),
                kind=told.kind if told.kind is Kind.CRITICAL_RESULT else Kind.CONSULT_ESCALATED,
                key=unanswered_key(told.key),
                path=told.path,
                urgency=urgency,
                hospital_id=told.hospital_id,
                expires_at=told.expires_at,
            ),
        )


def _is_answered(connection: Connection, key: str) -> bool:
    """Whether anybody has answered: one is enough, unless it was asked anew of others and so taken back from them."""
    answered = exists().where(news.c.key == key, news.c.answered_at.is_not(None), news.c.withdrawn_at.is_(None))
    return bool(connection.scalar(select(answered)))
