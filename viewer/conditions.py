"""Entity tags: what was given once is not sent again (RFC 9110 sections 8.8 and 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

# Kept by the browser of whoever asked, and never shown again before we have agreed: access may have ended meanwhile.
REVALIDATED = "private, no-cache"
# Grows when the same object would be rendered or written otherwise than before.
EDITION = "1"


def entity_tag(*parts: object) -> str:
    """Return the strong tag of an answer that is wholly determined by ``parts``."""
    text = "\x1f".join((EDITION, *(part.hex() if isinstance(part, bytes) else str(part) for part in parts)))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def tagged(etag: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the headers of an answer with a tag."""
    return {
        "ETag": etag,
        "Cache-Control": REVALIDATED,
        "Vary": "Accept, Accept-Encoding, Authorization, Cookie",
        **(extra or {}),
    }


def check_unmodified(headers: Headers, etag: str, own: Mapping[str, str] | None = None) -> None:
    """End with 304 when the client has this very answer already; ``own`` are the headers that the answer would have."""
    known = headers.get("if-none-match")
    if known is None:
        return
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    if etag in tags or "*" in tags:
        raise HTTPException(304, headers=tagged(etag) if own is None else dict(own))
