"""uvicorn's HTTP/1.1 with the bounds that it leaves open: how large a request's head may be, how slowly it may come.

Contradictory lengths (Content-Length twice, or beside Transfer-Encoding) are refused by the parser itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MAX_HEAD_BYTES = 64 * 1024
MAX_HEADERS = 100
HEAD_SECONDS = 20.0


class BoundedHttpProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self._head_bytes = 0
        self._is_in_head = True
        self._head_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give a new connection its time to say what it wants."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn declares the transport it is given.
        self._head_deadline = self.loop.call_later(HEAD_SECONDS, self._end_slow_head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as the head of the request stays within its bounds."""
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_deadline is None:
                self._head_deadline = self.loop.call_later(HEAD_SECONDS, self._end_slow_head)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431, b"The head of the request is too large.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header."""
        if len(self.headers) >= MAX_HEADERS:
            raise ValueError("too many headers")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Note that the head is whole."""
        self._is_in_head = False
        self._stop_deadline()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect the next head."""
        self._is_in_head, self._head_bytes = True, 0
        super().on_message_complete()

    def _stop_deadline(self) -> None:
        if self._head_deadline is not None:
            self._head_deadline.cancel()
            self._head_deadline = None

    def _end_slow_head(self) -> None:
        self._head_deadline = None
        if self._is_in_head and not self.transport.is_closing():
            self._refuse(408, b"The head of the request came too slowly.")

    def _refuse(self, status: int, reason: bytes) -> None:
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(
            reason
        )
        self.transport.write(STATUS_LINE[status] + head + reason)
        self.transport.close()
