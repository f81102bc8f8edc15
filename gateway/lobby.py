"""Where connections wait until they have asked for an association.

One thread watches the listening socket and everything that has connected without saying yet what it wants. So a
thousand idle connections cost a thousand file descriptors at most, and take no place from those that associate::

    connect ──► Lobby ── whole A-ASSOCIATE-RQ ──► the caller's ``welcome``
                  │
                  └── too slow, too long, something else ──► closed
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.faults import AbortReason
from gateway.limits import Limits
from gateway.pdus import HEADER, PDU_TYPES, PduType, encode_abort

_READ_BYTES = 64 * 1024
_POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Arrival:
    """A connection that has sent its whole association request, and perhaps more."""

    connection: socket.socket
    address: str
    request: bytes
    rest: bytes


@dataclass
class _Visitor:
    """A connection that still has to ask."""

    connection: socket.socket
    address: str
    deadline: float
    received: bytearray = field(default_factory=bytearray)


class Lobby:
    """Accepts connections and hands on those that ask for an association."""

    def __init__(self, listener: socket.socket, limits: Limits, welcome: Callable[[Arrival], None]) -> None:
        self._listener, self._limits, self._welcome = listener, limits, welcome
        self._selector = selectors.DefaultSelector()
        # In the order of their arrival, which is that of their deadlines.
        self._visitors: dict[int, _Visitor] = {}
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ)

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Receive visitors until told to stop."""
        try:
            while not is_stopping():
                for key, _ in self._selector.select(_POLL_SECONDS):
                    if key.data is None:
                        self._accept()
                    elif key.fd in self._visitors:
                        self._listen_to(key.data)
                self._dismiss_late()
        finally:
            for visitor in tuple(self._visitors.values()):
                self._dismiss(visitor)
            self._selector.close()

    def _accept(self) -> None:
        try:
            connection, address = self._listener.accept()
        except OSError:
            # It was taken back before we came to it, or there is no descriptor left: the next round tries again.
            self._dismiss_oldest()
            return
        if len(self._visitors) >= self._limits.waiting_connections:
            self._dismiss_oldest()
        connection.setblocking(False)
        visitor = _Visitor(connection, str(address[0]), time.monotonic() + self._limits.deadline_seconds)
        self._visitors[connection.fileno()] = visitor
        self._selector.register(connection, selectors.EVENT_READ, visitor)

    def _listen_to(self, visitor: _Visitor) -> None:
        try:
            data = visitor.connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._dismiss(visitor)
            return
        visitor.received += data
        size = self._request_size(visitor)
        if size is not None and len(visitor.received) >= size:
            self._forget(visitor)
            request, rest = bytes(visitor.received[HEADER.size : size]), bytes(visitor.received[size:])
            self._welcome(Arrival(visitor.connection, visitor.address, request, rest))

    def _request_size(self, visitor: _Visitor) -> int | None:
        """Return how long the request is to be, as far as it is known; send away who wants something else."""
        if visitor.received[0] != PduType.ASSOCIATE_RQ:
            known = visitor.received[0] in PDU_TYPES
            self._dismiss(visitor, AbortReason.UNEXPECTED_PDU if known else AbortReason.UNRECOGNIZED_PDU)
            return None
        if len(visitor.received) < HEADER.size:
            return None
        size = HEADER.size + int(HEADER.unpack_from(visitor.received)[1])
        if size > self._limits.associate_bytes:
            self._dismiss(visitor, AbortReason.INVALID_PARAMETER)
            return None
        return size

    def _dismiss_late(self) -> None:
        now = time.monotonic()
        while self._visitors:
            oldest = next(iter(self._visitors.values()))
            if oldest.deadline > now:
                return
            self._dismiss(oldest)

    def _dismiss_oldest(self) -> None:
        if self._visitors:
            self._dismiss(next(iter(self._visitors.values())))

    def _dismiss(self, visitor: _Visitor, reason: AbortReason | None = None) -> None:
        self._forget(visitor)
        with contextlib.suppress(OSError):
            if reason is not None:
                visitor.connection.send(encode_abort(reason))
                visitor.connection.shutdown(socket.SHUT_WR)
                # Read what is here, so that closing does not reset the connection before the peer has seen why.
                visitor.connection.recv(_READ_BYTES)
        visitor.connection.close()

    def _forget(self, visitor: _Visitor) -> None:
        self._selector.unregister(visitor.connection)
        del self._visitors[visitor.connection.fileno()]
