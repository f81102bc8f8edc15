"""Who looked: what the audit knows of the studies of this link, as the patient may know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from imaging.access.access_log import Opening
from imaging.access.actors import Action
from viewer.patient.documents import Document, moment
from viewer.patient.rooms import Rooms
from viewer.patient.visitors import Visit, visit_of

# Several studies of one exam that are opened within this time were opened by one touch.
AT_ONCE = timedelta(minutes=1)


class Openings:
    """``openings`` of a link."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def list(self, request: Request) -> Response:
        """Answer everybody who opened images or report, the latest first."""
        house = self._rooms.house
        visit = visit_of(house, request)
        visit.reads(house, Action.SEE_OPENINGS)
        openings = house.access_log.openings(visit.link.study_ids, visit.link.order_id)
        return JSONResponse({"openings": [self._told(visit, each) for each in with_their_counts(openings)]})

    def _told(self, visit: Visit, opening: Opening) -> Document:
        who, name = self._who(visit, opening)
        return {
            "at": moment(opening.at, self._rooms.house.settings.zone),
            "who": who,
            "name": name,
            "role": opening.role,
            "action": opening.action,
            "further": opening.further,
        }

    def _who(self, visit: Visit, opening: Opening) -> tuple[str, str]:
        if opening.actor_kind == "link":
            return ("this-link" if opening.actor == visit.link.label else "other-link"), ""
        if opening.actor_kind in {"person", "operator"}:
            # The hospital's audit names the person; the patient is told what they do there.
            return "person", self._hospital_of(opening)
        if opening.actor_kind == "guest":
            return "guest", self._hospital_of(opening)
        return "system", ", ".join(filter(None, (opening.actor, self._hospital_of(opening))))

    def _hospital_of(self, opening: Opening) -> str:
        """Name the hospital of whoever looked, which is not always the one whose exam it is."""
        hospital_id = opening.from_hospital_id or opening.hospital_id
        return "" if hospital_id is None else self._rooms.house.hospitals.by_id(hospital_id).name


def with_their_counts(openings: tuple[Opening, ...]) -> list[Opening]:
    """Join what belongs to one look: its studies, and what was counted later; one line for each time somebody looked.

    The audit writes a look for every study when it begins, and a count when its quarter of an hour is over; here the
    latest come first.
    """
    told: list[Opening] = []
    counted: dict[tuple[str, str, str], int] = {}
    for opening in openings:
        key = _key(opening)
        if opening.further:
            counted[key] = counted.get(key, 0) + opening.further
        elif told and _key(told[-1]) == key and told[-1].at - opening.at < AT_ONCE:
            told[-1] = replace(opening, further=told[-1].further + counted.pop(key, 0))
        else:
            told.append(replace(opening, further=counted.pop(key, 0)))
    return told


def _key(opening: Opening) -> tuple[str, str, str]:
    return opening.actor_kind, opening.actor, opening.action
