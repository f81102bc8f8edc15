"""STOW-RS: takes instances, streaming them to the disk (PS3.18 10.5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.access.audit import Audit, AuditEvent
from imaging.archive.ingest import Accepted, Ingest, Origin
from imaging.archive.landing import Landing
from imaging.errors import MalformedError
from imaging.events.bus import EventBus
from imaging.events.event import Event, Kind
from viewer.dicomweb.accept import MULTIPART_RELATED, parse_media_type
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission, Visitor
from viewer.dicomweb.models import model_answer, model_offer
from viewer.dicomweb.store_answer import PartResult, status_of, write_answer
from viewer.dicomweb.target import target_of
from viewer.dicomweb.upload import DICOM, Upload
from viewer.offload import in_thread


@dataclass(frozen=True)
class Store:
    """The store transaction."""

    admission: Admission
    landing: Landing
    ingest: Ingest
    audit: Audit
    events: EventBus
    addresses: Addresses

    async def __call__(self, request: Request) -> Response:
        """Take a body and say of each part what became of it."""
        offer = model_offer(request)
        target = target_of(request)
        visitor = await self.admission.visitor(request, Action.STORE)
        origin = Origin(visitor.hospital_id, visitor.actor.label)
        upload = Upload(self.landing, self.ingest, origin, target.study_instance_uid or None)
        try:
            await _take(upload, request)
        finally:
            # What was kept before a body broke off is kept, and somebody brought it.
            await in_thread(self._record, visitor, upload.results)
        status = status_of(upload.results)
        if status is HTTPStatus.CONFLICT and upload.unavailable is not None:
            raise upload.unavailable
        return model_answer(request, offer, write_answer(upload.results, self.addresses.of), status)

    def _record(self, visitor: Visitor, results: list[PartResult]) -> None:
        kept = Counter(isinstance(result, Accepted) for result in results)
        event = AuditEvent(
            visitor.actor,
            Action.STORE,
            hospital_id=visitor.hospital_id,
            address=visitor.address,
            detail={"kept": kept[True], "refused": kept[False]},
        )
        self.audit.record(event)
        if kept[True]:
            self.events.publish(Event(Kind.OBJECTS, visitor.hospital_id))


async def _take(upload: Upload, request: Request) -> None:
    media_type, parameters = parse_media_type(request.headers.get("content-type", ""))
    if media_type == MULTIPART_RELATED and parameters.get("type", DICOM).lower() == DICOM:
        await upload.take_multipart(request.stream(), parameters.get("boundary", ""))
    elif media_type == DICOM:
        await upload.take_single(request.stream())
    else:
        text = f'Instances are taken as {MULTIPART_RELATED}; type="{DICOM}" or as {DICOM}.'
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text)
    if not upload.results:
        raise MalformedError("The body holds no part.")
