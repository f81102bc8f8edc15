"""Archives to take along: any range of them, so that a download goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from imaging.access.actors import Action
from imaging.sharing.film import Film
from imaging.sharing.takeaway import Takeaway
from viewer.byte_ranges import ByteRange, requested_range
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import visit_of


class Files:
    """``/i/api/takeaway``, ``/i/api/originals.zip`` and ``/i/api/pictures.zip``."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def offers(self, request: Request) -> Response:
        """Answer what can be taken along, and how much that is."""
        visit = visit_of(self._rooms.house, request)
        visit.reads(self._rooms.house, Action.SEE_ORDERS)
        film = self._rooms.film_of(visit)
        instances = film.instances
        originals = {"files": len(instances), "bytes": sum(instance.size_bytes for instance in instances)}
        pictures = {"files": sum(series.frames for series in film.shown)}
        return JSONResponse({"originals": originals, "pictures": pictures})

    def originals(self, request: Request) -> Response:
        """Answer the originals as one archive, or the range of it that is asked for."""
        return self._answer(request, "originals.zip", self._rooms.takeaways.originals)

    def pictures(self, request: Request) -> Response:
        """Answer plain pictures as one archive, or the range of it that is asked for."""
        return self._answer(request, "pictures.zip", self._rooms.takeaways.pictures)

    def _answer(self, request: Request, name: str, plan: Callable[[Film], Takeaway]) -> Response:
        visit = visit_of(self._rooms.house, request)
        takeaway = plan(self._rooms.film_of(visit))
        size = takeaway.layout.size_bytes
        wanted = requested_range(request.headers, size, takeaway.etag)
        visit.looks_at(self._rooms.house, Action.DOWNLOAD, visit.link.study_ids)
        part = wanted or ByteRange(0, size, size)
        headers = {
            "ETag": takeaway.etag,
            "Accept-Ranges": "bytes",
            "Content-Length": str(part.length),
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        if wanted is not None:
            headers["Content-Range"] = wanted.content_range
        body = takeaway.layout.read(part.offset, part.length) if request.method != "HEAD" else iter(())
        return StreamingResponse(body, 200 if wanted is None else 206, headers, "application/zip")
