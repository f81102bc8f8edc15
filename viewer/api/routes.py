"""The API's routes below ``/api/v1``, for the application to mount."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from imaging.house import House
from viewer.api.call import Endpoint
from viewer.api.openapi import openapi_document
from viewer.api.operations import OPERATIONS

PREFIX = "/api/v1"


def routes(house: House) -> list[BaseRoute]:
    """Return the routes over this house."""
    made: list[BaseRoute] = [
        Route(
            PREFIX + operation.path,
            Endpoint(house, operation.answer).respond,
            methods=[operation.method],
            max_body_size=operation.max_body_bytes,
        )
        for operation in OPERATIONS
    ]
    return [Route(f"{PREFIX}/openapi.json", _openapi, methods=["GET"]), *made]


def _openapi(request: Request) -> Response:  # noqa: ARG001  (what an endpoint is given)
    return JSONResponse(_document())


@cache
def _document() -> dict[str, Any]:
    """Describe the API, when it is asked for the first time: making it takes longer than all else of a start."""
    return openapi_document(OPERATIONS, version("filmless"))
