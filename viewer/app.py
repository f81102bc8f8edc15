"""The web application, composed from values: routes, the wrapping around them, and the one table of errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from imaging.settings import Settings
from viewer.answers import EXCEPTION_HANDLERS
from viewer.bodies import BodyGuard
from viewer.envelope import Envelope, Exchange
from viewer.route_names import RouteNames

CORS_REQUEST_HEADERS = ("Authorization", "Accept", "Content-Type", "Range", "If-None-Match")
CORS_ANSWER_HEADERS = ("Content-Location", "Content-Range", "Content-Type", "ETag", "Warning", "X-Correlation-ID")


def compose(
    routes: Sequence[BaseRoute], settings: Settings, observe: Callable[[Exchange], None] = lambda _: None
) -> Starlette:
    """Put the application together; every answered request is shown to ``observe``."""
    application = Starlette(
        routes=routes,
        middleware=[
            Middleware(Envelope, names=RouteNames(routes), observe=observe),
            *_cross_origin(settings),
            Middleware(BodyGuard),
        ],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    # A redirect would repeat the Host that the client claims, and make two addresses of one resource.
    application.router.redirect_slashes = False
    return application


def _cross_origin(settings: Settings) -> list[Middleware]:
    """Let pages of the named origins read our answers with a token; cookies never travel with them."""
    if not settings.origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=CORS_REQUEST_HEADERS,
            expose_headers=CORS_ANSWER_HEADERS,
            max_age=600,
        )
    ]
