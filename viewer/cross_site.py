"""Requests that change something must come from a page of ours: a cookie alone proves only whose browser it is.

The session cookie is SameSite=Strict. Beyond that, whoever changes something shows a word that only a page of ours can
read (it is derived from the session), and must not come from another origin.
"""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import HTTPConnection, Request

from imaging.errors import ForbiddenError
from imaging.problems import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADER = "X-CSRF-Token"
# With it a page says that nobody has touched it for a while, and that it asks by itself.
UNATTENDED = "X-Unattended"


def page_word(session: str) -> str:
    """Return the word that pages of this session show; the session can't be found from it."""
    return hashlib.sha256(f"page of {session}".encode()).hexdigest()


def check_own_origin(connection: HTTPConnection) -> None:
    """Refuse what a page of another origin sends, and sockets that it opens."""
    origin, own = connection.headers.get("origin"), connection.url
    scheme = {"ws": "http", "wss": "https"}.get(own.scheme, own.scheme)
    is_foreign = connection.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    if is_foreign or (origin is not None and origin != f"{scheme}://{own.netloc}"):
        raise ForbiddenError("This may be asked only by a page of this server.", Problem.FOREIGN_PAGE)


def is_seen(request: Request, session: str) -> bool:
    """Whether somebody of this session did this; a page of a former session, left open, shows the word of that one."""
    if UNATTENDED in request.headers:
        return False
    try:
        check_own_page(request, session)
    except ForbiddenError:
        return False
    return True


def check_own_page(request: Request, session: str) -> None:
    """Refuse a change that no page of this session asked for."""
    if request.method in SAFE_METHODS:
        return
    check_own_origin(request)
    shown = request.headers.get(HEADER, "")
    if not hmac.compare_digest(shown.encode(), page_word(session).encode()):
        raise ForbiddenError(
            f"A change needs the header {HEADER} of the page that asks for it; load the page again.", Problem.STALE_PAGE
        )
