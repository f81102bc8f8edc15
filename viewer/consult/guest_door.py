"""How guests come in: link, digits, who they are, and waiting. Nothing here is asked for by who only loads the page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Guest
from imaging.consult.guest_arrival import CameIn, CodeRequired, GuestArrival, Throttled, WrongCode
from imaging.consult.participants import Part
from imaging.errors import UnauthenticatedError
from imaging.house import House
from imaging.problems import Problem
from viewer.answers import problem
from viewer.callers import address_of, cookie_name
from viewer.consult.callers import GUEST_COOKIE, ConsultCallers
from viewer.cross_site import check_own_origin, check_own_page, page_word
from viewer.desk.asked import B, Body, read_json
from viewer.offload import in_thread

# Of the words that a guest agrees to; they stand with the page's other words.
EDITION: Final = "1"
_STEPS: Final = {None: "confirm", Part.WAITS: "waiting", Part.GONE: "out"}


class SecretForm(Body):
    """What stands behind the # of the link."""

    secret: str = Field(max_length=100, repr=False)


class CodeForm(SecretForm):
    """And the digits that were told by another way."""

    code: str = Field(max_length=20, repr=False)


class AttestForm(Body):
    """Who somebody says they are, and what they promise."""

    name: str = Field(max_length=200, repr=False)
    organisation: str = Field(max_length=400, repr=False)
    is_them: Literal[True]
    keeps_confidential: Literal[True]
    language: Literal["zh", "en"]


@dataclass(frozen=True)
class GuestDoor:
    """The way in for people without an account."""

    house: House
    arrival: GuestArrival

    def routes(self) -> list[Route]:
        """Give the steps."""
        path = "/c/api/{code}/guest"
        return [
            Route(path, self.status, methods=["GET"]),
            Route(path, self.leave, methods=["DELETE"]),
            Route(f"{path}/look", self.look, methods=["POST"]),
            Route(f"{path}/enter", self.enter, methods=["POST"]),
            Route(f"{path}/confirm", self.confirm, methods=["POST"]),
        ]

    async def look(self, request: Request) -> Response:
        """Say whether a link is that of an invitation, and who invites."""
        form, code = await self._read(request, SecretForm), request.path_params["code"]
        found = await in_thread(self.arrival.look, code, form.secret, address_of(request))
        if isinstance(found, CodeRequired):
            return JSONResponse({"hospital": found.hospital, "remaining_tries": found.remaining_tries})
        return _refused(request, found)

    async def enter(self, request: Request) -> Response:
        """Take the digits, and begin a session."""
        form, code = await self._read(request, CodeForm), request.path_params["code"]
        found = await in_thread(self.arrival.enter, code, form.secret, form.code, address_of(request))
        if not isinstance(found, CameIn):
            return _refused(request, found)
        answer = JSONResponse(await in_thread(self._status, found.guest, found.session))
        answer.set_cookie(
            cookie_name(request, GUEST_COOKIE),
            found.session,
            max_age=int(self.house.guest_sessions.absolute.total_seconds()),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    async def confirm(self, request: Request) -> Response:
        """Note who they say they are; from then on they wait."""
        guest, session = await in_thread(self._guest, request)
        check_own_page(request, session)
        form = await self._read(request, AttestForm)
        attested = f"{EDITION} {form.language}"
        said = (form.name, form.organisation, attested)
        await in_thread(self.arrival.attest, guest, session, *said, address_of(request))
        self.house.guest_sessions.forget(session)
        return JSONResponse(await in_thread(self._status, guest, session))

    async def status(self, request: Request) -> Response:
        """Say how far they are; a page that waits asks every few seconds."""
        guest, session = await in_thread(self._guest, request)
        return JSONResponse(await in_thread(self._status, guest, session))

    async def leave(self, request: Request) -> Response:
        """End the session, and have the browser forget what it keeps."""
        guest, session = await in_thread(self._guest, request)
        check_own_page(request, session)
        await in_thread(self.arrival.leave, guest, session, address_of(request))
        answer = Response(status_code=HTTPStatus.NO_CONTENT, headers={"Clear-Site-Data": '"cache"'})
        is_secure = request.url.scheme == "https"
        name = cookie_name(request, GUEST_COOKIE)
        answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="strict")
        return answer

    async def _read(self, request: Request, form: type[B]) -> B:
        check_own_origin(request)
        return read_json(request.headers.get("content-type", ""), await request.body(), form)

    def _guest(self, request: Request) -> tuple[Guest, str]:
        """Return which guest asks; the cookie of another consult is none here."""
        # A page that waits at the door, where nothing is shown, may do so for as long as it stands open.
        found = ConsultCallers(self.house).guest(request, acts=True)
        if found is None or not self.arrival.is_of(found[0], request.path_params["code"]):
            raise UnauthenticatedError("Open your invitation.")
        return found

    def _status(self, guest: Guest, session: str) -> dict[str, Any]:
        status = self.arrival.status(guest)
        return {
            "step": "over" if status.is_over else _STEPS.get(status.part, "in"),
            "name": status.name,
            "organisation": status.organisation,
            "hospital": status.hospital,
            "csrf": page_word(session),
        }


def _refused(request: Request, found: object) -> Response:
    match found:
        case WrongCode(remaining) if remaining > 0:
            told = {"remaining": remaining}
            return problem(request, HTTPStatus.FORBIDDEN, "Wrong code.", word=Problem.GUEST_CODE, told=told)
        case Throttled(seconds):
            headers = {"Retry-After": str(seconds)}
            return problem(request, HTTPStatus.TOO_MANY_REQUESTS, "Too many tries.", headers)
        case _:
            # Unknown, revoked, expired, locked or over: the same answer, whatever the reason.
            return problem(request, HTTPStatus.NOT_FOUND, "This opens nothing.", word=Problem.INVITATION_OVER)
