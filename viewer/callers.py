"""Who asks: a machine by its token, a person by the session cookie; everybody else is turned away."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request

from imaging.access.actors import Actor
from imaging.access.sessions import Sessions
from imaging.access.tokens import Tokens
from imaging.errors import UnauthenticatedError
from viewer.cross_site import check_own_page, is_seen

# Over TLS the browser itself keeps a cookie of this prefix to this host, its root, and secure connections.
SECURE_PREFIX = "__Host-"
SESSION_COOKIE = "filmless-session"


def cookie_name(connection: HTTPConnection, name: str = SESSION_COOKIE) -> str:
    """Return how a cookie is called on this connection."""
    return SECURE_PREFIX + name if connection.url.scheme in {"https", "wss"} else name


def address_of(connection: HTTPConnection) -> str:
    """Return the address that a request or a socket comes from, for the audit."""
    return connection.client.host if connection.client else ""


@dataclass(frozen=True)
class Callers:
    """Tells who asks; what it knows of a token or a session is a few seconds old at most."""

    tokens: Tokens
    sessions: Sessions

    def of(self, request: Request) -> Actor:
        """Return who asks.

        Raises
        ------
        UnauthenticatedError
            Whatever the reason; it is always the same answer.
        ForbiddenError
            If a browser asks for a change, but not from a page of ours.
        """
        authorization = request.headers.get("authorization")
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            found: Actor | None = self.tokens.verify(token.strip()) if scheme.lower() == "bearer" else None
        else:
            session = request.cookies.get(cookie_name(request), "")
            found = self.sessions.person_of(session, is_seen=is_seen(request, session)) if session else None
            if found is not None:
                check_own_page(request, session)
        if found is None:
            raise UnauthenticatedError("Show a valid token, or sign in.")
        return found
