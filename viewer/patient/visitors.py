"""Who stands before the patient's page: a browser with the cookie of the link that it asks about, or nobody.

A family opens several slips on one phone, beside each other. So every link has a cookie of its own, named by the link's
handle, and every address names the link that it belongs to: what is asked of one link is never answered from another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action, PatientLink, Scope
from imaging.access.audit import Subject, SubjectKind
from imaging.access.reader import Reader
from imaging.errors import UnauthenticatedError
from imaging.house import House
from viewer.callers import address_of, cookie_name
from viewer.cross_site import check_own_origin

LINK_COOKIE = "filmless-link-"
# A browser keeps so many links open; the one that was opened first gives way to the next.
MOST_LINKS = 8
_HANDLE = re.compile(r"[0-9a-f]{24}", re.ASCII)


@dataclass(frozen=True)
class Visit:
    """A request of somebody who has opened a link."""

    link: PatientLink
    address: str
    session: str

    def looks_at(self, house: House, action: Action, study_ids: frozenset[int]) -> None:
        """Check that the link opens these studies, and have the audit know before anything of them is shown."""
        scope = Scope(self.link.hospital_id, study_ids, self.link.order_id)
        self._reader(house).require(action, scope)
        house.access_log.opened(self.link, action, study_ids, self.link.hospital_id, self.address)

    def reads(self, house: House, action: Action) -> None:
        """Check that the link opens what belongs to the order, such as its report, and have the audit know."""
        scope = Scope(self.link.hospital_id, order_id=self.link.order_id)
        self._reader(house).sees(action, Subject(SubjectKind.ORDER, self.link.order_id), scope)

    def _reader(self, house: House) -> Reader:
        return Reader(house.access_log, self.link, self.link.hospital_id, self.address)


def visit_of(house: House, request: Request) -> Visit:
    """Return who visits the link that the address names.

    Raises
    ------
    UnauthenticatedError
        There is no cookie of this link, or the link was switched off or has expired: nobody is told which.
    """
    return known_visit(house, request, request.path_params["link"])


def known_visit(house: House, request: Request, handle: str) -> Visit:
    """Return the visit of a link by the cookie of just this link; raises as `visit_of` does."""
    session = request.cookies.get(_cookie_name(request, handle), "")
    link = house.link_sessions.link_of(session) if session else None
    # Whatever stands in the cookie: it opens the link that was asked about, or nothing.
    if link is None or link.handle != handle:
        raise UnauthenticatedError("Scan the code of the slip again.")
    return Visit(link, address_of(request), session)


def only_visit(house: House, request: Request) -> Visit:
    """Return the visit of a browser that has just one link open; which of several is meant can't be guessed."""
    visits = _living(house, request, _handles(request)[:MOST_LINKS])
    if len(visits) != 1:
        raise UnauthenticatedError("Scan the code of the slip again.")
    return visits[0]


def set_cookie(house: House, request: Request, answer: Response, visit: Visit) -> None:
    """Give this browser the cookie of the link that it has opened, and take back what it holds too many."""
    others = [handle for handle in _handles(request) if handle != visit.link.handle]
    # Browsers name the cookie first that was given first (RFC 6265 section 5.4).
    kept = {each.link.handle for each in _living(house, request, others)[1 - MOST_LINKS :]}
    for handle in others:
        if handle not in kept:
            forget_cookie(request, answer, handle)
    answer.set_cookie(
        _cookie_name(request, visit.link.handle),
        visit.session,
        max_age=int(house.settings.link_session_hours * 3600),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def forget_cookie(request: Request, answer: Response, handle: str) -> None:
    """Let this browser forget a link."""
    is_secure = request.url.scheme == "https"
    name = _cookie_name(request, handle)
    answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="strict")


def check_own_json(request: Request) -> None:
    """Refuse what a form or a page of another origin could send: only our own page posts JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send application/json.")
    check_own_origin(request)


def _cookie_name(request: Request, handle: str) -> str:
    return cookie_name(request, LINK_COOKIE + handle)


def _handles(request: Request) -> list[str]:
    """Return the links of which this browser holds cookies, in the order in which it names them."""
    prefix = _cookie_name(request, "")
    handles = (name.removeprefix(prefix) for name in request.cookies if name.startswith(prefix))
    return [handle for handle in handles if _HANDLE.fullmatch(handle)]


def _living(house: House, request: Request, handles: Sequence[str]) -> list[Visit]:
    visits = []
    for handle in handles:
        with suppress(UnauthenticatedError):
            visits.append(known_visit(house, request, handle))
    return visits
