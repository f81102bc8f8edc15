"""The page itself: one file that holds its script and style, and nothing about anybody.

Bots that preview links, and whoever asks without a browser, get this and no more: what opens a link is never sent with
an address.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from viewer.static_files import StaticFiles

_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@lru_cache(maxsize=1)
def content_security_policy(html: bytes) -> str:
    """Allow just the script and the style that stand in the page, by what they are."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(_SCRIPT, html)}",
            f"style-src {_hashes(_STYLE, html)}",
            "img-src 'self' blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class Page:
    """Answers ``GET /i``."""

    def __init__(self, files: StaticFiles) -> None:
        self._files = files

    def html(self, request: Request) -> Response:
        """Send the page in the smallest form that the browser takes."""
        file = self._files.file("patient.html")
        policy = content_security_policy(file.contents["identity"])
        return file.answer(request, {"Content-Security-Policy": policy})


def _hashes(found: re.Pattern[bytes], html: bytes) -> str:
    sums = (base64.b64encode(hashlib.sha256(text).digest()).decode() for text in found.findall(html))
    return " ".join(f"'sha256-{each}'" for each in sums) or "'none'"
