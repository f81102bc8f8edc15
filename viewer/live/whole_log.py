"""A room's whole log, also what only passed, so that a page can play it like a film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.consult.room.log import RoomLog
from viewer.consult.door import Attended, ConsultDoor
from viewer.live.messages import people_message, told_person

# Of one answer; whoever gets any asks for those that follow.
MOST_EVENTS: Final = 5000
MOST_CHARACTERS: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class WholeLog:
    """Gives what happened in a room to whoever sees its images."""

    door: ConsultDoor
    log: RoomLog

    def routes(self) -> list[Route]:
        """Give the one endpoint."""
        return [self.door.route("GET", "/log", Action.SEE_IMAGES, self.show)]

    def show(self, asked: Attended) -> Response:
        """Answer in the form of the room's own messages: who took part, then a line for each event after a number."""
        gathering = asked.present.gathering
        asked.reader.sees(Action.TAKE_PART, asked.present.subject, gathering.scope)
        events = self.log.whole(gathering.id, asked.number("after") or 0, MOST_EVENTS, MOST_CHARACTERS)
        head = people_message([told_person(each) for each in gathering.participants])
        lines = "\n".join((head, *(each.line for each in events)))
        return Response(lines, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
