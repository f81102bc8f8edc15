"""Everything about reports, for the desk to put in."""

from __future__ import annotations

from starlette.routing import Route

from viewer.desk.door import Door
from viewer.desk.reporting.inbox import InboxPages
from viewer.desk.reporting.keeping import KeepingPages
from viewer.desk.reporting.signing import SigningPages
from viewer.desk.reporting.writing import WritingPages


def routes(door: Door) -> list[Route]:
    """Give the endpoints."""
    return [
        *WritingPages(door).routes(),
        *SigningPages(door).routes(),
        *InboxPages(door).routes(),
        *KeepingPages(door).routes(),
    ]
