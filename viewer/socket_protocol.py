"""uvicorn's WebSocket with what it leaves open: a connection that can be dropped, and a word before the process ends.

::

    HTTP/1.1 ──► Upgrade ──► this ──► the application
                              └ the server ends ──► {"says":"over","why":"restart"} ──► 1012
"""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

# In the state of a connection's scope: drops it at once, whatever it has not read yet.
ABORT: Final = "abort"
# The largest message: a proposal of 64 KiB and what stands around it; whoever sends more is cut off (1009).
MAX_MESSAGE_BYTES: Final = 128 * 1024
# A peer that does not answer one is gone; networks that forget silent connections are kept awake.
PING_SECONDS: Final = 20.0
PONG_SECONDS: Final = 20.0
_RESTART: Final = b'{"says":"over","why":"restart"}'


class BoundedSocketProtocol(WebSocketsSansIOProtocol):
    """One socket."""

    def handle_connect(self, event: Request) -> None:
        """Give the application the means to drop who does not read."""
        super().handle_connect(event)
        if not self.close_sent:
            # The application begins only once this has returned.
            self.scope["state"][ABORT] = self.transport.abort

    def shutdown(self) -> None:
        """Say that another process can be asked at once, and close."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.conn.send_text(_RESTART)
        super().shutdown()
