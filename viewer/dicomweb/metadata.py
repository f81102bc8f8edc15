"""Metadata by WADO-RS: of a study, of a series, of an instance (PS3.18 10.4.1.1.2)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.archive.metadata import Metadata
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.models import list_answer, list_offer
from viewer.offload import in_thread


@dataclass(frozen=True)
class MetadataAnswers:
    """The retrieve transactions for metadata."""

    admission: Admission
    metadata: Metadata
    addresses: Addresses

    async def __call__(self, request: Request) -> Response:
        """Give the metadata of the instances below the path."""
        offer = list_offer(request)
        found = await self.admission.instances(request, Action.SEE_IMAGES)
        etag = entity_tag("metadata", offer.media_type, self.addresses.root, *(instance.sha256 for instance in found))
        check_unmodified(request.headers, etag)
        text = await in_thread(self.metadata.json, found, self.addresses.root)
        return await in_thread(list_answer, request, offer, text, tagged(etag))
