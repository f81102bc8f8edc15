"""How the process is: alive, ready, and in numbers. Nothing here is about a patient."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from imaging.errors import FilmlessError
from imaging.house import House
from viewer.callers import Callers
from viewer.metrics import Metrics
from viewer.offload import in_thread

# What a proxy adds; a request that carries it comes from elsewhere, whatever address it has.
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-real-ip"})


@dataclass(frozen=True)
class Health:
    """The questions that machines ask about machines."""

    house: House
    callers: Callers
    metrics: Metrics

    async def healthz(self, request: Request) -> Response:  # noqa: ARG002  (every endpoint is given it)
        """Say that the process answers."""
        return PlainTextResponse("ok\n")

    async def robots(self, request: Request) -> Response:  # noqa: ARG002
        """Ask those who gather pages to stay away: what is shared here is shared with one person each."""
        return PlainTextResponse("User-agent: *\nDisallow: /\n", headers={"Cache-Control": "public, max-age=86400"})

    async def readyz(self, request: Request) -> Response:  # noqa: ARG002
        """Say whether index and objects answer too, and whether events get through."""
        parts = {"index": self._ask_index, "objects": self.house.archive.blobs.check}
        states = {name: await in_thread(_state, check) for name, check in parts.items()}
        is_ready = all(state == "ok" for state in states.values())
        if self.house.settings.events_url:
            # Told, but not needed: without events what arrives is found a moment later.
            states["events"] = await in_thread(_state, self.house.events.check)
        return JSONResponse(states, HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def numbers(self, request: Request) -> Response:
        """Give the metrics of all web processes to this machine, or to whoever has a token."""
        if "authorization" in request.headers or not _is_local(request):
            self.callers.of(request)
        return Response(await in_thread(self.metrics.text), media_type=CONTENT_TYPE_LATEST)

    def _ask_index(self) -> None:
        with self.house.index.read() as connection:
            connection.execute(select(1))


def routes(house: House, metrics: Metrics) -> list[BaseRoute]:
    """Return ``/healthz``, ``/readyz`` and ``/metrics``, and what machines that gather pages are told."""
    health = Health(house, Callers(house.tokens, house.sessions), metrics)
    return [
        Route("/healthz", health.healthz),
        Route("/robots.txt", health.robots),
        Route("/readyz", health.readyz),
        Route("/metrics", health.numbers),
    ]


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except FilmlessError as error:
        return str(error)
    return "ok"


def _is_local(request: Request) -> bool:
    if request.client is None or FORWARDED & set(request.headers):
        return False
    return ipaddress.ip_address(request.client.host).is_loopback
