"""Bodies compressed for whoever can read that."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

# Below it the header of gzip and the work outweigh what is saved.
MIN_COMPRESSED_BYTES = 1024


def packed(
    request: Request, body: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a body, compressed where it is worth it and the request allows it."""
    own = {"Content-Type": content_type, **(headers or {})}
    if len(body) >= MIN_COMPRESSED_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        own["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1)
    return Response(body, status, headers=own)


def compact_json(content: object) -> bytes:
    """Write JSON without a blank, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
