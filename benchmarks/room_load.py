"""Pages of rooms in a process of their own: ``python -m benchmarks.room_load``, told what to do by JSON on its input.

What is drawn carries the moment at which it was drawn, by the clock that all processes of a machine share; whoever
sees it notes how long that took.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

_DRAWN_AT = re.compile(r'"text":"at ([0-9.]+)"')
_MOST_POINTS = 60


@dataclass(frozen=True)
class PageOf:
    """Whose page, of which room, on which picture; ``port`` is that of the line on which the server is reached."""

    url: str
    port: int
    code: str
    cookie: str
    instance_id: int


@dataclass
class Load:
    """What the pages of a process do.

    Attributes
    ----------
    pages : list of PageOf
        All listen.
    drawing : list of int
        Those that draw as well, by their place.
    rate : float
        Events a second of each that draws.
    deaf, flooding, shouting : list of int
        Those that stop reading, send a thousand messages a second, send ten megabytes at once.
    """

    pages: list[PageOf]
    seconds: float
    drawing: list[int] = field(default_factory=list)
    rate: float = 15.0
    deaf: list[int] = field(default_factory=list)
    flooding: list[int] = field(default_factory=list)
    shouting: list[int] = field(default_factory=list)

    def text(self) -> str:
        """Write it for the process that does it."""
        return json.dumps(asdict(self))


def read_load(text: str) -> Load:
    """Read what is to be done."""
    said = json.loads(text)
    return Load(pages=[PageOf(**each) for each in said.pop("pages")], **said)


async def bring(load: Load) -> dict[str, Any]:
    """Do it, and return seconds from drawing to seeing, and how much went wrong."""
    seen: list[float] = []
    errors: list[str] = []
    sockets = [await enter(page) for page in load.pages]
    until = time.monotonic() + load.seconds
    work = [_listen(socket, seen, errors, until) for n, socket in enumerate(sockets) if n not in load.deaf]
    work += [_draw(sockets[n], load.pages[n], load.rate, until, n / 7) for n in load.drawing]
    work += [_flood(load.pages[n], until) for n in load.flooding]
    work += [_shout(load.pages[n], until) for n in load.shouting]
    for n in load.deaf:
        sockets[n].transport.pause_reading()
    await asyncio.gather(*work)
    for socket in sockets:
        socket.transport.abort()
    return {"seen": seen, "errors": errors}


async def enter(page: PageOf, since: int = 0) -> ClientConnection:
    """Connect, and greet."""
    socket = await connect(
        f"{page.url.replace('http', 'ws', 1)}/c/api/{page.code}/room",
        host="127.0.0.1",
        port=page.port,
        origin=page.url,  # type: ignore[arg-type]
        additional_headers={"Cookie": page.cookie},
        compression=None,
        max_size=None,
        ping_interval=None,
        open_timeout=60,
    )
    await socket.send(json.dumps({"says": "hello", "since": since}))
    return socket


async def _listen(socket: ClientConnection, seen: list[float], errors: list[str], until: float) -> None:
    """Note what is drawn from now on; what was drawn before is told to whoever comes in, and is no measure."""
    began = time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(until + 0.5 - time.monotonic()):
            try:
                async for text in socket:
                    now, said = time.monotonic(), str(text)
                    if said.startswith(('{"says":"refused"', '{"says":"over"')):
                        errors.append(said[:200])
                    seen.extend(now - at for at in map(float, _DRAWN_AT.findall(said)) if at >= began)
            finally:
                if time.monotonic() < until:
                    errors.append("closed")


async def _draw(socket: ClientConnection, page: PageOf, rate: float, until: float, begin: float) -> None:
    """Draw one line after the other, point by point."""
    await asyncio.sleep(0.5 + begin % (1 / rate))
    due, count, drawing = time.monotonic(), 1, str(uuid4())
    with suppress(ConnectionClosed):
        while (now := time.monotonic()) < until:
            is_whole = count >= _MOST_POINTS
            await socket.send(_drawn(page, drawing, count, now, is_whole=is_whole))
            count, drawing = (3, str(uuid4())) if is_whole else (count + 1, drawing)
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))


def _drawn(page: PageOf, drawing: str, count: int, now: float, *, is_whole: bool) -> str:
    points = [[100.25 + n, 200.75 + n % 17] for n in range(count)]
    place = {"instance_id": page.instance_id, "frame": 1}
    annotation = {"kind": "freehand", "place": place, "points": points, "text": f"at {now:.6f}"}
    body: dict[str, Any] = {"drawing": drawing, "annotation": annotation}
    kind = "drawing"
    if is_whole:
        kind, body = "draw", body | {"base": 0}
    return json.dumps({"says": "do", "id": str(uuid4()), "kind": kind, "body": body})


async def _flood(page: PageOf, until: float) -> None:
    """Send a thousand messages a second; cut off, come again."""
    while time.monotonic() < until:
        with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            socket = await enter(page)
            while time.monotonic() < until:
                for _ in range(20):
                    message = {"says": "do", "id": str(uuid4()), "kind": "point", "body": {}}
                    await socket.send(json.dumps(message))
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)


async def _shout(page: PageOf, until: float) -> None:
    """Send ten megabytes, again and again."""
    large = json.dumps({"says": "do", "id": "", "kind": "say", "body": {"text": "x" * 10_000_000}})
    while time.monotonic() < until:
        with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            socket = await enter(page)
            await socket.send(large)
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(bring(read_load(sys.stdin.read())))))
