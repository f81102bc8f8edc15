"""Who stands before the patient's page: a browser with the cookie of one link, or nobody."""

from __future__ import annotations

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

LINK_COOKIE = "filmless-link"


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
    """Return who visits.

    Raises
    ------
    UnauthenticatedError
        There is no cookie, or its link was switched off or has expired: nobody is told which.
    """
    session = request.cookies.get(cookie_name(request, LINK_COOKIE), "")
    link = house.link_sessions.link_of(session) if session else None
    if link is None:
        raise UnauthenticatedError("Scan the code of the slip again.")
    return Visit(link, address_of(request), session)


def set_cookie(house: House, request: Request, answer: Response, session: str) -> None:
    """Bind this browser to the link that it has opened."""
    answer.set_cookie(
        cookie_name(request, LINK_COOKIE),
        session,
        max_age=int(house.settings.link_session_hours * 3600),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def forget_cookie(request: Request, answer: Response) -> None:
    """Let this browser forget its link."""
    is_secure = request.url.scheme == "https"
    name = cookie_name(request, LINK_COOKIE)
    answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="strict")


def check_own_json(request: Request) -> None:
    """Refuse what a form or a page of another origin could send: only our own page posts JSON."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Send application/json.")
    check_own_origin(request)
