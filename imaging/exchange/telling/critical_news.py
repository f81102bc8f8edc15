"""Critical results as news: who must know is told wherever they are, and no more once somebody knows.

Where nobody is named, every clinician sees it at their desk; calling all of them is no help. Should nobody see it in
time, the deputies are told of whoever marked it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import UnavailableError
from imaging.exchange.telling.deputies import deputies_of
from imaging.exchange.telling.inbox import Inbox
from imaging.exchange.telling.news import Kind, News, Urgency
from imaging.index.engine import Index
from imaging.index.tables import critical_results, news
from imaging.isolated import Isolated

PATH: Final = "/#/critical"
_LATELY: Final = timedelta(days=7)
log = structlog.get_logger("telling")


@dataclass(frozen=True)
class CriticalNews:
    """Tells of critical results after they were marked: whoever marks them knows nothing of news."""

    index: Index
    clock: Clock
    inbox: Inbox

    def run(self) -> int:
        """Tell of what was marked since, take back what is settled, and return how much that was."""
        kept = critical_results.c
        lately = select(critical_results).where(kept.marked_at > self.clock.now() - _LATELY).order_by(kept.id)
        with self.index.read() as connection:
            rows = connection.execute(lately).all()
            standing = _standing(connection, [_key(row) for row in rows])
            wanted = {row.id: _wanted(connection, row) for row in rows}
        changed = [row for row in rows if _is_open(row) and wanted[row.id] - standing.get(_key(row), frozenset())]
        over = [row for row in rows if not _is_open(row) and _key(row) in standing]
        done = 0
        for row in (*changed, *over):
            with Isolated(log, "critical result not told", lets_out=(UnavailableError,), result=row.id):
                if _is_open(row):
                    self._tell(row, wanted[row.id])
                else:
                    self._take_back(row)
                done += 1
        return done

    def _take_back(self, row: Row[Any]) -> None:
        with self.index.write() as connection:
            self.inbox.withdraw(connection, _key(row))

    def _tell(self, row: Row[Any], user_ids: frozenset[int]) -> None:
        told = News(
            user_ids=user_ids,
            kind=Kind.CRITICAL_RESULT,
            key=_key(row),
            path=PATH,
            urgency=Urgency.EMERGENCY,
            hospital_id=row.hospital_id,
            answer_by=row.escalate_at if row.escalated_at is None else None,
        )
        with self.index.write() as connection:
            self.inbox.tell(connection, told)


def _wanted(connection: Connection, row: Row[Any]) -> frozenset[int]:
    if row.recipient_id is not None:
        return frozenset({row.recipient_id})
    return frozenset() if row.escalated_at is None else deputies_of(connection, row.marked_by)


def _standing(connection: Connection, keys: list[str]) -> dict[str, frozenset[int]]:
    """Return who stands told under which key."""
    rows = connection.execute(
        select(news.c.key, news.c.user_id).where(news.c.key.in_(keys), news.c.withdrawn_at.is_(None))
    )
    found: dict[str, frozenset[int]] = {}
    for row in rows:
        found[row.key] = found.get(row.key, frozenset()) | {row.user_id}
    return found


def _is_open(row: Row[Any]) -> bool:
    return row.acknowledged_at is None and row.withdrawn_at is None


def _key(row: Row[Any]) -> str:
    return f"critical-{row.id}"
