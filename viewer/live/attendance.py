"""Who may still be in a room: asked again and again while somebody is connected, as every request would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from imaging.consult.participants import Gathering
from imaging.errors import ForbiddenError, GoneError, NotFoundError, UnauthenticatedError
from imaging.house import House
from viewer.consult.callers import ConsultCallers, Present
from viewer.live.connection import Connection
from viewer.live.messages import Why

# An ended session or part is noticed within this time and the three seconds for which an answer is remembered.
LOOK_AGAIN_SECONDS: Final = 1.5
_ENDS: Final = (UnauthenticatedError, NotFoundError, ForbiddenError)


@dataclass(frozen=True)
class Attendance:
    """Asks the index, in a thread that may wait for it."""

    house: House

    def asked_again(
        self, consult_id: int, connections: Sequence[Connection], acted: Sequence[bool]
    ) -> tuple[Gathering, list[Present | Why]]:
        """Return the consult as it is now, and for each connection who is there, or why it ends.

        ``acted`` says who has done something, so that their session does not fall idle.
        """
        gathering = self.house.gatherings.of_id(consult_id)
        return gathering, [self._ask(each, gathering, acts) for each, acts in zip(connections, acted, strict=True)]

    def _ask(self, connection: Connection, gathering: Gathering, acts: bool) -> Present | Why:
        try:
            return ConsultCallers(self.house).again(connection.websocket, gathering, acts=acts)
        except GoneError:
            return Why.CLOSED
        except _ENDS:
            return Why.ENDED
