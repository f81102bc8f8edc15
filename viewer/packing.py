"""Bodies compressed for whoever can read that."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

# Below it the header of gzip and the work outweigh what is saved.
MIN_COMPRESSED_BYTES = 1024


def packed(
    request: Request, body: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a body, compressed where it is worth it and the request allows it."""
    own = {"Content-Type": content_type, "Vary": "Accept-Encoding", **(headers or {})}
    if len(body) >= MIN_COMPRESSED_BYTES and takes(request, "gzip"):
        own["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1)
    return Response(body, status, headers=own)


def takes(request: Request, encoding: str) -> bool:
    """Whether a request's Accept-Encoding names this encoding and does not refuse it; everybody takes ``identity``."""
    if encoding == "identity":
        return True
    accepted = request.headers.get("accept-encoding", "")
    found = re.search(rf"(?:^|[,\s]){encoding}\s*(?:;\s*q=(\d(?:\.\d*)?))?\s*(?:,|$)", accepted)
    return found is not None and float(found[1] or 1) > 0


def compact_json(content: object) -> bytes:
    """Write JSON without a blank, in UTF-8."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
