"""The web application, composed from values: routes, the wrapping around them, and the one table of errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute
from starlette.types import Lifespan

from imaging.house import House
from imaging.settings import Settings
from viewer.answers import EXCEPTION_HANDLERS
from viewer.api.routes import routes as api_routes
from viewer.bodies import BodyGuard
from viewer.consult.routes import routes as consult_routes
from viewer.desk.routes import routes as desk_routes
from viewer.dicomweb.routes import routes as dicomweb_routes
from viewer.envelope import Envelope, Exchange
from viewer.health import routes as health_routes
from viewer.live.figures import RoomFigures
from viewer.live.routes import Live
from viewer.metrics import Metrics
from viewer.patient.routes import routes as patient_routes
from viewer.reading.routes import routes as reading_routes
from viewer.route_names import RouteNames

CORS_REQUEST_HEADERS = ("Authorization", "Accept", "Content-Type", "Range", "If-None-Match")
CORS_ANSWER_HEADERS = ("Content-Location", "Content-Range", "Content-Type", "ETag", "Warning", "X-Correlation-ID")


# Each part of this door contributes ``routes(house)``; what is asked most stands first.
# Consults stand between them, for they know who is in their rooms.
PARTS: tuple[Callable[[House], list[BaseRoute]], ...] = (dicomweb_routes, patient_routes, reading_routes)
FURTHER_PARTS: tuple[Callable[[House], list[BaseRoute]], ...] = (desk_routes, api_routes)


def application(house: House) -> Starlette:
    """Return the whole application over a house."""
    metrics = Metrics(house)
    live = Live.over(house, RoomFigures(metrics.add))
    routes = [
        *(route for part in PARTS for route in part(house)),
        *consult_routes(house, live.rooms.present_in),
        *(route for part in FURTHER_PARTS for route in part(house)),
        *live.routes(),
        *health_routes(house, metrics),
    ]

    @asynccontextmanager
    async def lifespan(application: Starlette) -> AsyncIterator[None]:
        async with metrics.lifespan(application), live.lifespan(application):
            yield

    return compose(routes, house.settings, metrics.observe, lifespan)


def compose(
    routes: Sequence[BaseRoute],
    settings: Settings,
    observe: Callable[[Exchange], None] = lambda _: None,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Put an application together; every answered request is shown to ``observe``."""
    application = Starlette(
        routes=routes,
        middleware=[
            Middleware(Envelope, names=RouteNames(routes), observe=observe),
            *_cross_origin(settings),
            Middleware(BodyGuard),
        ],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
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
