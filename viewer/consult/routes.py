"""Everything of consults' own addresses, for the application to put in."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute

from imaging.consult.guest_arrival import GuestArrival
from imaging.consult.opening import Opening
from imaging.consult.records import Records
from imaging.house import House
from imaging.reading.preferences import ViewerPreferences
from viewer.consult.door import ConsultDoor
from viewer.consult.guest_door import GuestDoor
from viewer.consult.images import ConsultImages
from viewer.consult.invited_guests import InvitedGuests
from viewer.consult.outcome import ConsultOutcome
from viewer.consult.pages import ConsultPage
from viewer.consult.records import ConsultRecords
from viewer.consult.view import ConsultView
from viewer.static_files import StaticFiles


def routes(house: House, present_in: Callable[[int], frozenset[int]]) -> list[BaseRoute]:
    """Give the page and its endpoints; ``present_in`` tells who has the room of a consult before them."""
    door = ConsultDoor(house)
    opening = Opening.over(house.index, house.archive, house.clock)
    images = ConsultImages(door, opening)
    records = ConsultRecords(door, images, Records(opening, house.archive.retrieve, house.reports, house.papers))
    view = ConsultView(door, images, records, ViewerPreferences(house.index, house.clock))
    return [
        *ConsultPage(StaticFiles("view"), house.settings.base_url).routes(),
        *images.routes(),
        *records.routes(),
        *view.routes(),
        *GuestDoor(house, GuestArrival(house.guests, house.access_log)).routes(),
        *InvitedGuests(door).routes(),
        *ConsultOutcome(door, present_in).routes(),
    ]
