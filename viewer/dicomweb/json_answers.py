"""DICOM JSON on the wire: one media type for all of it, compressed for whoever can read that."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from viewer.dicomweb.accept import Offer, choose, parse_accept

DICOM_JSON = Offer("application/dicom+json")
JSON = Offer("application/json")
# Below it the header of gzip and the work outweigh what is saved.
MIN_COMPRESSED_BYTES = 1024


def accepted_by(request: Request, *offers: Offer) -> Offer:
    """Return the form of the answer that the client likes best.

    Raises
    ------
    HTTPException
        406 when it likes none of them.
    """
    # The parameter outranks the header (PS3.18 8.3.3.1), for links that can't set headers.
    values = request.query_params.getlist("accept") or request.headers.getlist("accept")
    found = choose(parse_accept(values), offers)
    if found is None:
        forms = ", ".join(sorted({offer.content_type("…") for offer in offers}))
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"This can be given as: {forms}.")
    return found


def json_media_type(request: Request) -> str:
    """Return the media type of a JSON answer: exactly what clients compare with, without a charset."""
    return accepted_by(request, DICOM_JSON, JSON).media_type


def json_answer(
    request: Request, content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with DICOM JSON; call `json_media_type` first where asking costs something."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text_answer(request, text.encode(), status, headers)


def text_answer(request: Request, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a JSON text that is written already."""
    own = {"Content-Type": json_media_type(request), **(headers or {})}
    if len(body) >= MIN_COMPRESSED_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        own["Content-Encoding"] = "gzip"
        body = gzip.compress(body, compresslevel=1)
    return Response(body, status, headers=own)
