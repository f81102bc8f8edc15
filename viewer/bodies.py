"""What a request may bring: so many bytes, in so much time, as they are.

A route that takes more than `MAX_BODY_BYTES` says so itself: ``Route(…, max_body_size=…)``.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viewer.answers import problem

MAX_BODY_BYTES = 2 * 1024 * 1024
# A body may take this long, and longer the more of it has come: what trickles in below the rate is cut off.
GRACE_SECONDS = 30.0
MIN_BYTES_PER_SECOND = 16 * 1024


class BodyGuard:
    """Refuses bodies that are too large, too slow or compressed; requests without a body pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._limited = RequestBodyLimitMiddleware(_InTime(app), MAX_BODY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in."""
        if scope["type"] != "http" or not _brings_body(scope):
            await self._app(scope, receive, send)
        else:
            await self._limited(scope, receive, _in_our_form(scope, receive, send))


class _InTime:
    """Gives a body as much time as its size explains."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_compressed(scope):
            # A few bytes could become gigabytes; nobody who sends images or orders compresses them.
            refusal = problem(Request(scope), HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Bodies are taken uncompressed only.")
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _timed(receive), send)


def _in_our_form(scope: Scope, receive: Receive, send: Send) -> Send:
    """Tell that a body is too large as everything else is told; Starlette's limit does so in plain text."""
    is_replaced = False

    async def send_in_our_form(message: Message) -> None:
        nonlocal is_replaced
        is_start = message["type"] == "http.response.start"
        if is_start and message["status"] == 413 and _is_plain_text(message):
            is_replaced = True
            refusal = problem(Request(scope), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large.")
            await refusal(scope, receive, send)
        elif not is_replaced:
            await send(message)

    return send_in_our_form


def _is_plain_text(message: Message) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/plain") for name, value in message["headers"])


def _timed(receive: Receive) -> Receive:
    waited_seconds, received_bytes, is_whole = 0.0, 0, False

    async def receive_in_time() -> Message:
        nonlocal waited_seconds, received_bytes, is_whole
        if is_whole:
            # The only thing still to come is that the client goes away.
            return await receive()
        clock = asyncio.get_running_loop()
        began = clock.time()
        allowed = GRACE_SECONDS + received_bytes / MIN_BYTES_PER_SECOND - waited_seconds
        try:
            async with asyncio.timeout(max(allowed, 0.0)):
                message = await receive()
        except TimeoutError as error:
            close = {"Connection": "close"}
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, "The body came too slowly.", close) from error
        # Only waiting counts: the time in which the application works on what came is not the client's.
        waited_seconds += clock.time() - began
        received_bytes += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        return message

    return receive_in_time


def _brings_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


def _is_compressed(scope: Scope) -> bool:
    return any(name == b"content-encoding" and value.strip().lower() != b"identity" for name, value in scope["headers"])
