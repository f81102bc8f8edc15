"""One connection's bytes: the only place that reads from and writes to a peer's socket.

Bytes are received into one reusable buffer and handed on as views of it, so that an image of any size passes through
without ever being an object of its own. Every wait has an end: the kernel wakes a blocked call once a tick
(``SO_RCVTIMEO``), which costs nothing while data flows, and the clock is asked each time. Only time spent in waiting
for the peer counts: when a disk or a busy machine keeps us from reading, the peer is not to blame.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from collections.abc import Callable

from gateway.faults import AbortReason, ClosedError, ProtocolError

TICK_SECONDS = 1
BUFFER_BYTES = 256 * 1024
# struct timeval, as the kernel takes it.
_TICK = struct.pack("ll", TICK_SECONDS, 0)

Sink = Callable[[memoryview], object]


class Wire:
    """Reads and writes one connection, and waits for the peer as long as it was told to."""

    def __init__(
        self, connection: socket.socket, received: bytes, is_stopping: Callable[[], bool], until: float = math.inf
    ) -> None:
        connection.setblocking(True)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TICK)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _TICK)
        # An answer is one small segment: it must not wait for the acknowledgement of the one before.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._is_stopping = is_stopping
        # A moment of `time.monotonic` at which all ends, whatever was waited for.
        self._until = until
        self._buffer = memoryview(bytearray(max(BUFFER_BYTES, len(received))))
        self._buffer[: len(received)] = received
        self._start, self._end = 0, len(received)
        # How long the peer was waited for, all in all, and how long it may become.
        self.waited_seconds = self._patience_seconds = 0.0

    def has_received(self) -> bool:
        """Whether bytes are here already; does not wait for them."""
        if self._start < self._end:
            return True
        try:
            return len(self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)) > 0
        except BlockingIOError:
            return False
        except OSError as error:
            raise ClosedError("The connection broke.") from error

    def expect_within(self, seconds: float) -> None:
        """Set how long the peer may be waited for in all that follows."""
        self._patience_seconds = self.waited_seconds + seconds

    def wait(self) -> None:
        """Wait for the next byte, and leave it there."""
        if self._start == self._end:
            self._start = self._end = 0
            self._receive()

    def take(self, size: int) -> memoryview:
        """Return the next bytes, valid until the next call; at most the size of the buffer."""
        if self._end - self._start < size:
            self._move_to_front()
            while self._end < size:
                self._receive()
        start = self._start
        self._start += size
        return self._buffer[start : self._start]

    def pour(self, size: int, sink: Sink) -> None:
        """Hand the next bytes to a sink as they come."""
        while size:
            if self._start == self._end:
                self._start = self._end = 0
                self._receive()
            end = min(self._end, self._start + size)
            sink(self._buffer[self._start : end])
            size -= end - self._start
            self._start = end

    def send(self, data: bytes | bytearray) -> None:
        """Send all of it while there is patience."""
        rest = memoryview(data)
        while rest:
            began = time.monotonic()
            try:
                rest = rest[self._connection.send(rest) :]
            except BlockingIOError:
                pass
            except OSError as error:
                raise ClosedError("The connection broke.") from error
            if rest or began > self._until:
                self._count_since(began)

    def close(self, within_seconds: float) -> None:
        """Close so that the peer reads what was sent last: a close with bytes unread would reset the connection."""
        deadline = time.monotonic() + within_seconds
        try:
            self._connection.shutdown(socket.SHUT_WR)
            self._connection.settimeout(within_seconds)
            while time.monotonic() < deadline and self._connection.recv_into(self._buffer):
                pass
        except OSError:
            # The peer was faster, or stays silent: there is nothing left to be kind about.
            pass
        finally:
            self._connection.close()

    def _move_to_front(self) -> None:
        kept = self._end - self._start
        self._buffer[:kept] = bytes(self._buffer[self._start : self._end])
        self._start, self._end = 0, kept

    def _receive(self) -> None:
        while True:
            began = time.monotonic()
            try:
                # Who sends with Nagle's algorithm holds the end of every message back until the rest is acknowledged.
                self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                count = self._connection.recv_into(self._buffer[self._end :])
            except BlockingIOError:
                self._count_since(began)
                self._check_stop()
                continue
            except OSError as error:
                raise ClosedError("The connection broke.") from error
            if not count:
                raise ClosedError("The peer closed the connection.")
            self._end += count
            self._count_since(began)
            return

    def _count_since(self, began: float) -> None:
        self.waited_seconds += time.monotonic() - began
        if self.waited_seconds > self._patience_seconds or time.monotonic() > self._until:
            raise ProtocolError("The peer took too long.", AbortReason.NOT_SPECIFIED)

    def _check_stop(self) -> None:
        # Asked only when a whole tick brought nothing: what flows is finished first.
        if self._is_stopping():
            raise ProtocolError("The server is stopping.", AbortReason.NOT_SPECIFIED)
