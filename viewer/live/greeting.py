"""The first word of a page that was let in: a hello, soon; and nobody holds many lines open that say nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from imaging.errors import MalformedError
from viewer.live.messages import Hello, read_message
from viewer.live.room import MOST_PAGES

HELLO_SECONDS: Final = 5.0
_PROTOCOL_ERROR, _UNSUPPORTED, _TOO_SLOW = 1002, 1003, 1008
_NO_HELLO: Final = "The first word is a hello."


@dataclass(frozen=True)
class Greetings:
    """Those that are waited for, by participant; only the loop touches it."""

    _waiting: Counter[int] = field(default_factory=Counter, repr=False)

    def are_many_of(self, participant_id: int) -> bool:
        """Whether somebody has as many lines that have said nothing yet as they may have pages."""
        return self._waiting[participant_id] >= MOST_PAGES

    async def hear(self, websocket: WebSocket, participant_id: int) -> Hello | None:
        """Open a line and wait for its first word; None: it was another, or none came, and the page was told so."""
        self._waiting[participant_id] += 1
        try:
            await websocket.accept()
            return await _hello_of(websocket)
        finally:
            self._waiting[participant_id] -= 1
            if not self._waiting[participant_id]:
                del self._waiting[participant_id]


async def _hello_of(websocket: WebSocket) -> Hello | None:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            said = read_message(await websocket.receive_text())
    except WebSocketDisconnect:
        return None
    except TimeoutError:
        await websocket.close(_TOO_SLOW, "The first word took too long.")
    except KeyError:
        await websocket.close(_UNSUPPORTED, "Only text is understood here.")
    except MalformedError:
        await websocket.close(_PROTOCOL_ERROR, _NO_HELLO)
    else:
        if isinstance(said, Hello):
            return said
        await websocket.close(_PROTOCOL_ERROR, _NO_HELLO)
    return None
