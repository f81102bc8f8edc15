"""uvicorn's WebSocket with what it leaves open: a line that is written to at once, or dropped; a word before the end.

::

    HTTP/1.1 ──► Upgrade ──► this ──► the application
                              ├ a line that takes more is written to without a turn of the loop
                              └ the server ends ──► {"says":"over","why":"restart"} ──► 1012
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame
from websockets.http11 import Request

_LINE: Final = "line"
# The largest message: a proposal of 64 KiB and what stands around it; whoever sends more is cut off (1009).
MAX_MESSAGE_BYTES: Final = 128 * 1024
# A peer that does not answer one is gone; networks that forget silent connections are kept awake.
PING_SECONDS: Final = 20.0
PONG_SECONDS: Final = 20.0
_RESTART: Final = b'{"says":"over","why":"restart"}'


@dataclass(frozen=True)
class Heard:
    """What is known of the other end of a line; times are those of the loop.

    Attributes
    ----------
    asked_at, answered_at : float
        When it was asked last whether the line is whole, and when it was asked that which it has answered: all that
        was written before has come.
    said_goodbye : bool
        Whether it has closed the connection in order, with which it has taken all that was written.
    """

    asked_at: float = 0.0
    answered_at: float = 0.0
    said_goodbye: bool = False


@dataclass(frozen=True)
class Line:
    """What an application may do with the connection below its socket; of others than ours, nothing.

    Attributes
    ----------
    write : callable
        Sends a message now, and returns True; False: the line takes no more, and one has to wait for it.
    drop : callable
        Ends it at once, whatever was not read yet.
    heard : callable
        Tells what is known of the other end.
    """

    write: Callable[[str], bool] = lambda _: False
    drop: Callable[[], None] = lambda: None
    heard: Callable[[], Heard] = Heard


def line_of(websocket: WebSocket) -> Line:
    """Return the line of a socket."""
    line: Line = websocket.scope["state"].get(_LINE) or Line()
    return line


class BoundedSocketProtocol(WebSocketsSansIOProtocol):
    """One socket."""

    answered_at: float = 0.0

    def handle_connect(self, event: Request) -> None:
        """Give the application its line."""
        super().handle_connect(event)
        if not self.close_sent:
            # The application begins only once this has returned.
            self.scope["state"][_LINE] = Line(self.write_now, self.transport.abort, self.heard)

    def write_now(self, text: str) -> bool:
        """Write a message where ``send`` would not wait, by the same steps."""
        is_open = self.handshake_complete and not self.close_sent and not self.disconnected
        if not is_open or not self.writable.is_set() or self.transport.is_closing():
            return False
        try:
            self.conn.send_text(text.encode())
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def handle_pong(self, event: Frame) -> None:
        """Note which ping it is that was answered."""
        super().handle_pong(event)
        if self.pending_ping_payload is None:
            self.answered_at = self.ping_sent_at

    def heard(self) -> Heard:
        """Return what is known of the other end."""
        return Heard(self.ping_sent_at, self.answered_at, self.conn.close_rcvd is not None)

    def shutdown(self) -> None:
        """Say that another process can be asked at once, and close."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.conn.send_text(_RESTART)
        super().shutdown()
