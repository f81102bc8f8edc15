"""The page of a consult: a shell which says nothing about anybody, whoever asks for it.

Robots that preview links get this and no more: what opens an invitation stands behind the # of its address, which no
browser sends.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from viewer.packing import packed
from viewer.reading.pages import NONCE_MARK, policy
from viewer.static_files import StaticFiles

PAGE: Final = "room.html"
# Calls are made from this page alone; nothing else of a device is asked for.
PERMISSIONS: Final = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=(), usb=(), payment=()"
)


@dataclass(frozen=True)
class ConsultPage:
    """What a browser loads before it asks who it is."""

    files: StaticFiles
    base_url: str

    def routes(self) -> list[Route]:
        """Give the shell; its files are the viewer's."""
        return [Route("/c/{code}", self.shell, methods=["GET"])]

    async def shell(self, request: Request) -> Response:
        """Answer with the page."""
        nonce = secrets.token_urlsafe(16)
        page = self.files.file(PAGE).contents["identity"].replace(NONCE_MARK, nonce.encode())
        headers = {
            "Content-Security-Policy": policy(nonce, self._socket),
            "Permissions-Policy": PERMISSIONS,
            "Cache-Control": "no-store",
        }
        return packed(request, page, "text/html; charset=utf-8", headers=headers)

    @property
    def _socket(self) -> str:
        """Where the room's socket is: to Safari before 15.4, which WebViews may be, ``'self'`` is no socket."""
        address = urlsplit(self.base_url)
        return f"{'wss' if address.scheme == 'https' else 'ws'}://{address.netloc}"
