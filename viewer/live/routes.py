"""Everything of rooms, for the application to put in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from imaging.consult.room.log import RoomLog
from imaging.house import House
from viewer.consult.door import ConsultDoor
from viewer.live.figures import RoomFigures
from viewer.live.rooms import Rooms
from viewer.live.sockets import RoomSockets
from viewer.live.whole_log import WholeLog


@dataclass(frozen=True)
class Live:
    """The rooms of a process, which end with it."""

    rooms: Rooms
    sockets: RoomSockets
    whole_log: WholeLog

    @classmethod
    def over(cls, house: House, figures: RoomFigures) -> Self:
        """Compose them."""
        rooms = Rooms(house, figures)
        log = RoomLog(house.index, house.clock, house.audit, house.telling.inbox)
        return cls(rooms, RoomSockets(house, rooms), WholeLog(ConsultDoor(house), log))

    def routes(self) -> list[BaseRoute]:
        """Give the socket, and all that went through it."""
        return [*self.sockets.routes(), *self.whole_log.routes()]

    @asynccontextmanager
    async def lifespan(self, application: Starlette) -> AsyncIterator[None]:  # noqa: ARG002  (what Starlette hands over)
        """Write what waits before the process ends."""
        try:
            yield
        finally:
            self.rooms.close()
