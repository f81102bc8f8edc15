"""Data sets without their pixels on the wire: as DICOM JSON, or as XML for whoever asks for it (PS3.18 8.7.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from imaging.dicom.dicom_xml import to_dicom_xml
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.multipart import closing, new_boundary, part_head
from viewer.dicomweb.negotiation import accepted_by
from viewer.packing import compact_json, packed

# Exactly what clients compare with, without a charset.
DICOM_JSON = Offer("application/dicom+json")
JSON = Offer("application/json")
# A list is one document as JSON; as XML every data set is a part of its own.
XML_PARTS = Offer("application/dicom+xml", is_multipart=True)
XML = Offer("application/dicom+xml")

Model = dict[str, Any]


def list_offer(request: Request) -> Offer:
    """Return the form in which a client takes a list of data sets; ask before anything costs."""
    return accepted_by(request, DICOM_JSON, JSON, XML_PARTS)


def list_answer(
    request: Request, offer: Offer, models: Sequence[Model] | bytes, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a list of data sets, given as values or as the JSON text that is written already."""
    if offer is XML_PARTS:
        boundary = new_boundary()
        parsed: Sequence[Model] = json.loads(models) if isinstance(models, bytes) else models
        if not parsed:
            # A body of parts has at least one.
            return Response(status_code=204, headers=headers)
        body = b"".join(
            part_head(boundary, offer.part_content_type, is_first=place == 0) + to_dicom_xml(model)
            for place, model in enumerate(parsed)
        )
        return packed(request, body + closing(boundary), offer.content_type(boundary), 200, headers)
    text = models if isinstance(models, bytes) else compact_json(models)
    return packed(request, text, offer.media_type, 200, headers)


def model_offer(request: Request) -> Offer:
    """Return the form in which a client takes one data set."""
    return accepted_by(request, DICOM_JSON, JSON, XML)


def model_answer(request: Request, offer: Offer, model: Model, status: int) -> Response:
    """Answer with one data set."""
    return packed(request, to_dicom_xml(model) if offer is XML else compact_json(model), offer.media_type, status, None)
