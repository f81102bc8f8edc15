"""The page itself: one shell at ``/``, its scripts and styles below ``/desk/``."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.directory.arriving import RETURN_PATH
from viewer.static_files import StaticFiles

PAGE = "desk.html"
# What a browser runs when a push message comes, also while no page is open; from here it stands for the whole site.
PUSH_WORKER = "push-worker.js"
# Stands in the built page wherever a nonce belongs.
NONCE_MARK = b"__nonce__"


def policy(nonce: str) -> str:
    """Return what the page may load: nothing from elsewhere; style elements only those that carry the nonce."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; "
        "img-src 'self' data: blob:; font-src 'self'; frame-src blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class Pages:
    """What a browser loads before it asks for anything else."""

    files: StaticFiles
    push: StaticFiles

    def routes(self) -> list[Route]:
        """Give the shell and its files."""
        return [
            Route("/", self.shell, methods=["GET"]),
            # Where a hospital's directory sends people back to: the same page, which takes what they bring along.
            Route(f"{RETURN_PATH}/{{hospital_id:int}}", self.shell, methods=["GET"]),
            Route("/desk/assets/{path:path}", self.asset, methods=["GET"]),
            Route(f"/{PUSH_WORKER}", self.push_worker, methods=["GET"]),
        ]

    async def shell(self, request: Request) -> Response:  # noqa: ARG002  (what an endpoint is given)
        """Answer with the page; it holds nothing about anybody."""
        nonce = secrets.token_urlsafe(16)
        page = self.files.file(PAGE).contents["identity"].replace(NONCE_MARK, nonce.encode())
        headers = {"Content-Security-Policy": policy(nonce), "Cache-Control": "no-store"}
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)

    async def asset(self, request: Request) -> Response:
        """Answer with a script or a style sheet."""
        return self.files.file(f"assets/{request.path_params['path']}").answer(request)

    async def push_worker(self, request: Request) -> Response:
        """Answer with the script that shows push messages; it loads nothing and keeps nothing."""
        return self.push.file(PUSH_WORKER).answer(request)
