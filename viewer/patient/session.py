"""Opening a link: what was scanned or typed, and what only the patient knows, become a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imaging.errors import MalformedError, UnauthenticatedError
from imaging.sharing.link_sessions import FactorRequired, Opened, Throttled, WrongFactor
from imaging.sharing.secrets import read_secret
from viewer.callers import address_of
from viewer.packing import compact_json, packed
from viewer.patient.exam import status_of
from viewer.patient.frames import Wish, first_picture
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import (
    Visit,
    check_own_json,
    forget_cookie,
    known_visit,
    only_visit,
    set_cookie,
    visit_of,
)

LONGEST = 200


class Session:
    """``POST /i/api/session`` and ``POST /i/api/links/{link}/switch-off``."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def open(self, request: Request) -> Response:
        """Open a link, or go on with one that this browser has opened already."""
        check_own_json(request)
        given = await _read(request)
        return await run_in_threadpool(self._open, request, given)

    async def switch_off(self, request: Request) -> Response:
        """Switch off a link that this browser has opened; it opens nothing any more, for nobody."""
        check_own_json(request)
        return await run_in_threadpool(self._switch_off, request)

    def _open(self, request: Request, given: Mapping[str, Any]) -> Response:
        secret, code = _word(given, "secret"), _word(given, "code")
        wish = Wish.read(_picture(given))
        known = None if code else self._known(request, secret, given)
        if known is not None:
            return self._opened(request, known, wish)
        if not secret and not code:
            raise UnauthenticatedError("Scan the code of the slip again.")
        address = address_of(request)
        sessions = self._rooms.house.link_sessions
        answer = sessions.exchange(secret=secret, code=code, answer=_factor(given), address=address)
        if isinstance(answer, FactorRequired):
            # Who is asked now may want to see a picture in a moment.
            return _refusal(answer, BackgroundTask(self._rooms.house.decoders.expect))
        if not isinstance(answer, Opened):
            return _refusal(answer)
        visit = Visit(answer.link, address, answer.session)
        opened = self._opened(request, visit, wish)
        set_cookie(self._rooms.house, request, opened, visit)
        return opened

    def _known(self, request: Request, secret: str, given: Mapping[str, Any]) -> Visit | None:
        """Return the visit of this browser's cookie, if it has one of the link that is asked for."""
        handle = read_secret(secret).handle if secret else _word(given, "link")
        try:
            if secret or "link" in given:
                return known_visit(self._rooms.house, request, handle)
            return only_visit(self._rooms.house, request)
        except UnauthenticatedError:
            return None

    def _opened(self, request: Request, visit: Visit, wish: Wish) -> Response:
        """Compressed, for the first picture in it is written as text, a third longer than it is."""
        document = {"status": status_of(self._rooms, visit), **first_picture(self._rooms, visit, wish)}
        return packed(request, compact_json(document), "application/json")

    def _switch_off(self, request: Request) -> Response:
        house = self._rooms.house
        visit = visit_of(house, request)
        house.link_sessions.switch_off(visit.link, visit.session)
        answer = JSONResponse({})
        forget_cookie(request, answer, visit.link.handle)
        return answer


def _refusal(answer: object, background: BackgroundTask | None = None) -> Response:
    match answer:
        case FactorRequired(factor, remaining):
            body = {"error": "factor_required", "factor": factor, "remaining_attempts": remaining}
            return JSONResponse(body, 401, background=background)
        case WrongFactor(factor, remaining) if remaining > 0:
            return JSONResponse({"error": "wrong_factor", "factor": factor, "remaining_attempts": remaining}, 401)
        case Throttled(seconds):
            raise HTTPException(429, "Too many tries came from here.", {"Retry-After": str(seconds)})
        case _:
            # Unknown, revoked, expired, malformed or locked: the same answer, whatever the reason.
            return JSONResponse({"error": "unavailable"}, 404)


async def _read(request: Request) -> Mapping[str, Any]:
    try:
        given = await request.json()
    except ValueError as error:
        raise MalformedError("The body is no JSON.") from error
    if not isinstance(given, dict):
        raise MalformedError("The body is a JSON object.")
    return given


def _word(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) and len(value) <= LONGEST else "?"


def _factor(given: Mapping[str, Any]) -> dict[str, str] | None:
    """None: not answered yet. What is no text is a wrong answer like any other."""
    factor = given.get("factor")
    if factor is None:
        return None
    answers = factor if isinstance(factor, dict) else {}
    return {name: _word(answers, name) for name in ("birth_date", "last_four", "code")}


def _picture(given: Mapping[str, Any]) -> dict[str, str]:
    """How the first picture is wanted; a size of 0 means all there is."""
    wish = given.get("picture")
    named = wish if isinstance(wish, dict) else {}
    return {name: str(named[name]) for name in ("format", "size") if named.get(name)}
