"""Calls to other servers by HTTP: short, bounded, never to where a name should not lead, never led elsewhere."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response

from imaging.errors import FilmlessError

_PIECE: Final = 16 * 1024
# SHUT_RDWR
_BOTH_WAYS: Final = 2
# Whoever is only being connected to at the deadline is cut off this much later, at most.
_LOOK_SECONDS: Final = 0.5


def _never() -> bool:
    return False


def trusting() -> ssl.SSLContext:
    """Return what trusts whom this machine trusts, read once a minute: it takes up to a tenth of a second."""
    return _trusting(int(time.monotonic() // 60), os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=1)
def _trusting(minute: int, file: str | None, directory: str | None) -> ssl.SSLContext:  # noqa: ARG001  (only the key)
    return ssl.create_default_context()


@dataclass(frozen=True)
class Bounds:
    """How long a call may take and how much may be answered."""

    connect_seconds: float = 3.0
    read_seconds: float = 5.0
    whole_seconds: float = 10.0
    largest_answer_bytes: int = 256 * 1024
    # Asked now and then: whether the call is of no use any more.
    is_stopping: Callable[[], bool] = _never


@dataclass(frozen=True)
class Caller:
    """Who calls: where they may, and how they say what went wrong."""

    # Raises where an address is not called.
    check_address: Callable[[str], None]
    # Raises where a name has led to what is not called; whether the connection is encrypted may matter.
    check_peer: Callable[[str, bool], None]
    # Makes an error of what an answer is not.
    wrong: Callable[[str], FilmlessError]
    late: Callable[[], FilmlessError]


class BoundedAdapter(HTTPAdapter):
    """Sends a request and hands over what came whole, small and soon enough; a redirection is a refusal.

    A timeout of the library begins anew with each byte. So the whole is watched from beside, and cut off.
    """

    def __init__(self, caller: Caller, bounds: Bounds) -> None:
        self._caller, self._bounds = caller, bounds
        self._sockets: list[Any] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Trust what this machine trusts besides the public authorities: hospitals have one of their own."""
        super().init_poolmanager(*arguments, **named, ssl_context=trusting())

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        """Remember what every connection goes over, to be able to cut it off."""
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        made = type(pool).ConnectionCls

        def remembered(*given: Any, **said: Any) -> Any:
            connection = made(*given, **said)
            connect = connection.connect

            def connected() -> None:
                connect()
                self._sockets.append(connection.sock)
                # Whatever the name said when it was written down, and however often it changes.
                is_encrypted = isinstance(connection.sock, ssl.SSLSocket)
                self._caller.check_peer(connection.sock.getpeername()[0], is_encrypted)

            connection.connect = connected
            return connection

        pool.ConnectionCls = remembered
        return pool

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Send, and read at most what an answer may have."""
        self._caller.check_address(request.url or "")
        deadline = time.monotonic() + self._bounds.whole_seconds
        timeout = (self._bounds.connect_seconds, self._bounds.read_seconds)
        with self._cut_off_at_the_end(deadline):
            answer = super().send(request, stream=True, timeout=timeout, verify=True)
            try:
                if answer.is_redirect or answer.is_permanent_redirect:
                    raise self._caller.wrong("It answers with a redirection, which is not followed.")
                whole = self._read(answer, deadline)
            finally:
                answer.close()
        return _finished(answer, whole)

    def _read(self, answer: Response, deadline: float) -> bytes:
        whole, most = bytearray(), self._bounds.largest_answer_bytes
        for piece in answer.iter_content(_PIECE):
            whole += piece
            if len(whole) > most:
                raise self._caller.wrong(f"Its answer has more than {most // 1024} KiB.")
        # What was cut off may look like an end.
        if time.monotonic() > deadline:
            raise self._caller.late()
        return bytes(whole)

    @contextmanager
    def _cut_off_at_the_end(self, deadline: float) -> Iterator[None]:
        is_done = threading.Event()
        threading.Thread(target=self._watch, args=(is_done, deadline), daemon=True).start()
        try:
            yield
        finally:
            is_done.set()

    def _watch(self, is_done: threading.Event, deadline: float) -> None:
        while not is_done.wait(_LOOK_SECONDS if time.monotonic() > deadline else _next_look(deadline)):
            if time.monotonic() < deadline and not self._bounds.is_stopping():
                continue
            for each in list(self._sockets):
                with suppress(OSError):
                    each.shutdown(_BOTH_WAYS)


def _next_look(deadline: float) -> float:
    return min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic()))


def _finished(answer: Response, whole: bytes) -> Response:
    """Return an answer that holds all of its body, decoded already."""
    finished = Response()
    finished.status_code, finished.reason, finished.url = answer.status_code, answer.reason, answer.url
    finished.headers, finished.encoding, finished.request = answer.headers, answer.encoding, answer.request
    finished.raw = BytesIO(whole)
    return finished
