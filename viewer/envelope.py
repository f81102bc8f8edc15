"""The outermost frame of every request: a number to find it by, headers that protect, one line of log, no traceback.

The line names the route, never the path or the query: these hold identifiers of studies and words that people search.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viewer.answers import problem
from viewer.route_names import RouteNames

log = structlog.get_logger("web")

Headers = list[tuple[bytes, bytes]]

# What every answer carries unless its endpoint says otherwise; a page states a policy of its own.
DEFAULT_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex, nofollow"),
)
STRICT_TRANSPORT_SECURITY = (b"strict-transport-security", b"max-age=31536000")


@dataclass(frozen=True)
class Exchange:
    """A request that was answered, for the log and the metrics."""

    method: str
    route: str
    status: int
    seconds: float
    sent_bytes: int


class Envelope:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, names: RouteNames, observe: Callable[[Exchange], None]) -> None:
        self._app, self._names, self._observe = app, names, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request from its first byte to its last."""
        if scope["type"] == "websocket":
            await self._hold_socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["correlation_id"] = correlation_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        answer = _Answer(scope, send)
        began = time.perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            log.info("client went away", method=scope["method"], route=self._names.of(scope))
        except Exception:
            log.exception("request failed", method=scope["method"], route=self._names.of(scope))
            await answer.fail(receive)
        finally:
            seconds = time.perf_counter() - began
            self._note(Exchange(scope["method"], self._names.of(scope), answer.status, seconds, answer.sent_bytes))

    async def _hold_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a socket from its handshake, which is a request like all others, to its end."""
        scope["correlation_id"] = correlation_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        began = time.perf_counter()

        def note(status: int) -> None:
            seconds = time.perf_counter() - began
            self._note(Exchange("GET", self._names.of(scope), status, seconds, 0))

        handshake = _Handshake(scope, send, note)
        try:
            await self._app(scope, receive, handshake.send)
        except Exception:
            log.exception("socket failed", route=self._names.of(scope))
            await handshake.fail()
        finally:
            log.info("socket closed", route=self._names.of(scope), seconds=round(time.perf_counter() - began, 1))

    def _note(self, done: Exchange) -> None:
        """Count an exchange, and write its one line."""
        self._observe(done)
        log.info(
            "request",
            method=done.method,
            route=done.route,
            status=done.status,
            milliseconds=round(done.seconds * 1000, 2),
            bytes=done.sent_bytes,
        )


class _Handshake:
    """What a socket is answered at first, on its way; what follows passes untouched."""

    def __init__(self, scope: Scope, send: Send, note: Callable[[int], None]) -> None:
        self._answer, self._send, self._note = _Answer(scope, send), send, note
        self._is_accepted = False

    async def send(self, message: Message) -> None:
        if self._is_accepted:
            await self._send(message)
        elif message["type"] == "websocket.accept":
            self._is_accepted = True
            self._note(101)
            await self._send(message)
        elif message["type"] == "websocket.http.response.start":
            self._answer.status = int(message["status"])
            self._note(self._answer.status)
            await self._send({**message, "headers": self._answer.headers(message.get("headers", []))})
        else:
            if message["type"] == "websocket.close":
                self._note(403)
            await self._send(message)

    async def fail(self) -> None:
        """Close what nobody expected to fail."""
        with suppress(OSError, RuntimeError):
            await self._send({"type": "websocket.close", "code": 1011})


class _Answer:
    """What is sent back, on its way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.status, self.sent_bytes = 0, 0
        self._scope, self._send = scope, send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            message["headers"] = self.headers(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.sent_bytes += len(message.get("body", b""))
        await self._send(message)

    async def fail(self, receive: Receive) -> None:
        """Answer for what nobody expected; an answer that has begun stays unfinished, and the server cuts it off."""
        if self.status:
            return
        text = "Something went wrong here; the log keeps it under the correlation id."
        await problem(Request(self._scope), 500, text)(self._scope, receive, self.send)

    def headers(self, given: Headers) -> Headers:
        """Return what an answer carries: what its endpoint says, and what protects all of them."""
        headers = list(given)
        names = {name for name, _ in headers}
        # What comes with 304 replaces what the browser has kept (RFC 9111 section 3.2): a page would lose its policy.
        if self.status != 304:
            headers += [header for header in DEFAULT_HEADERS if header[0] not in names]
        headers.append((b"x-correlation-id", self._scope["correlation_id"].encode("ascii")))
        if self._scope["scheme"] in {"https", "wss"}:
            headers.append(STRICT_TRANSPORT_SECURITY)
        return headers
