"""The other web processes: what they are told of rooms that are open here, and what is heard from them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from imaging.events.bus import EventBus
from imaging.events.event import Event, Kind
from viewer.live.room import Room
from viewer.live.whispering import Whisper, here, news
from viewer.live.writing import Look, Whispered, Writing


class Neighbours:
    """Told and heard by Redis where there is one, else by the index; where one is alone, not at all."""

    def __init__(
        self,
        events: EventBus,
        writing: Writing,
        heed: Callable[[int, Whisper], None],
        *,
        is_told: bool,
        is_alone: bool = False,
    ) -> None:
        self._events, self._writing, self._heed = events, writing, heed
        self._is_told, self._is_alone = is_told, is_alone
        # What this process calls itself among the others.
        self.process = secrets.token_hex(8)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rooms: frozenset[int] = frozenset()

    def listen(self) -> None:
        """Hear what comes by Redis from now on, on this loop."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._events.subscribe(self._take)

    def open(self, consult_ids: frozenset[int]) -> None:
        """Note which rooms are open here: of the others one need not hear."""
        self._rooms = consult_ids

    def ask_who(self, room: Room) -> None:
        """Ask who is in a room elsewhere."""
        self.whisper(room, Whisper(self.process, "who"))

    def say_who(self, room: Room) -> None:
        """Say who is in a room here."""
        self.whisper(room, here(self.process, room.here()))

    def whisper(self, room: Room, whisper: Whisper) -> None:
        """Tell the others something of a room."""
        if self._is_alone:
            return
        if self._is_told:
            event = Event(Kind.ROOM, room.gathering.hospital_id, str(room.consult_id), whisper.text())
            self._events.publish(event)
        else:
            self._writing.put(Whispered(room.consult_id, whisper.text()))

    def tell_news(self, hospital_id: int, consult_id: int) -> None:
        """Tell that this process has written into a room; without Redis the others look."""
        if self._is_told:
            self._events.publish(news(self.process, hospital_id, consult_id))

    def hear(self, heard: Sequence[tuple[int, str]]) -> None:
        """Heed what others told by the index."""
        for consult_id, text in heard:
            self._hear(consult_id, text)

    def _hear(self, consult_id: int, text: str) -> None:
        whisper = Whisper.read(text)
        if whisper.process != self.process:
            self._heed(consult_id, whisper)

    def _take(self, event: Event) -> None:
        """Take what came by Redis, in a thread of its own."""
        if event.kind is not Kind.ROOM or not event.reference.isdecimal():
            return
        consult_id = int(event.reference)
        if consult_id not in self._rooms or self._loop is None or self._loop.is_closed():
            return
        if event.whisper:
            self._loop.call_soon_threadsafe(self._hear, consult_id, event.whisper)
        else:
            self._writing.put(Look(consult_id))
