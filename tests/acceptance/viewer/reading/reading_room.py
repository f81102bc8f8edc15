"""Images to read, and somebody who reads them; what the browser complains about fails the test."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request

from imaging.access.actors import Role
from imaging.access.people import People
from imaging.pixels.encoding import PictureFormat
from imaging.pixels.render import Rendering
from imaging.pixels.windows import Window
from tests.data import sample_path
from tests.serving import Establishment, establishment

PASSWORD = "correct-horse-battery"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 760}
FOLDERS = ("ct_head_phantom", "us_echo", "cr_chest", "cr_leg", "report_sr")


@dataclass(frozen=True)
class ReadingRoom:
    """The house, and the numbers of its studies by the folder that they came from."""

    open: Establishment
    studies: dict[str, int]

    def address(self, folder: str) -> str:
        return f"{self.open.served.url}/view#/studies/{self.studies[folder]}"

    def picture(self, page_name: str, window: tuple[float, float] | None = None) -> np.ndarray:
        """What the server makes of a frame, named as the viewer names it, without loss."""
        instance, number = map(int, page_name.removeprefix("filmless:").split("/"))
        rendering = Rendering(Window(*window) if window else None, picture_format=PictureFormat.PNG)
        stored = self.open.house.archive.retrieve.by_id(instance)
        picture = self.open.house.archive.pictures.rendered(stored, number, rendering)
        return np.asarray(Image.open(io.BytesIO(picture.data)).convert("L")).astype(float)


@contextmanager
def reading_room(folder: Path) -> Iterator[ReadingRoom]:
    with establishment(folder) as opened:
        people: People = opened.house.people
        people.add("doctor", PASSWORD, opened.hospital_id, Role.RADIOLOGIST, "陈医师")
        studies = {}
        for name in FOLDERS:
            (first, *_) = opened.receive(*sorted(sample_path(name).glob("*.dcm")))
            found = opened.house.archive.retrieve.instances_of(None, first.study_instance_uid)
            studies[name] = found[0].study_id
        yield ReadingRoom(opened, studies)


@contextmanager
def reading(
    browser: Browser,
    room: ReadingRoom,
    folder: str,
    login: str = "doctor",
    prepare: Callable[[Page], object] | None = None,
    expected: str | None = None,
    **options: Any,
) -> Iterator[Page]:
    """Open a study as somebody who is signed in; ``prepare`` breaks something first, which the browser complains of."""
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB"} | options)
    sign_in(context, room, login)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("request", lambda request: complaints.append(request.url) if is_foreign(request, room) else None)
    if prepare is not None:
        prepare(page)
    page.goto(room.address(folder))
    try:
        yield page
    finally:
        context.close()
    assert not [each for each in complaints if expected is None or not re.search(expected, each)], complaints


def is_foreign(request: Request, room: ReadingRoom) -> bool:
    parts = urlsplit(request.url)
    return parts.scheme not in {"blob", "data"} and f"{parts.scheme}://{parts.netloc}" != room.open.served.url


def sign_in(context: BrowserContext, room: ReadingRoom, login: str = "doctor") -> None:
    """Have the session's cookie without a page."""
    person = room.open.house.people.by_login(login)
    session = room.open.house.sessions.begin(person)
    context.add_cookies([{"name": "filmless-session", "value": session, "url": room.open.served.url}])


def drawn(page: Page, places: int = 1, seconds: float = 30) -> list[str]:
    """Wait until every place has drawn at full depth, and name what."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        names = page.evaluate("[...document.querySelectorAll('.place')].map((place) => place.dataset.drawn ?? '')")
        if len(names) == places and all(names):
            return list(names)
        page.wait_for_timeout(50)
    raise AssertionError(f"{places} places were not drawn in time: {names}")


def seen(page: Page, place: int = 0) -> np.ndarray:
    """The grey levels on the screen, in the rectangle of a place; texts are left out."""
    texts = "document.querySelectorAll('.corners, .lines, .bare-mark').forEach((each) => { each.style.opacity = '%s' })"
    page.evaluate(texts % "0")
    page.wait_for_timeout(150)
    shot = page.locator(f"[data-place='{place}']").screenshot()
    page.evaluate(texts % "")
    return np.asarray(Image.open(io.BytesIO(shot)).convert("L")).astype(float)


def middle(pixels: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """Cut out the middle of a picture."""
    top, left = (pixels.shape[0] - rows) // 2, (pixels.shape[1] - columns) // 2
    return pixels[top : top + rows, left : left + columns]
