"""Old news are forgotten: what anybody did about what they were told stands in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import news, news_deliveries

KEPT: Final = timedelta(days=180)
_MOST_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Forgetting:
    """Keeps the tables as small as what they are for."""

    index: Index
    clock: Clock

    def run(self) -> int:
        """Forget what is old enough, and return how much that was."""
        old = select(news.c.id).where(news.c.created_at < self.clock.now() - KEPT).order_by(news.c.id)
        with self.index.read() as connection:
            ids = connection.scalars(old.limit(_MOST_AT_ONCE)).all()
        if ids:
            with self.index.write() as connection:
                connection.execute(delete(news_deliveries).where(news_deliveries.c.news_id.in_(ids)))
                connection.execute(delete(news).where(news.c.id.in_(ids)))
        return len(ids)
