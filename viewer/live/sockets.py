"""The socket of a room: the handshake, and what a page says from its first word to its last."""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from imaging.access.actors import Action
from imaging.consult.room.proposals import Refusal, proposed
from imaging.consult.room.state import RoomState
from imaging.errors import FilmlessError, ForbiddenError
from imaging.house import House
from imaging.problems import Problem
from viewer.answers import problem, refuse
from viewer.consult.callers import ConsultCallers, Present, sessions_of
from viewer.live.bucket import bytes_of
from viewer.live.calming import Calming
from viewer.live.connection import Connection
from viewer.live.greeting import HELLO_SECONDS, Greetings
from viewer.live.ice import ice_servers
from viewer.live.leaving import Leaving
from viewer.live.messages import (
    LARGEST_MESSAGE,
    LARGEST_SIGNAL,
    Hello,
    Here,
    Signal,
    Why,
    id_within,
    read_message,
    refusal_of,
    refused_message,
    too_large,
    too_much,
    welcome_message,
)
from viewer.live.outbox import Outbox
from viewer.live.rooms import Rooms
from viewer.offload import in_thread

_UNSUPPORTED, _TOO_LARGE = 1003, 1009


@dataclass(frozen=True)
class RoomSockets:
    """Lets participants into the rooms of this process."""

    house: House
    rooms: Rooms
    _calming: Calming = field(default_factory=lambda: Calming(time.monotonic), repr=False)
    _greetings: Greetings = field(default_factory=Greetings, repr=False)

    def routes(self) -> list[BaseRoute]:
        """Give the one endpoint."""
        return [WebSocketRoute("/c/api/{code}/room", self.endpoint)]

    async def endpoint(self, websocket: WebSocket) -> None:
        """Answer a handshake, and stay until the page goes."""
        code = websocket.path_params["code"]
        seconds_left = self._calming.seconds_left((each, code) for each in sessions_of(websocket))
        if seconds_left > 0:
            await websocket.send_denial_response(_not_yet(websocket, seconds_left))
            return
        asked_at = asyncio.get_running_loop().time()
        try:
            present = await in_thread(self._admit, websocket)
        except FilmlessError as error:
            await refuse(websocket, error)
            return
        if self._greetings.are_many_of(present.participant.id):
            await websocket.send_denial_response(_not_yet(websocket, HELLO_SECONDS))
            return
        hello = await self._greetings.hear(websocket, present.participant.id)
        if hello is not None:
            await self._stay(websocket, present, hello.since, asked_at)

    def _admit(self, websocket: WebSocket) -> Present:
        # Every browser says where a socket is opened from; whoever does not is none, and has no business here.
        if "origin" not in websocket.headers:
            raise ForbiddenError("This may be asked only by a page of this server.", Problem.FOREIGN_PAGE)
        present = ConsultCallers(self.house).of(websocket, websocket.path_params["code"])
        present.reader.sees(Action.TAKE_PART, present.subject, present.gathering.scope)
        return present

    async def _stay(self, websocket: WebSocket, present: Present, since: int, asked_at: float) -> None:
        outbox = Outbox(websocket)
        connection = Connection(secrets.token_hex(8), websocket, present, outbox, since, asked_at)
        sending = asyncio.create_task(outbox.run())
        try:
            state = await self.rooms.enter(connection)
            outbox.put(self._welcome(connection, state))
            self.rooms.settle(connection)
            await self._listen(websocket, connection)
        finally:
            if connection.ended is Why.FLOOD:
                self._calming.rest((present.session, present.gathering.code))
            sending.cancel()
            await Leaving(self.house, self.rooms).leave(connection)

    def _welcome(self, connection: Connection, state: RoomState) -> str:
        participant, gathering = connection.present.participant, connection.present.gathering
        me = {"participant": participant.id, "connection": connection.id, "part": participant.part}
        consult = {"code": gathering.code, "state": gathering.state, "is_open": gathering.state.is_open}
        # Whoever waits has nobody to call.
        ice = ice_servers(self.house.settings, connection.id, self.house.clock.now()) if connection.may_see else []
        return welcome_message(me, consult, ice, state.sequence)

    async def _listen(self, websocket: WebSocket, connection: Connection) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                if message.get("code") == _TOO_LARGE:
                    connection.ended = Why.FLOOD
                return
            text = message.get("text")
            if text is None:
                await websocket.close(_UNSUPPORTED)
                return
            if connection.outbox.is_closing:
                continue
            size = bytes_of(text)
            if connection.bucket.takes(size, clock()):
                self._heed(connection, text, size)
            elif connection.bucket.is_flooded:
                connection.end(Why.FLOOD)
            else:
                self._refuse(connection, text, too_much())

    def _call(self, connection: Connection, here: Here) -> None:
        """Note whether a page is in the call; whoever waits to be let in is not."""
        if connection.may_see:
            connection.call = here.call
            self.rooms.called(connection)

    def _signal(self, connection: Connection, signal: Signal, size: int) -> Refusal | None:
        """Pass a signal on, or say why not."""
        if size > LARGEST_SIGNAL:
            return too_large()
        if not connection.may_see:
            return Refusal(Problem.ROOM_PART, "Who waits has nobody to call.")
        return None if self.rooms.signal(connection, signal) else Refusal(Problem.NOT_FOUND, "That page has gone.")

    def _heed(self, connection: Connection, text: str, size: int) -> None:
        """Do what a page says."""
        if size > LARGEST_MESSAGE:
            self._refuse(connection, text, too_large())
            return
        try:
            said: Any = read_message(text)
        except FilmlessError as error:
            self._refuse(connection, text, refusal_of(error))
            return
        match said:
            case Here():
                self._call(connection, said)
            case Signal():
                refusal = self._signal(connection, said, size)
                if refusal is not None:
                    self._refuse(connection, text, refusal)
            case Hello():
                self._refuse(connection, text, Refusal(Problem.MALFORMED, "That was said already."))
            case _ if self.rooms.is_behind:
                self._refuse(connection, text, Refusal(Problem.UNAVAILABLE, "Too much is waiting."))
            case _:
                here, me = self.rooms.present(connection), connection.present
                proposal = proposed(said, me.gathering.id, me.participant.id, here, me.actor, me.reader.address)
                self.rooms.propose(connection, proposal)

    def _refuse(self, connection: Connection, text: str, refusal: Refusal) -> None:
        self.rooms.figures.refused(refusal.problem)
        connection.outbox.put(refused_message(id_within(text), refusal))


def _not_yet(websocket: WebSocket, seconds: float) -> Response:
    headers = {"Retry-After": str(math.ceil(seconds))}
    words = "That was too much at once: come again in a moment."
    return problem(websocket, HTTPStatus.TOO_MANY_REQUESTS, words, headers, word=Problem.ROOM_FLOOD)
