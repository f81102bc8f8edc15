"""Frames by WADO-RS: as they are stored, or as plain samples (PS3.18 10.4.1.1.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response

from imaging.access.actors import Action
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.archive.transcoding import Transcoder
from imaging.errors import NotFoundError
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.negotiation import accepted_by, accepted_each
from viewer.dicomweb.offers import OCTETS, frame_offers
from viewer.dicomweb.pieces import Parts, many_parts, one_part
from viewer.dicomweb.question import warning
from viewer.dicomweb.target import frame_numbers
from viewer.offload import in_thread

# What is read on the loop; beyond it a read may take longer than others should wait.
QUICK_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Frames:
    """The retrieve transactions for frames and pixel data."""

    admission: Admission
    retrieve: Retrieve
    transcoder: Transcoder
    addresses: Addresses

    async def frames(self, request: Request) -> Response:
        """Give the frames that the path lists."""
        numbers = frame_numbers(request.path_params["frames"])
        instance = await self.admission.instance(request, Action.SEE_IMAGES)
        return await self._answer(request, instance, numbers)

    async def pixel_data(self, request: Request) -> Response:
        """Give every frame of an instance."""
        instance = await self.admission.instance(request, Action.SEE_IMAGES)
        return await self._answer(request, instance, tuple(range(1, instance.number_of_frames + 1)))

    async def pixel_data_of_many(self, request: Request) -> Response:
        """Give every frame of the instances of a series or a study, as far as they have frames in an accepted form."""
        found = await self.admission.instances(request, Action.SEE_IMAGES)
        with_frames = [one for one in found if one.bits_allocated is not None]
        if not with_frames:
            raise NotFoundError("There are no frames here.")
        given = accepted_each(request, with_frames, partial(frame_offers, is_alone=False), OCTETS)
        etag = entity_tag("pixel data", *(part for one, offer in given for part in (one.sha256, offer)))
        check_unmodified(request.headers, etag)
        missing = len(with_frames) - len(given)
        texts = [f"The frames of {missing} instances can't be given in what was asked for."] if missing else []
        status = HTTPStatus.PARTIAL_CONTENT if missing else HTTPStatus.OK
        parts = chain.from_iterable(self.parts_of(one, offer) for one, offer in given)
        return await many_parts(given[0][1].media_type, parts, status, tagged(etag, warning(texts)))

    def parts_of(self, instance: StoredInstance, offer: Offer) -> Parts:
        """Produce every frame of an instance."""
        numbers = range(1, instance.number_of_frames + 1)
        return self._parts(instance, numbers, self._frame(instance, 1, offer), offer)

    async def _answer(self, request: Request, instance: StoredInstance, numbers: tuple[int, ...]) -> Response:
        check_frames(instance, numbers)
        offer = accepted_by(request, *frame_offers(instance, is_alone=len(numbers) == 1))
        etag = entity_tag("frames", instance.sha256, numbers, offer.media_type, offer.transfer_syntax_uid)
        check_unmodified(request.headers, etag)
        first = await self._first(instance, numbers[0], offer)
        if len(numbers) == 1:
            return one_part(offer, first, tagged(etag))
        return await many_parts(offer.media_type, self._parts(instance, numbers, first, offer), 200, tagged(etag))

    async def _first(self, instance: StoredInstance, number: int, offer: Offer) -> bytes:
        """Read the first frame before the status is sent."""
        frame_bytes = instance.size_bytes // instance.number_of_frames
        if offer.transfer_syntax_uid == instance.transfer_syntax_uid and frame_bytes <= QUICK_BYTES:
            return await self.admission.offload.objects(self.retrieve.frame, instance, number)
        return await in_thread(self._frame, instance, number, offer)

    def _frame(self, instance: StoredInstance, number: int, offer: Offer) -> bytes:
        if offer.transfer_syntax_uid == instance.transfer_syntax_uid:
            return self.retrieve.frame(instance, number)
        return self.transcoder.frame(instance, number)

    def _parts(self, instance: StoredInstance, numbers: Sequence[int], first: bytes, offer: Offer) -> Parts:
        url = self.addresses.of(instance.study_instance_uid, instance.series_instance_uid, instance.sop_instance_uid)
        for place, number in enumerate(numbers):
            frame = first if place == 0 else self._frame(instance, number, offer)
            yield offer.part_content_type, f"{url}/frames/{number}", iter((frame,))


def check_frames(instance: StoredInstance, numbers: tuple[int, ...]) -> None:
    """Refuse frames that an instance does not have."""
    if instance.bits_allocated is None:
        raise NotFoundError("This object has no frames.")
    if not all(1 <= number <= instance.number_of_frames for number in numbers):
        raise NotFoundError(f"No such frame: this object has {instance.number_of_frames}, counted from 1.")
