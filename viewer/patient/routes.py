"""The patient's addresses. No secret and nothing about anybody ever stands in one.

Each names by its handle the link that it belongs to, so that no two links share an address: neither a cache nor a
download that goes on later can mistake one for the other.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Mount, Route

from imaging.house import House
from viewer.patient.exam import Exam
from viewer.patient.files import Files
from viewer.patient.frames import Frames
from viewer.patient.openings import Openings
from viewer.patient.page import Page
from viewer.patient.reports import Reports
from viewer.patient.rooms import Rooms
from viewer.patient.session import Session
from viewer.static_files import StaticFiles


def routes(house: House) -> list[BaseRoute]:
    """Return the routes of the patient's page."""
    rooms = Rooms.of(house)
    page = Page(StaticFiles("patient"))
    return [
        Route("/i", page.html, name="patient page"),
        Route("/i/assets/{path:path}", StaticFiles("patient/assets").__call__, name="patient asset"),
        Mount("/i/api", routes=_api(rooms), name="patient"),
    ]


def _api(rooms: Rooms) -> list[BaseRoute]:
    session, exam, frames = Session(rooms), Exam(rooms), Frames(rooms)
    reports, files, openings = Reports(rooms), Files(rooms), Openings(rooms)
    return [
        Route("/session", session.open, methods=["POST"]),
        Route("/links/{link}/switch-off", session.switch_off, methods=["POST"]),
        Route("/links/{link}/status", exam.status),
        Route("/links/{link}/series/{series}", exam.series),
        Route("/links/{link}/series/{series}/frames/{number:int}", frames.frame),
        Route("/links/{link}/report", reports.report),
        Route("/links/{link}/report/{version:int}.pdf", reports.pdf),
        Route("/links/{link}/takeaway", files.offers),
        Route("/links/{link}/originals.zip", files.originals),
        Route("/links/{link}/pictures.zip", files.pictures),
        Route("/links/{link}/openings", openings.list),
    ]
