"""What is sent to one connection: a slow one keeps nobody else waiting, and one that never reads is let go."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from imaging.consult.room.bounds import MOST_CHARACTERS
from viewer.socket_protocol import Heard, line_of

# A full room comes at once, and over a slow line that takes a while; meanwhile it goes on there.
MOST_WAITING_CHARACTERS: Final = MOST_CHARACTERS + 8 * 1024 * 1024
MOST_WAITING_SECONDS: Final = 10.0
# So long the last word may take.
_LAST_WORD_SECONDS: Final = 1.0


class Outbox:
    """Sends in order; putting something in never waits."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket, self._line = websocket, line_of(websocket)
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._changed = asyncio.Event()
        self._last: tuple[str, int] | None = None
        self._clock = asyncio.get_running_loop().time
        # Since when the line has taken nothing of what waits.
        self._stuck_since: float | None = None

    @property
    def heard(self) -> Heard:
        """What is known of the other end."""
        return self._line.heard()

    @property
    def is_empty(self) -> bool:
        """Whether the line was given all there is."""
        return not self._characters

    @property
    def is_stuck(self) -> bool:
        """Whether the other side does not read, or not fast enough."""
        if self._characters > MOST_WAITING_CHARACTERS:
            return True
        return self._stuck_since is not None and self._clock() - self._stuck_since > MOST_WAITING_SECONDS

    @property
    def is_closing(self) -> bool:
        """Whether the last word was said."""
        return self._last is not None

    def put(self, text: str) -> None:
        """Have something sent: at once, or once the line has taken what waits."""
        if self._last is not None or (not self._characters and self._line.write(text)):
            return
        self._waiting.append(text)
        self._characters += len(text)
        self._changed.set()

    def close(self, last_word: str, code: int) -> None:
        """Say one thing more, and close; who does not read is dropped all the same."""
        if self._last is not None:
            return
        self._last = last_word, code
        self._changed.set()
        asyncio.get_running_loop().call_later(_LAST_WORD_SECONDS, self._line.drop)

    async def run(self) -> None:
        """Send until the connection ends."""
        # Whoever has gone away is noticed where their messages are read.
        with suppress(WebSocketDisconnect, RuntimeError):
            while self._last is None or self._waiting:
                await self._changed.wait()
                self._changed.clear()
                while self._waiting:
                    await self._send(self._waiting.popleft())
            text, code = self._last
            await self._websocket.send_text(text)
            await self._websocket.close(code)

    async def _send(self, text: str) -> None:
        self._stuck_since = self._clock()
        await self._websocket.send_text(text)
        self._stuck_since = None
        self._characters -= len(text)
