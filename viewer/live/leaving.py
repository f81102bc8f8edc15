"""What is left behind by a page that has gone: how far somebody has seen the room, and what they have not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from imaging.access.actors import Person
from imaging.consult.room.telling import RoomNews
from imaging.house import House
from imaging.isolated import Isolated
from viewer.consult.callers import Present
from viewer.live.connection import Connection
from viewer.live.rooms import Rooms
from viewer.offload import in_thread

# A page whose line broke connects anew within this time, if anybody is before it.
COMES_BACK_SECONDS: Final = 10.0
log = structlog.get_logger("rooms")


@dataclass(frozen=True)
class Leaving:
    """Notes it; guests have no inbox, and nothing is new to them."""

    house: House
    rooms: Rooms

    async def leave(self, connection: Connection) -> None:
        """Have a page be gone."""
        present, seen = connection.present, self.rooms.seen(connection)
        self.rooms.leave(connection)
        if isinstance(present.actor, Person):
            if connection.is_lost:
                self.rooms.begin(self._call_unless_back(present, present.actor, seen))
            await in_thread(self.house.asking.looks.note, present.actor, present.gathering.id, seen)

    async def _call_unless_back(self, present: Present, person: Person, seen: int) -> None:
        """Call somebody who was taken for present while their line was dead."""
        await asyncio.sleep(COMES_BACK_SECONDS)
        if not self.rooms.is_there(present):
            with Isolated(log, "somebody could not be called"):
                news = RoomNews(self.house.telling.inbox)
                await in_thread(news.call_for_missed, present.gathering.id, person.user_id, seen)
