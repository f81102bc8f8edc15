"""Everything about consults, for the desk to put in."""

from __future__ import annotations

from starlette.routing import Route

from viewer.desk.consults.changing import ChangedConsults
from viewer.desk.consults.keeping import KeptForConsults
from viewer.desk.consults.showing import ShownConsults
from viewer.desk.door import Door


def routes(door: Door) -> list[Route]:
    """Give the endpoints."""
    return [*KeptForConsults(door).routes(), *ChangedConsults(door).routes(), *ShownConsults(door).routes()]
