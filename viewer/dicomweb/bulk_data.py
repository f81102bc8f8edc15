"""Bulk data by WADO-RS: the values that metadata only refer to (PS3.18 10.4.1.1.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from imaging.access.actors import Action
from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.bulk_data import BulkData
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import uids
from imaging.errors import NotFoundError
from viewer.byte_ranges import ByteRange, requested_range
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.frames import Frames
from viewer.dicomweb.negotiation import accepted_by
from viewer.dicomweb.offers import EXPLICIT, OCTETS, frame_offers
from viewer.dicomweb.pieces import Parts, begun, many_parts
from viewer.dicomweb.rendered_documents import PDF, SANDBOX
from viewer.offload import in_thread

PIXEL_DATA = "7FE00010"
ALONE, IN_PARTS = Offer(OCTETS), Offer(OCTETS, is_multipart=True, transfer_syntax_uid=EXPLICIT)


@dataclass(frozen=True)
class BulkDataAnswers:
    """The retrieve transactions for bulk data."""

    admission: Admission
    retrieve: Retrieve
    frames: Frames
    addresses: Addresses

    async def every(self, request: Request) -> Response:
        """Give all values of the instances below the path that their metadata only refer to."""
        found = await self.admission.instances(request, Action.SEE_IMAGES)
        offer = accepted_by(request, IN_PARTS)
        etag = entity_tag("all bulk data", *(instance.sha256 for instance in found))
        check_unmodified(request.headers, etag)
        parts = self._every_value(found)
        first = await in_thread(next, parts, None)
        if first is None:
            raise NotFoundError("There is no bulk data here.")
        return await many_parts(offer.media_type, chain((first,), parts), HTTPStatus.OK, tagged(etag))

    async def __call__(self, request: Request) -> Response:
        """Give one value of an instance; compressed pixels as their frames."""
        path = request.path_params["path"]
        instance = await self.admission.instance(request, Action.SEE_IMAGES)
        if path.upper() == PIXEL_DATA and not uids.is_native(instance.transfer_syntax_uid):
            return await self.frames.pixel_data(request)
        offers = (ALONE, IN_PARTS, PDF) if instance.sop_class_uid == uids.ENCAPSULATED_PDF else (ALONE, IN_PARTS)
        offer = accepted_by(request, *offers)
        etag = entity_tag("bulk data", instance.sha256, path, offer.media_type, offer.is_multipart)
        check_unmodified(request.headers, etag)
        found = await in_thread(self.retrieve.bulk, instance, path)
        if offer.is_multipart:
            whole = ByteRange(0, found.length, found.length)
            parts = iter([(offer.part_content_type, "", self._content(instance, found, whole))])
            return await many_parts(offer.media_type, parts, HTTPStatus.OK, tagged(etag))
        return await self._alone(request, instance, found, offer, etag)

    def _every_value(self, found: Sequence[StoredInstance]) -> Parts:
        for instance in found:
            uids_of = instance.study_instance_uid, instance.series_instance_uid, instance.sop_instance_uid
            for path in self.retrieve.bulk_paths(instance):
                if path == PIXEL_DATA and not uids.is_native(instance.transfer_syntax_uid):
                    as_stored = frame_offers(instance, is_alone=False)[0]
                    yield from self.frames.parts_of(instance, as_stored)
                    continue
                value = self.retrieve.bulk(instance, path)
                content = self._content(instance, value, ByteRange(0, value.length, value.length))
                yield IN_PARTS.part_content_type, f"{self.addresses.of(*uids_of)}/bulkdata/{path}", content

    async def _alone(
        self, request: Request, instance: StoredInstance, found: BulkData, offer: Offer, etag: str
    ) -> Response:
        part = requested_range(request.headers, found.length, etag)
        asked = part or ByteRange(0, found.length, found.length)
        headers = {"Content-Type": offer.content_type(), "Content-Length": str(asked.length), "Accept-Ranges": "bytes"}
        # What somebody put into DICOM is never run as a page of ours.
        headers |= {"Content-Disposition": "attachment", **SANDBOX}
        if part is not None:
            headers["Content-Range"] = part.content_range
        status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
        return StreamingResponse(await begun(self._content(instance, found, asked)), status, tagged(etag, headers))

    def _content(self, instance: StoredInstance, found: BulkData, part: ByteRange) -> Iterator[bytes]:
        if found.value is not None:
            yield found.value[part.offset : part.offset + part.length]
            return
        begin = (found.offset or 0) + part.offset
        for offset in range(begin, begin + part.length, CHUNK_BYTES):
            yield self.retrieve.read(instance, offset, min(CHUNK_BYTES, begin + part.length - offset))
