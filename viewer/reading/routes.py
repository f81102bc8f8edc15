"""Everything of the viewer, for the application to put in."""

from __future__ import annotations

from starlette.routing import BaseRoute

from imaging.house import House
from imaging.reading.preferences import ViewerPreferences
from viewer.desk.door import Door
from viewer.reading.objects import ObjectPages
from viewer.reading.pages import ViewerPages
from viewer.reading.preferences import PreferencePages
from viewer.reading.studies import StudyPages
from viewer.reading.waveforms import WaveformPages
from viewer.static_files import StaticFiles


def routes(house: House) -> list[BaseRoute]:
    """Give the page and its endpoints."""
    door = Door(house)
    return [
        *ViewerPages(StaticFiles("view")).routes(),
        *StudyPages.over(door).routes(),
        *ObjectPages(door).routes(),
        *WaveformPages(door).routes(),
        *PreferencePages(door, ViewerPreferences(house.index, house.clock)).routes(),
    ]
