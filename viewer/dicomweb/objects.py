"""Whole instances by WADO-RS: of a study, of a series, or one (PS3.18 10.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from imaging.access.actors import Action
from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import Transcoder
from viewer.byte_ranges import ByteRange, requested_range
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.negotiation import accepted_each
from viewer.dicomweb.offers import DICOM, instance_offers
from viewer.dicomweb.pieces import begun, many_parts
from viewer.dicomweb.question import warning


@dataclass(frozen=True)
class Objects:
    """The retrieve transactions for instances."""

    admission: Admission
    retrieve: Retrieve
    transcoder: Transcoder
    addresses: Addresses

    async def __call__(self, request: Request) -> Response:
        """Give the instances below the path."""
        found = await self.admission.instances(request, Action.DOWNLOAD)
        offers_of = partial(instance_offers, is_alone=len(found) == 1)
        given = accepted_each(request, found, offers_of, DICOM)
        etag = entity_tag("objects", *(part for one, offer in given for part in (one.sha256, offer)))
        check_unmodified(request.headers, etag)
        instance, offer = given[0]
        if not offer.is_multipart:
            return await self._single(request, instance, offer, etag)
        is_whole = len(given) == len(found)
        missing = [] if is_whole else [f"{len(found) - len(given)} instances can't be given in what was asked for."]
        return await many_parts(
            DICOM,
            (self._part(one, form) for one, form in given),
            HTTPStatus.OK if is_whole else HTTPStatus.PARTIAL_CONTENT,
            tagged(etag, warning(missing)),
        )

    async def _single(self, request: Request, instance: StoredInstance, offer: Offer, etag: str) -> Response:
        """Give one instance alone; a range of it only as it is stored."""
        disposition = f'attachment; filename="{instance.sop_instance_uid}.dcm"'
        headers = tagged(etag, {"Content-Type": offer.content_type(), "Content-Disposition": disposition})
        if offer.transfer_syntax_uid != instance.transfer_syntax_uid:
            return StreamingResponse(await begun(self._content(instance, offer)), headers=headers)
        headers["Accept-Ranges"] = "bytes"
        part = requested_range(request.headers, instance.size_bytes, etag)
        if part is None:
            headers["Content-Length"] = str(instance.size_bytes)
            return StreamingResponse(await begun(self._content(instance, offer)), headers=headers)
        content = self._range(instance, part)
        headers |= {"Content-Range": part.content_range, "Content-Length": str(part.length)}
        return StreamingResponse(await begun(content), HTTPStatus.PARTIAL_CONTENT, headers=headers)

    def _range(self, instance: StoredInstance, part: ByteRange) -> Iterator[bytes]:
        end = part.offset + part.length
        for offset in range(part.offset, end, CHUNK_BYTES):
            yield self.retrieve.read(instance, offset, min(CHUNK_BYTES, end - offset))

    def _part(self, instance: StoredInstance, offer: Offer) -> tuple[str, str, Iterator[bytes]]:
        url = self.addresses.of(instance.study_instance_uid, instance.series_instance_uid, instance.sop_instance_uid)
        return offer.part_content_type, url, self._content(instance, offer)

    def _content(self, instance: StoredInstance, offer: Offer) -> Iterator[bytes]:
        if offer.transfer_syntax_uid == instance.transfer_syntax_uid:
            return self.retrieve.open(instance)
        return self.transcoder.explicit_little_endian(instance)
