"""The news of whoever is signed in."""

from __future__ import annotations

from typing import Any

from starlette.routing import Route

from imaging.access.actors import Action
from imaging.exchange.telling.news import Told
from viewer.desk.asked import Asked
from viewer.desk.door import DeskPages
from viewer.moments import written as moment


class NewsPages(DeskPages):
    """What somebody was told."""

    def routes(self) -> list[Route]:
        """Give the list, the count that is asked for all the time, and what says that something was read."""
        routes = [
            ("GET", "/news", self.news),
            ("GET", "/news/unread", self.unread),
            ("POST", "/news/read", self.read_all),
            ("POST", "/news/{news_id:int}/read", self.read),
        ]
        return self.door.routes(Action.KEEP_ACCOUNT, routes)

    def news(self, asked: Asked) -> dict[str, Any]:
        """Answer with what somebody was told, the latest first."""
        now = self.house.clock.now()
        found = self.house.telling.inbox.of(asked.person.user_id)
        return {"news": [_told(each) | {"is_late": each.is_late(now), "is_over": each.is_over(now)} for each in found]}

    def unread(self, asked: Asked) -> dict[str, Any]:
        """Answer with how much nobody has looked at."""
        return {"unread": self.house.telling.inbox.unread(asked.person.user_id)}

    def read_all(self, asked: Asked) -> dict[str, Any]:
        """Note that all was read."""
        self.house.telling.inbox.read(asked.person.user_id)
        return self.news(asked)

    def read(self, asked: Asked) -> dict[str, Any]:
        """Note that one was read."""
        self.house.telling.inbox.read(asked.person.user_id, asked.path["news_id"])
        return self.news(asked)


def _told(told: Told) -> dict[str, Any]:
    return {
        "id": told.id,
        "kind": told.kind,
        "hospital": told.hospital,
        "path": told.path,
        "urgency": told.urgency,
        "created_at": moment(told.created_at),
        "answer_by": moment(told.answer_by),
        "is_read": told.read_at is not None,
        "is_answered": told.answered_at is not None,
        "is_reminder": told.step > 0,
    }
