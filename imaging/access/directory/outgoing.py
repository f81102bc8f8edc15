"""Calls to a directory: short, bounded, and never led elsewhere by what it answers."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from requests.models import PreparedRequest, Response

from imaging.access.directory.addresses import check_endpoint, check_peer
from imaging.access.within import is_outside
from imaging.errors import MalformedError, UnavailableError
from imaging.problems import Problem

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
WHOLE_SECONDS: Final = 10.0
LARGEST_ANSWER_BYTES: Final = 256 * 1024
_PIECE: Final = 16 * 1024
# SHUT_RDWR
_BOTH_WAYS: Final = 2
# Whoever is only being connected to at the deadline is cut off this much later, at most.
_CUT_AGAIN_SECONDS: Final = 0.5


class BoundedAdapter(HTTPAdapter):
    """Sends a request and hands over what came whole, small and soon enough; a redirection is a refusal.

    A timeout of the library begins anew with each byte. So the whole is watched from beside, and cut off.
    """

    def __init__(self, *, allows_loopback: bool, reaches_only_outside: bool = False) -> None:
        self._allows_loopback, self._reaches_only_outside = allows_loopback, reaches_only_outside
        self._sockets: list[Any] = []
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Trust what this machine trusts besides the public authorities: hospitals have one of their own."""
        super().init_poolmanager(*arguments, **named, ssl_context=ssl.create_default_context())

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
                self._check_peer(connection.sock.getpeername()[0])

            connection.connect = connected
            return connection

        pool.ConnectionCls = remembered
        return pool

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """Send, and read at most what an answer may have."""
        check_endpoint(request.url or "", allows_loopback=self._allows_loopback)
        deadline = time.monotonic() + WHOLE_SECONDS
        with self._cut_off_at_the_end():
            answer = super().send(request, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS), verify=True)
            try:
                if answer.is_redirect or answer.is_permanent_redirect:
                    raise _wrong("It answers with a redirection, which is not followed.")
                whole = _read(answer, deadline)
            finally:
                answer.close()
        return _finished(answer, whole)

    def _check_peer(self, host: str) -> None:
        check_peer(host, allows_loopback=self._allows_loopback)
        if self._reaches_only_outside and not is_outside(host, allows_loopback=self._allows_loopback):
            raise _wrong("It is within the hospital.")

    @contextmanager
    def _cut_off_at_the_end(self) -> Iterator[None]:
        is_done = threading.Event()
        threading.Thread(target=self._watch, args=(is_done,), daemon=True).start()
        try:
            yield
        finally:
            is_done.set()

    def _watch(self, is_done: threading.Event) -> None:
        seconds = WHOLE_SECONDS
        while not is_done.wait(seconds):
            for each in list(self._sockets):
                with suppress(OSError):
                    each.shutdown(_BOTH_WAYS)
            seconds = _CUT_AGAIN_SECONDS


@dataclass(frozen=True)
class Outgoing:
    """How this installation calls directories."""

    # Only an installation that serves nobody but this machine may call a directory there without TLS.
    allows_loopback: bool
    # Whether addresses within a hospital are left alone, because anybody may say where it goes.
    reaches_only_outside: bool = False

    def equip(self, session: requests.Session) -> None:
        """Have a session send everything this way; what the environment says of proxies and passwords is left alone."""
        session.trust_env = False
        adapter = BoundedAdapter(allows_loopback=self.allows_loopback, reaches_only_outside=self.reaches_only_outside)
        session.mount("https://", adapter)
        session.mount("http://", adapter)

    def json(self, address: str, token: str = "") -> dict[str, Any]:
        """Return the JSON object that lies at an address."""
        check_endpoint(address, allows_loopback=self.allows_loopback)
        with requests.Session() as session:
            self.equip(session)
            headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
            answer = asked(lambda: session.get(address, headers=headers, allow_redirects=False))
        if not answer.ok:
            raise _wrong(f"It answers {answer.status_code}.")
        try:
            found = answer.json()
        except ValueError as error:
            raise _wrong("It answers something else than JSON.") from error
        if not isinstance(found, dict):
            raise _wrong("It answers something else than a JSON object.")
        return found


def asked(call: Callable[[], Any]) -> Any:
    """Make a call, and say in our words that there was no answer."""
    try:
        return call()
    except (requests.RequestException, OSError) as error:
        raise UnavailableError("The hospital's directory does not answer.", Problem.DIRECTORY_SILENT) from error


def _read(answer: Response, deadline: float) -> bytes:
    whole = bytearray()
    for piece in answer.iter_content(_PIECE):
        whole += piece
        if len(whole) > LARGEST_ANSWER_BYTES:
            raise _wrong(f"Its answer has more than {LARGEST_ANSWER_BYTES // 1024} KiB.")
    # What was cut off may look like an end.
    if time.monotonic() > deadline:
        raise UnavailableError("The hospital's directory is too slow.", Problem.DIRECTORY_SILENT)
    return bytes(whole)


def _finished(answer: Response, whole: bytes) -> Response:
    """Return an answer that holds all of its body, decoded already."""
    finished = Response()
    finished.status_code, finished.reason, finished.url = answer.status_code, answer.reason, answer.url
    finished.headers, finished.encoding, finished.request = answer.headers, answer.encoding, answer.request
    finished.raw = BytesIO(whole)
    return finished


def _wrong(why: str) -> MalformedError:
    return MalformedError(f"The hospital's directory can't be used. {why}", Problem.DIRECTORY_WRONG)
