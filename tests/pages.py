"""Pages of a room, as a browser has them: a socket, what came over it, and the chain that it must come to."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.consults import MadeConsult

FIRST_CHAIN = "0" * 64


@dataclass
class RoomPage:
    """One page."""

    url: str
    code: str
    cookie: str
    sequence: int = 0
    chain: str = FIRST_CHAIN
    # Every event that came, in order, and the messages that are none.
    events: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    # Where the server says that the chain is another than here.
    astray: list[int] = field(default_factory=list)
    socket: ClientConnection | None = None
    closed_with: int | None = None
    _answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _me: int | None = None
    _reading: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def lasting(self) -> list[dict[str, Any]]:
        return [each for each in self.events if not each.get("passing")]

    @property
    def welcome(self) -> dict[str, Any]:
        return next(each for each in reversed(self.messages) if each["says"] == "welcome")

    @property
    def me(self) -> int:
        if self._me is None:
            self._me = int(self.welcome["me"]["participant"])
        return self._me

    def said(self, what: str) -> list[dict[str, Any]]:
        return [each for each in self.messages if each["says"] == what]

    async def open(self, *, greets: bool = True, **options: Any) -> RoomPage:
        """Connect as a browser does; what is missed is told."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/c/api/{self.code}/room",
            origin=options.pop("origin", self.url),
            additional_headers=headers | options.pop("headers", {}),
            max_size=None,
            compression=None,
            **options,
        )
        self.closed_with = None
        if greets:
            await self.greet()
        return self

    async def greet(self) -> None:
        """Say up to where it knows everything, and be told the rest."""
        assert self.socket is not None
        self._reading = asyncio.create_task(self._read(self.socket))
        begun = len(self.messages)
        await self.say({"says": "hello", "since": self.sequence})
        await self.until(lambda: self.is_closed or self._is_told(self.messages[begun:]))

    def _is_told(self, messages: list[dict[str, Any]]) -> bool:
        """Whether it was told what there is; who waits is told who they are alone."""
        says = {each["says"] for each in messages}
        return "events" in says or ("people" in says and self.welcome["me"]["part"] == "waits")

    @property
    def is_closed(self) -> bool:
        return self.closed_with is not None

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
        if self._reading is not None:
            await self._reading

    def break_off(self) -> None:
        """Lose the connection without a word, as a tunnel does."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def say(self, message: dict[str, Any]) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps(message))

    async def do(self, kind: str, body: dict[str, Any], name: str = "") -> str:
        """Propose something, and return its number."""
        name = name or str(uuid4())
        await self.say({"says": "do", "id": name, "kind": kind, "body": body})
        return name

    async def done(self, kind: str, body: dict[str, Any], name: str = "") -> dict[str, Any]:
        """Propose something, and return the event that it becomes, or the refusal."""
        name = await self.do(kind, body, name)
        await self.until(lambda: self.answer(name) is not None)
        answer = self.answer(name)
        assert answer is not None
        return answer

    def answer(self, name: str) -> dict[str, Any] | None:
        """What became of something that was proposed, so far; rooms are long, so it is looked up."""
        return self._answers.get(name)

    async def until(self, is_so: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something has come."""
        async with asyncio.timeout(seconds):
            while not is_so():
                self._changed.clear()
                await self._changed.wait()

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                self._take(str(text))
        # One that stopped reading does not notice by itself that it was closed.
        socket.transport.abort()
        self.closed_with = socket.close_code or 1006
        self._changed.set()

    def _take(self, text: str) -> None:
        first, *lines = text.split("\n")
        message = json.loads(first)
        self.messages.append(message)
        if message["says"] == "refused":
            self._answers.setdefault(message["id"], message)
        for line in lines:
            event = json.loads(line)
            if event["seq"] <= self.sequence:
                continue
            self.sequence = event["seq"]
            self.events.append(event)
            self.lines.append(line)
            if event["by"] == self.me:
                self._answers.setdefault(event["id"], event)
            if not event.get("passing"):
                self.chain = hashlib.sha256((self.chain + line).encode()).hexdigest()
        if message["says"] == "events":
            self.sequence = max(self.sequence, message["sequence"])
            if message["chain"] != self.chain:
                self.astray.append(self.sequence)
        self._changed.set()


def page_of(url: str, consult: MadeConsult, which: int = 0) -> RoomPage:
    """A page of one of the people of a consult, who signs in for it."""
    return RoomPage(url, consult.code, cookie_of(consult, which))


def cookie_of(consult: MadeConsult, which: int = 0) -> str:
    """The cookie of somebody who has just signed in."""
    return f"filmless-session={consult.house.sessions.begin(consult.people[which])}"


@asynccontextmanager
async def in_room(url: str, consult: MadeConsult, *which: int) -> AsyncIterator[list[RoomPage]]:
    """Pages of these people, of all without a number."""
    pages = [page_of(url, consult, each) for each in which or range(len(consult.people))]
    try:
        for page in pages:
            await page.open()
        yield pages
    finally:
        for page in pages:
            await page.close()


def length(consult: MadeConsult, *, x: float = 1.0, picture: int = 0) -> dict[str, Any]:
    """A line on a picture of a consult."""
    place = {"instance_id": consult.instance_ids[picture], "frame": 1}
    return {"kind": "length", "place": place, "points": [[x, 2], [3, 4.5]], "text": ""}


def drawn(consult: MadeConsult, *, drawing: str = "", base: int = 0, x: float = 1.0) -> dict[str, Any]:
    """The body of a drawing."""
    return {"drawing": drawing or str(uuid4()), "base": base, "annotation": length(consult, x=x)}
