"""Who sits at the desk: every endpoint of these pages is made here, and asks first what the person may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Action, Person
from imaging.access.reader import Reader
from imaging.errors import UnauthenticatedError
from imaging.house import House
from viewer.callers import address_of, cookie_name
from viewer.cross_site import check_own_page, is_seen
from viewer.desk.asked import Asked
from viewer.offload import in_thread
from viewer.row_numbers import check_row_numbers


@dataclass(frozen=True)
class Door:
    """Lets people with a session in."""

    house: House

    def route(
        self,
        method: str,
        path: str,
        action: Action,
        answer: Callable[[Asked], Any],
        *,
        max_body_size: int | None = None,
    ) -> Route:
        """Make a route below ``/desk/api`` for whoever may do ``action``; ``answer`` runs in a thread of its own.

        What it gives is sent as JSON unless it is a response already.
        """

        async def endpoint(request: Request) -> Response:
            check_row_numbers(request.path_params)
            person = await in_thread(self.admit, request, action)
            asked = Asked(
                self.reader(request, person),
                request.path_params,
                request.query_params,
                request.headers.get("content-type", ""),
                request.headers,
                await request.body(),
                person,
                request.cookies.get(cookie_name(request), ""),
                request.headers.get("user-agent", ""),
            )
            given = await in_thread(answer, asked)
            return given if isinstance(given, Response) else JSONResponse(given)

        return Route(f"/desk/api{path}", endpoint, methods=[method], max_body_size=max_body_size)

    def routes(self, action: Action, rows: Iterable[tuple[str, str, Callable[[Asked], Any]]]) -> list[Route]:
        """Make routes for whoever may do ``action``: methods, paths, and what answers them."""
        return [self.route(method, path, action, answer) for method, path, answer in rows]

    def person(self, request: Request) -> tuple[Person, str]:
        """Return who is signed in, and the session."""
        session = request.cookies.get(cookie_name(request), "")
        sessions = self.house.sessions
        person = sessions.person_of(session, is_seen=is_seen(request, session)) if session else None
        if person is None:
            raise UnauthenticatedError("Sign in first.")
        check_own_page(request, session)
        return person, session

    def admit(self, request: Request, action: Action) -> Person:
        """Return who is signed in, if the role allows this."""
        person, _ = self.person(request)
        self.reader(request, person).require(action)
        return person

    def reader(self, request: Request, person: Person) -> Reader:
        """Return somebody before the records of their hospital."""
        return Reader(self.house.access_log, person, person.hospital_id, address_of(request))


@dataclass(frozen=True)
class DeskPages:
    """What is asked for at the desk about one kind of thing; whoever stands here says by which routes."""

    door: Door

    @property
    def house(self) -> House:
        """The house behind the door."""
        return self.door.house
