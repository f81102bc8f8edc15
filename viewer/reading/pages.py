"""The viewer's page: one shell at ``/view``, which says nothing about anybody; its files lie below ``/view/``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from viewer.packing import packed
from viewer.static_files import StaticFiles

PAGE: Final = "view.html"
# Stands in the built page wherever a nonce belongs.
NONCE_MARK: Final = b"__nonce__"


def policy(nonce: str, socket: str = "") -> str:
    """Return what the page may load: nothing from elsewhere. Where it has a room, ``socket`` is where that is.

    Decoders are WebAssembly. The engine that draws writes styles into the attributes of its own elements; style
    elements and the one script that stands in the page itself carry the nonce.
    """
    sources, media = f"'self' {socket}".strip(), "media-src 'self' blob:; " if socket else ""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; worker-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; connect-src {sources}; "
        f"img-src 'self' data: blob:; {media}font-src 'self'; frame-src 'self' blob:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


WORKER_POLICY: Final = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


@dataclass(frozen=True)
class ViewerPages:
    """What a browser loads before it asks for anything else."""

    files: StaticFiles

    def routes(self) -> list[Route]:
        """Give the shell and its files."""
        return [
            Route("/view", self.shell, methods=["GET"]),
            Route("/view/assets/{path:path}", self.asset, methods=["GET"]),
        ]

    async def shell(self, request: Request) -> Response:
        """Answer with the page."""
        nonce = secrets.token_urlsafe(16)
        page = self.files.file(PAGE).contents["identity"].replace(NONCE_MARK, nonce.encode())
        headers = {"Content-Security-Policy": policy(nonce), "Cache-Control": "no-store"}
        return packed(request, page, "text/html; charset=utf-8", headers=headers)

    async def asset(self, request: Request) -> Response:
        """Answer with a script, a style sheet or a decoder; a script may be a worker, which obeys its own policy."""
        file = self.files.file(f"assets/{request.path_params['path']}")
        return file.answer(request, {"Content-Security-Policy": WORKER_POLICY})
