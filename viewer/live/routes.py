"""Everything of rooms, for the application to put in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from imaging.house import House
from viewer.live.rooms import Rooms
from viewer.live.sockets import RoomSockets


@dataclass(frozen=True)
class Live:
    """The rooms of a process, which end with it."""

    rooms: Rooms
    sockets: RoomSockets

    @classmethod
    def over(cls, house: House) -> Self:
        """Compose them."""
        rooms = Rooms(house)
        return cls(rooms, RoomSockets(house, rooms))

    def routes(self) -> list[BaseRoute]:
        """Give the socket."""
        return self.sockets.routes()

    @asynccontextmanager
    async def lifespan(self, application: Starlette) -> AsyncIterator[None]:  # noqa: ARG002  (what Starlette hands over)
        """Write what waits before the process ends."""
        try:
            yield
        finally:
            self.rooms.close()
