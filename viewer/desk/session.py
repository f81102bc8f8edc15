"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Person, actions_of
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.people import SignInRefusal
from imaging.problems import Problem
from viewer.answers import problem
from viewer.callers import address_of, cookie_name
from viewer.cross_site import check_own_origin, page_word
from viewer.desk.asked import Body, read_json
from viewer.desk.door import Door
from viewer.offload import in_thread

SIGN_OUT = "sign-out"
# No challenge goes with the refusal: browsers would ask by a window of their own.
REFUSALS = {
    SignInRefusal.WRONG: (HTTPStatus.UNAUTHORIZED, "Login and password do not fit.", Problem.WRONG_PASSWORD),
    SignInRefusal.TOO_MANY: (HTTPStatus.TOO_MANY_REQUESTS, "Too many tries.", Problem.TOO_MANY_TRIES),
}


class Credentials(Body):
    """What is typed at the door."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=1000, repr=False)


@dataclass(frozen=True)
class Session:
    """The session of whoever sits before the page."""

    door: Door

    def routes(self) -> list[Route]:
        """Give the one resource."""
        path = "/desk/api/session"
        return [
            Route(path, self.show, methods=["GET"]),
            Route(path, self.sign_in, methods=["POST"]),
            Route(path, self.sign_out, methods=["DELETE"]),
        ]

    async def show(self, request: Request) -> Response:
        """Say who is signed in."""
        person, session = await in_thread(self.door.person, request)
        return JSONResponse(await self._described(person, session))

    async def sign_in(self, request: Request) -> Response:
        """Check the password and begin a session under a new number."""
        check_own_origin(request)
        given = read_json(request.headers.get("content-type", ""), await request.body(), Credentials)
        house = self.door.house
        found = await in_thread(house.people.check_password, given.login, given.password, address_of(request))
        if isinstance(found, SignInRefusal):
            status, message, word = REFUSALS[found]
            return problem(request, status, message, word=word)
        former = request.cookies.get(cookie_name(request), "")
        session = await in_thread(house.sessions.begin, found, former)
        answer = JSONResponse(await self._described(found, session))
        answer.set_cookie(
            cookie_name(request),
            session,
            max_age=int(house.sessions.absolute.total_seconds()),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the session, here and in the browser."""
        person, session = await in_thread(self.door.person, request)
        await in_thread(self.door.house.sessions.end, session)
        subject = Subject(SubjectKind.PERSON, person.user_id)
        event = AuditEvent(person, SIGN_OUT, subject, hospital_id=person.hospital_id, address=address_of(request))
        await in_thread(self.door.house.audit.record, event)
        answer = Response(status_code=HTTPStatus.NO_CONTENT, headers={"Clear-Site-Data": '"cache", "storage"'})
        answer.delete_cookie(
            cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict"
        )
        return answer

    async def _described(self, person: Person, session: str) -> dict[str, Any]:
        hospital = await in_thread(self.door.house.hospitals.by_id, person.hospital_id)
        return {
            "login": person.login,
            "name": person.name,
            "role": person.role,
            "hospital": {"code": hospital.code, "name": hospital.name},
            "actions": sorted(actions_of(person)),
            "csrf": page_word(session),
        }
