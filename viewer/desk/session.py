"""Signing in, in one step or two, and out."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Person, actions_of
from imaging.access.audit import AuditEvent, Subject, SubjectKind
from imaging.access.people import SignInRefusal
from imaging.access.second_factors import Enrolment
from imaging.access.signing_in import Ticket
from imaging.problems import Problem
from imaging.sharing.qr import svg
from viewer.answers import problem
from viewer.callers import address_of, cookie_name
from viewer.cross_site import check_own_origin, page_word
from viewer.desk.asked import B, Body, read_json
from viewer.desk.door import DeskPages
from viewer.offload import in_thread

SIGN_OUT = "sign-out"
# No challenge goes with the refusal: browsers would ask by a window of their own.
REFUSALS = {
    SignInRefusal.WRONG: (HTTPStatus.UNAUTHORIZED, "Login and password do not fit.", Problem.WRONG_PASSWORD),
    SignInRefusal.WRONG_CODE: (HTTPStatus.UNAUTHORIZED, "This is not the code of the moment.", Problem.WRONG_CODE),
    SignInRefusal.TOO_MANY: (HTTPStatus.TOO_MANY_REQUESTS, "Too many tries.", Problem.TOO_MANY_TRIES),
}


class Credentials(Body):
    """What is typed at the door."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=1000, repr=False)


class TicketForm(Body):
    """What the first step gave."""

    ticket: str = Field(max_length=100, repr=False)


class CodeForm(TicketForm):
    """What the phone shows, or the paper."""

    code: str = Field(max_length=100, repr=False)


class InvitationForm(Body):
    """The secret of an invitation's link."""

    secret: str = Field(max_length=100, repr=False)


class AcceptForm(InvitationForm):
    """The password that somebody new has chosen."""

    password: str = Field(max_length=1000, repr=False)


class Session(DeskPages):
    """The session of whoever sits before the page."""

    def routes(self) -> list[Route]:
        """Give the one resource, and the steps to it."""
        path = "/desk/api/session"
        return [
            Route(path, self.show, methods=["GET"]),
            Route(path, self.sign_in, methods=["POST"]),
            Route(path, self.sign_out, methods=["DELETE"]),
            Route(f"{path}/code", self.show_code, methods=["POST"]),
            Route(f"{path}/enrolment", self.enrolment, methods=["POST"]),
            Route(f"{path}/enrolled", self.enrolled, methods=["POST"]),
            Route(f"{path}/invitation", self.invitation, methods=["POST"]),
            Route(f"{path}/invited", self.invited, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Say who is signed in."""
        person, session = await in_thread(self.door.person, request)
        return JSONResponse(await self._described(person, session))

    async def sign_in(self, request: Request) -> Response:
        """Check the password; begin a session, or say what comes next."""
        given = await self.read(request, Credentials)
        begin = self.house.signing_in.begin
        found = await in_thread(begin, given.login, given.password, address_of(request))
        return await self.let_in(request, found)

    async def show_code(self, request: Request) -> Response:
        """Check the second factor and begin a session."""
        given = await self.read(request, CodeForm)
        check = self.house.signing_in.with_code
        return await self.let_in(request, await in_thread(check, given.ticket, given.code, address_of(request)))

    async def enrolment(self, request: Request) -> Response:
        """Give a secret to somebody who must have a second factor before anything else."""
        given = await self.read(request, TicketForm)
        enrolment = await in_thread(self.house.signing_in.enrolment, given.ticket)
        return JSONResponse(described_enrolment(enrolment))

    async def enrolled(self, request: Request) -> Response:
        """Take the second factor, begin a session, and show the recovery codes once."""
        given = await self.read(request, CodeForm)
        check = self.house.signing_in.enrolled
        found = await in_thread(check, given.ticket, given.code, address_of(request))
        if isinstance(found, SignInRefusal):
            return await self.let_in(request, found)
        return await self.let_in(request, found.person, {"recovery_codes": list(found.recovery_codes)})

    async def invitation(self, request: Request) -> Response:
        """Say what a link invites to."""
        given = await self.read(request, InvitationForm)
        found = await in_thread(self.house.invitations.look, given.secret)
        hospital = await in_thread(self.house.hospitals.by_id, found.hospital_id)
        directory = await in_thread(self.house.directories.of, found.hospital_id)
        has_directory, invited = directory is not None and directory.is_open, found.invited
        return JSONResponse(
            {
                "login": invited.login,
                "name": invited.name,
                "role": invited.role,
                "hospital": hospital.name,
                "has_directory": has_directory,
            }
        )

    async def invited(self, request: Request) -> Response:
        """Take the password of somebody new, and lead them to their second factor."""
        given, house = await self.read(request, AcceptForm), self.house
        person = await in_thread(house.invitations.accept, given.secret, given.password, address_of(request))
        ticket = await in_thread(house.signing_in.invited, person)
        return JSONResponse({"next": ticket.step, "ticket": ticket.text})

    async def read(self, request: Request, form: type[B]) -> B:
        """Return what a page of ours sends, nobody signed in."""
        check_own_origin(request)
        return read_json(request.headers.get("content-type", ""), await request.body(), form)

    async def let_in(
        self, request: Request, found: Person | Ticket | SignInRefusal, more: Mapping[str, Any] | None = None
    ) -> Response:
        """Begin a session under a new number, whatever number the browser brought; or say what comes next."""
        if isinstance(found, Ticket):
            return JSONResponse({"next": found.step, "ticket": found.text})
        if isinstance(found, SignInRefusal):
            status, message, word = REFUSALS[found]
            return problem(request, status, message, word=word)
        house, former = self.house, request.cookies.get(cookie_name(request), "")
        browser = request.headers.get("user-agent", "")
        session = await in_thread(house.sessions.begin, found, former, address_of(request), browser)
        answer = JSONResponse(await self._described(found, session) | dict(more or {}))
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
        await in_thread(self.house.sessions.end, session)
        subject = Subject(SubjectKind.PERSON, person.user_id)
        event = AuditEvent(person, SIGN_OUT, subject, hospital_id=person.hospital_id, address=address_of(request))
        await in_thread(self.house.audit.record, event)
        answer = Response(status_code=HTTPStatus.NO_CONTENT, headers={"Clear-Site-Data": '"cache", "storage"'})
        answer.delete_cookie(
            cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict"
        )
        return answer

    async def _described(self, person: Person, session: str) -> dict[str, Any]:
        hospital = await in_thread(self.house.hospitals.by_id, person.hospital_id)
        directory = await in_thread(self.house.arriving.directory_of, person)
        return {
            "login": person.login,
            "name": person.name,
            "role": person.role,
            "hospital": {"code": hospital.code, "name": hospital.name},
            "actions": sorted(actions_of(person)),
            # Whether they can show anew by it that it is they.
            "has_directory": directory is not None,
            "csrf": page_word(session),
        }


def described_enrolment(enrolment: Enrolment) -> dict[str, Any]:
    """Return what an authenticator application is given: to scan, and to type."""
    return {"secret": enrolment.secret, "address": enrolment.address, "qr": svg(enrolment.address)}
