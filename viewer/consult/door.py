"""The door of consults: every endpoint below ``/c/api/<code>`` is made here, and asks first who takes part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.consult.opened import Opened, opened
from imaging.house import House
from imaging.index.engine import Index
from viewer.consult.callers import ConsultCallers, Present
from viewer.desk.asked import Sent
from viewer.offload import in_thread
from viewer.row_numbers import check_row_numbers


@dataclass(frozen=True)
class Attended(Sent):
    """A request of somebody who is in a consult and may make it."""

    present: Present
    index: Index = field(repr=False)

    @cached_property
    def opened(self) -> Opened:
        """What is open to whoever asks, looked up once for the whole answer."""
        return opened(self.index, self.present.gathering, self.present.participant)


@dataclass(frozen=True)
class ConsultDoor:
    """Lets those in who take part."""

    house: House

    @property
    def callers(self) -> ConsultCallers:
        """Who tells who asks."""
        return ConsultCallers(self.house)

    def route(
        self,
        method: str,
        path: str,
        action: Action,
        answer: Callable[[Attended], Any],
        *,
        max_body_size: int | None = None,
    ) -> Route:
        """Make a route below ``/c/api/<code>`` for those whose part opens ``action``.

        ``answer`` runs in a thread of its own; what it gives is sent as JSON unless it is a response already.
        """

        async def endpoint(request: Request) -> Response:
            check_row_numbers(request.path_params)
            present = await in_thread(self.callers.of, request, request.path_params["code"], action)
            asked = Attended(
                present.reader,
                request.path_params,
                request.query_params,
                request.headers.get("content-type", ""),
                request.headers,
                await request.body(),
                present,
                self.house.index,
            )
            given = await in_thread(answer, asked)
            return given if isinstance(given, Response) else JSONResponse(given)

        return Route(f"/c/api/{{code}}{path}", endpoint, methods=[method], max_body_size=max_body_size)

    def routes(self, action: Action, rows: Iterable[tuple[str, str, Callable[[Attended], Any]]]) -> list[Route]:
        """Make routes for those whose part opens ``action``: methods, paths, and what answers them."""
        return [self.route(method, path, action, answer) for method, path, answer in rows]
