"""Everything about being told, for the desk to put in."""

from __future__ import annotations

from starlette.routing import Route

from viewer.desk.door import Door
from viewer.desk.telling.choosing import ChoosingPages
from viewer.desk.telling.news import NewsPages
from viewer.desk.telling.setting_up import SettingUpPages


def routes(door: Door) -> list[Route]:
    """Give the endpoints."""
    return [*NewsPages(door).routes(), *ChoosingPages(door).routes(), *SettingUpPages(door).routes()]
