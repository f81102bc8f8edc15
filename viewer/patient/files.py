"""Archives to take along: any range of them, so that a download goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from imaging.access.actors import Action
from imaging.sharing.film import Film
from imaging.sharing.losses import losses_by_series
from imaging.sharing.takeaway import Takeaway
from viewer.byte_ranges import ByteRange, requested_range
from viewer.patient.documents import loss_document
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import visit_of


class Files:
    """``takeaway``, ``originals.zip`` and ``pictures.zip`` of a link."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def offers(self, request: Request) -> Response:
        """Answer what can be taken along, how much that is, and what the archive has lost of it."""
        visit = visit_of(self._rooms.house, request)
        visit.reads(self._rooms.house, Action.SEE_ORDERS)
        film = self._rooms.film_of(visit)
        takeaways = self._rooms.takeaways
        lost = takeaways.losses.of(film)
        losses = losses_by_series(film, lost)
        held = [instance for instance in film.instances if instance.id not in lost]
        frames = sum(series.frames for series in film.shown) - sum(len(loss.frames) for loss in losses)
        return JSONResponse(
            {
                "originals": {"files": len(held), "bytes": sum(instance.size_bytes for instance in held)},
                "pictures": {"files": frames, "about_bytes": takeaways.estimated_picture_bytes(film)},
                "lost": [loss_document(loss) for loss in losses],
            }
        )

    def originals(self, request: Request) -> Response:
        """Answer the originals as one archive, or the range of it that is asked for."""
        return self._answer(request, "originals.zip", self._rooms.takeaways.originals)

    def pictures(self, request: Request) -> Response:
        """Answer plain pictures as one archive, or the range of it that is asked for.

        Whoever asks for the first time gets the first byte at once and no length; whoever goes on where a download
        stopped waits until the rest is planned, and gets the same bytes.
        """
        return self._answer(request, "pictures.zip", self._rooms.takeaways.pictures, is_made=True)

    def _answer(
        self, request: Request, name: str, takeaway_of: Callable[[Film], Takeaway], *, is_made: bool = False
    ) -> Response:
        visit = visit_of(self._rooms.house, request)
        takeaway = takeaway_of(self._rooms.film_of(visit))
        headers = {
            "ETag": takeaway.etag,
            "Accept-Ranges": "bytes",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        if is_made and not takeaway.is_planned and not _goes_on(request, takeaway.etag):
            visit.looks_at(self._rooms.house, Action.DOWNLOAD, visit.link.study_ids)
            return _streamed(request, takeaway.stream(), 200, headers)
        size = takeaway.layout.size_bytes
        wanted = requested_range(request.headers, size, takeaway.etag)
        visit.looks_at(self._rooms.house, Action.DOWNLOAD, visit.link.study_ids)
        part = wanted or ByteRange(0, size, size)
        headers["Content-Length"] = str(part.length)
        if wanted is not None:
            headers["Content-Range"] = wanted.content_range
        body = takeaway.layout.read(part.offset, part.length)
        return _streamed(request, body, 200 if wanted is None else 206, headers)


def _goes_on(request: Request, etag: str) -> bool:
    """Whether a part of this very archive is asked for."""
    return "range" in request.headers and request.headers.get("if-range", etag) == etag


def _streamed(request: Request, body: Iterator[bytes], status: int, headers: dict[str, str]) -> Response:
    return StreamingResponse(iter(()) if request.method == "HEAD" else body, status, headers, "application/zip")
