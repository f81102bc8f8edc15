"""Everything of consults' own addresses, for the application to put in."""

from __future__ import annotations

from starlette.routing import BaseRoute

from imaging.house import House
from viewer.consult.pages import ConsultPage
from viewer.static_files import StaticFiles


def routes(house: House) -> list[BaseRoute]:
    """Give the page and its endpoints."""
    return [*ConsultPage(StaticFiles("view"), house.settings.base_url).routes()]
