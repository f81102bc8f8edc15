"""The one table from errors to HTTP answers; endpoints raise, and nothing else turns an error into a status.

The body is JSON: the status and the problem as words for programs, a sentence for people, what it tells under names,
so that a page can say it in another language, and the number under which the log keeps the request.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler
from starlette.websockets import WebSocket

from imaging.errors import (
    ConflictError,
    FilmlessError,
    ForbiddenError,
    GoneError,
    LimitError,
    MalformedError,
    MismatchError,
    NoSpaceError,
    NotFoundError,
    RefusedError,
    SettingsError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedError,
)
from imaging.problems import Problem

STATUSES: Mapping[type[FilmlessError], HTTPStatus] = {
    FilmlessError: HTTPStatus.INTERNAL_SERVER_ERROR,
    SettingsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    RefusedError: HTTPStatus.BAD_REQUEST,
    MalformedError: HTTPStatus.BAD_REQUEST,
    LimitError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MismatchError: HTTPStatus.CONFLICT,
    # The resource is there, but no representation of what was asked for can be made of it.
    UnsupportedError: HTTPStatus.NOT_ACCEPTABLE,
    NotFoundError: HTTPStatus.NOT_FOUND,
    GoneError: HTTPStatus.GONE,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ConflictError: HTTPStatus.CONFLICT,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    # 507 would be exact; clients of DICOMweb retry on 503 and give up on what they do not know.
    NoSpaceError: HTTPStatus.SERVICE_UNAVAILABLE,
}
DEFAULT_RETRY_AFTER_SECONDS = 5.0
# What is refused by HTTP alone, before one of our errors could say more.
PROBLEMS: Mapping[int, Problem] = {
    HTTPStatus.UNAUTHORIZED: Problem.UNAUTHENTICATED,
    HTTPStatus.FORBIDDEN: Problem.FORBIDDEN,
    HTTPStatus.NOT_FOUND: Problem.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: Problem.NOT_FOUND,
    HTTPStatus.REQUEST_TIMEOUT: Problem.TOO_SLOW,
    HTTPStatus.CONFLICT: Problem.CONFLICT,
    HTTPStatus.GONE: Problem.GONE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Problem.TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Problem.WRONG_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS: Problem.TOO_MANY_TRIES,
    HTTPStatus.SERVICE_UNAVAILABLE: Problem.UNAVAILABLE,
}
NOTHING: Mapping[str, str | int] = {}


def status_of(error: FilmlessError) -> HTTPStatus:
    """Return the status of an error: its own, or that of the nearest error above it in the tree."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def problem(
    request: HTTPConnection,
    status: int,
    message: str,
    headers: Mapping[str, str] | None = None,
    *,
    word: Problem | None = None,
    told: Mapping[str, str | int] = NOTHING,
) -> Response:
    """Return the answer that says what went wrong, in one form for everything."""
    body: dict[str, Any] = {
        "error": HTTPStatus(status).name.lower(),
        "message": message,
        "problem": word or PROBLEMS.get(status, Problem.FAILED if status >= 500 else Problem.MALFORMED),
        "told": dict(told),
        "correlation_id": request.scope.get("correlation_id", ""),
    }
    return JSONResponse(body, status, headers)


async def answer_error(request: Request, error: Exception) -> Response:
    """Answer one of our own errors."""
    if not isinstance(error, FilmlessError):
        raise error
    return problem(request, status_of(error), str(error), _headers_of(error), word=error.problem, told=error.told)


async def refuse(websocket: WebSocket, error: FilmlessError) -> None:
    """Answer the handshake of a socket with one of our own errors."""
    answer = problem(websocket, status_of(error), str(error), _headers_of(error), word=error.problem, told=error.told)
    await websocket.send_denial_response(answer)


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses, such as an unknown path, and what only HTTP can refuse."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.NOT_MODIFIED:
        return Response(status_code=error.status_code, headers=error.headers)
    return problem(request, error.status_code, error.detail, error.headers)


def _headers_of(error: FilmlessError) -> dict[str, str]:
    if isinstance(error, UnauthenticatedError):
        return {"WWW-Authenticate": 'Bearer realm="filmless"'}
    if isinstance(error, UnavailableError):
        return {"Retry-After": str(seconds_of(error))}
    return {}


def seconds_of(error: UnavailableError) -> int:
    """Return after how many seconds it is worth asking again."""
    return math.ceil(error.retry_after_seconds or DEFAULT_RETRY_AFTER_SECONDS)


EXCEPTION_HANDLERS: Mapping[type[Exception], ExceptionHandler] = {
    FilmlessError: answer_error,
    HTTPException: answer_http_exception,
}
