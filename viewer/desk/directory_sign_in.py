"""Signing in by the hospital's own directory: off to it, and what comes back from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.directory.arriving import Return, SetOut
from imaging.access.directory.visits import LIFETIME, Passport
from viewer.callers import address_of, cookie_name
from viewer.desk.asked import Body
from viewer.desk.door import DeskPages
from viewer.desk.session import InvitationForm, Session
from viewer.offload import in_thread

VISIT_COOKIE: Final = "filmless-visit"
_MOST_ROWS: Final = 2**62


class HospitalForm(Body):
    """Whose directory is meant."""

    hospital: str = Field(max_length=16)


class ReturnForm(Body):
    """What the directory wrote into the address."""

    # The last part of the address: whose directory it is.
    hospital_id: int = Field(ge=1, le=_MOST_ROWS)
    state: str = Field(max_length=200, repr=False)
    code: str = Field("", max_length=4000, repr=False)
    error: str = Field("", max_length=200)
    iss: str = Field("", max_length=500)


class DirectorySignIn(DeskPages):
    """The way in by directories."""

    @property
    def session(self) -> Session:
        """Where it leads."""
        return Session(self.door)

    def routes(self) -> list[Route]:
        """Give what the sign-in page asks for."""
        path = "/desk/api/session/directory"
        return [
            Route("/desk/api/session/directories", self.offered, methods=["GET"]),
            Route(path, self.begin, methods=["POST"]),
            Route(f"{path}/invited", self.begin_invited, methods=["POST"]),
            Route(f"{path}/returned", self.returned, methods=["POST"]),
            Route("/desk/api/account/directory/confirm", self.begin_confirming, methods=["POST"]),
        ]

    async def offered(self, request: Request) -> Response:  # noqa: ARG002  (what an endpoint is given)
        """Answer with the hospitals whose people may sign in so."""
        found = await in_thread(self.house.directories.offered)
        return JSONResponse({"directories": [asdict(each) for each in found]})

    async def begin(self, request: Request) -> Response:
        """Say where to go to sign in."""
        form = await self.session.read(request, HospitalForm)
        return await self._set_out(request, lambda: self.house.arriving.begin(form.hospital, address_of(request)))

    async def begin_invited(self, request: Request) -> Response:
        """Say where to go for somebody who holds an invitation."""
        form = await self.session.read(request, InvitationForm)
        return await self._set_out(request, lambda: self.house.arriving.begin_invited(form.secret, address_of(request)))

    async def begin_confirming(self, request: Request) -> Response:
        """Say where to go to show anew that it is still they."""
        person = await in_thread(self.door.admit, request, Action.KEEP_ACCOUNT)
        return await self._set_out(request, lambda: self.house.arriving.begin_confirming(person))

    async def returned(self, request: Request) -> Response:
        """Take what the directory gave, once, and let in whom it names."""
        form = await self.session.read(request, ReturnForm)
        passport = Passport(request.cookies.get(cookie_name(request, VISIT_COOKIE), ""), form.state)
        brought = Return(passport, form.hospital_id, form.code, form.error, form.iss)
        found = await in_thread(self.house.arriving.returned, brought, address_of(request))
        answer = await self.session.let_in(request, found)
        answer.delete_cookie(
            cookie_name(request, VISIT_COOKIE),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    async def _set_out(self, request: Request, begin: Callable[[], SetOut]) -> Response:
        set_out = await in_thread(begin)
        answer = JSONResponse({"address": set_out.address})
        answer.set_cookie(
            cookie_name(request, VISIT_COOKIE),
            set_out.secret,
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            # The page that the directory leads back to is ours, and sends it by itself: it need not travel with others.
            samesite="strict",
        )
        return answer
