"""A room as far as it is open in this process: whose pages are here, and what they are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

from imaging.consult.participants import Gathering, Participant
from imaging.consult.room.events import RoomEvent
from imaging.consult.room.state import RoomState
from viewer.live.connection import Connection
from viewer.live.messages import alive_message, events_message, people_message, told_person
from viewer.live.whispering import Elsewhere, There

# More of one consult nobody looks at; each is sent everything.
MOST_PAGES: Final = 8


@dataclass(eq=False)
class Room:
    """One consult's; only the loop touches it."""

    # As it was at a moment, in the time of the loop.
    gathering: Gathering
    asked_at: float
    # When it was last told here that somebody is something else, or that the consult has moved on.
    changed_at: float = 0.0
    # What this process has shown, once it was opened.
    state: RoomState = field(default_factory=RoomState)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    connections: dict[str, Connection] = field(default_factory=dict)
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere(asyncio.get_running_loop().time))
    _is_telling: bool = False
    # Asked for with every proposal, and changed by whoever comes and goes.
    _present: frozenset[int] | None = None

    @property
    def consult_id(self) -> int:
        """The row of its consult."""
        return self.gathering.id

    @property
    def present(self) -> frozenset[int]:
        """The participants that are there, in whichever process."""
        if self._present is None:
            self._present = frozenset(participant_id for _, participant_id, _ in self.there())
        return self._present

    def learn(self, gathering: Gathering, asked_at: float) -> bool:
        """Take what the consult was at a moment, unless something newer is known; return whether that is news."""
        if asked_at < self.asked_at:
            return False
        is_news = gathering != self.gathering
        self.gathering, self.asked_at = gathering, asked_at
        return is_news

    def come(self, connection: Connection) -> None:
        """Take a page in."""
        self.connections[connection.id] = connection
        self._present = None

    def go(self, connection: Connection) -> None:
        """Let a page go."""
        del self.connections[connection.id]
        self._present = None

    def hear(self, process: str, there: Sequence[There]) -> bool:
        """Note who is here in another process, and return whether that is news."""
        self._present = None
        return self.elsewhere.hear(process, there)

    def forget_unheard(self) -> bool:
        """Forget processes that are not heard of any more, and return whether somebody was in them."""
        self._present = None
        return self.elsewhere.forget_unheard()

    def is_crowded_by(self, participant_id: int) -> bool:
        """Whether somebody has so many pages here that there is no room for another of theirs."""
        return sum(who == participant_id for _, who, _ in self.there()) >= MOST_PAGES

    def of(self, participant_id: int) -> list[Connection]:
        """Return the pages of somebody that are connected here."""
        return [each for each in self.connections.values() if each.participant_id == participant_id]

    def show(self, events: Sequence[RoomEvent], state: RoomState) -> None:
        """Show everybody what is new."""
        self.state = state
        message = events_message(state.sequence, state.chain, events)
        for connection in self.connections.values():
            connection.show(events, message)

    def say_alive(self) -> None:
        """Have every page know that its line is whole, also when nothing happens."""
        message = alive_message()
        for connection in self.connections.values():
            if connection.is_welcome:
                connection.outbox.put(message)

    def tell_people_soon(self) -> None:
        """Tell who is there, once for all that changes at the same moment."""
        if not self._is_telling:
            self._is_telling = True
            asyncio.get_running_loop().call_later(0.02, self._tell_people)

    def _tell_people(self) -> None:
        self._is_telling = False
        people = [self._person(each) for each in self.gathering.participants]
        message = people_message(people, self.gathering.series_ids)
        for connection in self.connections.values():
            if not connection.is_welcome:
                continue
            if connection.may_see:
                connection.outbox.put(message)
            else:
                # Who waits sees that they do, and nobody else.
                connection.outbox.put(people_message([self._person(connection.present.participant)]))

    def _person(self, participant: Participant) -> dict[str, Any]:
        there = [{"id": name, "call": call} for name, who, call in self.there() if who == participant.id]
        return told_person(participant, there)

    def here(self) -> list[There]:
        """Return every page that is connected here, whose it is, and how it is in the call."""
        return [(each.id, each.participant_id, each.told_call) for each in tuple(self.connections.values())]

    def there(self) -> Iterator[There]:
        """Give every page that is connected, in whichever process."""
        return chain(self.here(), self.elsewhere.there())
