"""How far the exam is, and its series."""

from __future__ import annotations

import hashlib
import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imaging.access.actors import Action
from viewer.conditions import check_unmodified
from viewer.patient.documents import Document, Here, Shared, series_document, status_document
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import Visit, visit_of


def status_of(rooms: Rooms, visit: Visit) -> Document:
    """Return the state of the exam whose link was opened."""
    house = rooms.house
    visit.reads(house, Action.SEE_ORDERS)
    order = house.orders.by_id(visit.link.order_id)
    return status_document(
        order,
        rooms.film_of(visit),
        house.reports.for_patient(order.id),
        Shared(visit.link.handle, house.links.by_id(visit.link.link_id).expires_at),
        Here(house.hospitals.by_id(order.hospital_id).name, house.settings.zone, house.clock.now()),
    )


class Exam:
    """``status`` and ``series/{id}`` of a link."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def status(self, request: Request) -> Response:
        """Answer how far the exam is, or that nothing has changed."""
        document = status_of(self._rooms, visit_of(self._rooms.house, request))
        body = json.dumps(document, ensure_ascii=False).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        check_unmodified(request.headers, etag)
        return Response(body, media_type="application/json", headers={"ETag": etag})

    def series(self, request: Request) -> Response:
        """Answer what turning the pages of a series needs."""
        visit = visit_of(self._rooms.house, request)
        study, series = self._rooms.film_of(visit).series(request.path_params["series"])
        visit.looks_at(self._rooms.house, Action.SEE_IMAGES, frozenset({study.id}))
        return JSONResponse(series_document(series, self._rooms.kinds.of(series)))
