"""Rendered resources and thumbnails by WADO-RS, at every level (PS3.18 10.4.1.1.3 and 10.4.1.1.4).

Whoever takes a single picture of something that has many gets the one in the middle; whoever takes
``multipart/related`` gets all of them, and a GIF of a multi-frame image runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from imaging.access.actors import Action
from imaging.archive.finished_pictures import FinishedPictures
from imaging.archive.pictures import description_of
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import UnsupportedError
from imaging.pixels.encoding import Picture, PictureFormat
from imaging.pixels.finishing import PLAIN, Finish
from imaging.pixels.render import Rendering
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.dicomweb.accept import Offer
from viewer.dicomweb.addresses import Addresses
from viewer.dicomweb.admission import Admission
from viewer.dicomweb.frames import check_frames
from viewer.dicomweb.negotiation import accepted_by
from viewer.dicomweb.pieces import Parts, many_parts
from viewer.dicomweb.recently import Recently
from viewer.dicomweb.rendered_documents import RenderedDocuments, is_document
from viewer.dicomweb.rendering_parameters import Parameters, read_finish, read_rendering, refused
from viewer.dicomweb.target import frame_numbers
from viewer.offload import in_thread

# Pictures of so many pixels, native and as JPEG, are made on the loop: faster than a thread takes over.
QUICK_PIXELS = 1024 * 1024
ALONE = tuple(Offer(each.media_type) for each in PictureFormat)
IN_PARTS = tuple(Offer(each.media_type, is_multipart=True) for each in PictureFormat)

GIF = Offer(PictureFormat.GIF.media_type)

Read = Callable[[Parameters, PictureFormat], Rendering]
Subject = tuple[StoredInstance, int]


@dataclass(frozen=True)
class Rendered:
    """One kind of rendered resource: full pictures, or thumbnails."""

    admission: Admission
    retrieve: Retrieve
    finished: FinishedPictures
    addresses: Addresses
    read: Read
    recently: Recently

    async def frames(self, request: Request) -> Response:
        """Show the frames that the path lists."""
        visitor = await self.admission.visitor(request, Action.SEE_IMAGES)
        known = await self.recently.answer(request, visitor, Action.SEE_IMAGES)
        if known is not None:
            return known
        numbers = frame_numbers(request.path_params["frames"])
        instance = await self.admission.instance_for(visitor, request, Action.SEE_IMAGES)
        check_frames(instance, numbers)
        answer = await self._answer(request, [(instance, number) for number in numbers])
        # Several pictures are streamed: there is nothing to keep of them.
        is_whole = not isinstance(answer, StreamingResponse)
        return self.recently.remember(request, visitor, instance.study_id, answer) if is_whole else answer

    async def instance(self, request: Request) -> Response:
        """Show an instance."""
        instance = await self.admission.instance(request, Action.SEE_IMAGES)
        if is_document(instance) and self.read is read_rendering:
            return await RenderedDocuments(self.retrieve).answer(request, instance)
        if self.read is read_rendering and _frames_of(instance)[1:] and accepted_by(request, *ALONE, *IN_PARTS) == GIF:
            return await self._moving(request, instance)
        return await self._answer(request, _frames_of(instance))

    async def many(self, request: Request) -> Response:
        """Show a series or a study."""
        found = await self.admission.instances(request, Action.SEE_IMAGES)
        showable = [instance for instance in found if is_showable(instance)]
        if not showable:
            raise UnsupportedError("There is nothing here that could be shown as a picture.")
        return await self._answer(request, [subject for instance in showable for subject in _frames_of(instance)])

    async def _answer(self, request: Request, subjects: Sequence[Subject]) -> Response:
        offer = accepted_by(request, *ALONE, *IN_PARTS)
        parameters = request.query_params.multi_items()
        rendering = self.read(parameters, PictureFormat(offer.media_type.removeprefix("image/")))
        finish = read_finish(parameters) if self.read is read_rendering else PLAIN
        if not offer.is_multipart:
            subjects = (subjects[len(subjects) // 2],)
        seen = (part for instance, number in subjects for part in (instance.sha256, number))
        etag = entity_tag("rendered", rendering, finish, *seen)
        check_unmodified(request.headers, etag)
        if offer.is_multipart:
            return await many_parts(
                offer.media_type, self._parts(subjects, rendering, finish), HTTPStatus.OK, tagged(etag)
            )
        picture = await self._picture(*subjects[0], rendering, finish)
        return Response(picture.data, HTTPStatus.OK, tagged(etag, {"Content-Type": picture.media_type}))

    async def _moving(self, request: Request, instance: StoredInstance) -> Response:
        """Show all frames of an instance as one picture that runs."""
        parameters = request.query_params.multi_items()
        rendering = self.read(parameters, PictureFormat.GIF)
        if read_finish(parameters) != PLAIN:
            raise UnsupportedError("Nothing is written into a moving picture; ask for single frames.")
        etag = entity_tag("moving", rendering, instance.sha256)
        check_unmodified(request.headers, etag)
        picture = await in_thread(self._made_moving, instance, rendering)
        return Response(picture.data, HTTPStatus.OK, tagged(etag, {"Content-Type": picture.media_type}))

    def _made_moving(self, instance: StoredInstance, rendering: Rendering) -> Picture:
        with refused("viewport"):
            return self.finished.pictures.moving(instance, rendering)

    async def _picture(self, instance: StoredInstance, number: int, rendering: Rendering, finish: Finish) -> Picture:
        """Make a picture where it disturbs others least."""
        is_kept = self.finished.pictures.is_kept(instance, number, rendering)
        if finish == PLAIN and (is_kept or _is_quick(instance, rendering)):
            return await self.admission.offload.objects(self._make, instance, number, rendering, finish)
        return await in_thread(self._make, instance, number, rendering, finish)

    def _make(self, instance: StoredInstance, number: int, rendering: Rendering, finish: Finish) -> Picture:
        with refused("viewport"):
            return self.finished.rendered(instance, number, rendering, finish)

    def _parts(self, subjects: Sequence[Subject], rendering: Rendering, finish: Finish) -> Parts:
        for instance, number in subjects:
            url = self.addresses.of(
                instance.study_instance_uid, instance.series_instance_uid, instance.sop_instance_uid
            )
            picture = self._make(instance, number, rendering, finish)
            yield picture.media_type, f"{url}/frames/{number}/rendered", iter((picture.data,))


def is_showable(instance: StoredInstance) -> bool:
    """Tell whether an instance holds an image that can be shown."""
    try:
        description_of(instance)
    except UnsupportedError:
        return False
    return True


def _frames_of(instance: StoredInstance) -> list[Subject]:
    description_of(instance)
    return [(instance, number) for number in range(1, instance.number_of_frames + 1)]


def _is_quick(instance: StoredInstance, rendering: Rendering) -> bool:
    described = description_of(instance)
    pixels = described.rows * described.columns * described.samples_per_pixel
    is_plain = not described.is_encapsulated and not described.needs_header
    return is_plain and pixels <= QUICK_PIXELS and rendering.picture_format is PictureFormat.JPEG
