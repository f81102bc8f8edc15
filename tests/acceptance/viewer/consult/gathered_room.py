"""A consult about a head, with the doctor who asks, a colleague of another hospital and a guest; each before a page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from imaging.access.actors import Person, Role
from imaging.consult.participants import Part
from tests.data import sample_path
from tests.gathered import ask, guest_session, join
from tests.serving import Establishment, establishment

PASSWORD = "correct-horse-battery"
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
PHONE = {"viewport": {"width": 390, "height": 760}, "has_touch": True, "is_mobile": True, "locale": "en-GB"}
ANNA, BERND, MARIA = "陈医师", "Bernd Vogt", "Maria Guest"
# What a browser says of its own accord when a connection is cut.
CUT = r"WebSocket connection|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|Failed to load resource"


@dataclass
class Gathered:
    """The house, and whoever takes part in its consults, by their sessions."""

    open: Establishment
    study_id: int
    anna: Person
    bernd: Person
    _count: int = 0

    def consult(self, **options: Any) -> Consult:
        """Ask once more about the same images."""
        self._count += 1
        house, code = self.open.house, f"room-{self._count}"
        consult_id = ask(house, self.anna, self.study_id, code, **options)
        join(house, consult_id, Part.SPEAKS, user_id=self.bernd.user_id)
        guest, session = guest_session(house, consult_id, f"{MARIA} {self._count}", Part.SPEAKS)
        sessions = {"anna": house.sessions.begin(self.anna), "bernd": house.sessions.begin(self.bernd)}
        return Consult(self, consult_id, code, guest, sessions | {"maria": session})


@dataclass
class Consult:
    """One consult."""

    of: Gathered
    id: int
    code: str
    guest: int
    sessions: dict[str, str] = field(repr=False)

    @contextmanager
    def page(
        self, browser: Browser, who: str, query: str = "", expected: str | None = None, **options: Any
    ) -> Iterator[Page]:
        """Come into the room; what the browser complains about fails the test."""
        context = browser.new_context(**DESKTOP | options)
        name = "filmless-guest" if who == "maria" else "filmless-session"
        url = self.of.open.served.url
        context.add_cookies([{"name": name, "value": self.sessions[who], "url": url}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.goto(f"{url}/c/{self.code}{query}")
        try:
            yield page
        finally:
            context.close()
        assert not [each for each in complaints if expected is None or not re.search(expected, each)], complaints

    @contextmanager
    def pages(self, browser: Browser, *who: str, expected: str | None = None) -> Iterator[list[Page]]:
        """Several people at once; the guest comes with a phone."""
        with ExitStack() as stack:
            opened = [
                stack.enter_context(self.page(browser, each, "", expected, **(PHONE if each == "maria" else {})))
                for each in who
            ]
            for page in opened:
                ready(page)
            yield opened


@contextmanager
def gathered(folder: Path, **settings: Any) -> Iterator[Gathered]:
    with establishment(folder, **settings) as opened:
        house = opened.house
        other = house.hospitals.add("B", "Second Hospital")
        anna = house.people.add("anna", PASSWORD, opened.hospital_id, Role.RADIOLOGIST, ANNA)
        bernd = house.people.add("bernd", PASSWORD, other.id, Role.RADIOLOGIST, BERND)
        (first, *_) = opened.receive(*sorted(sample_path("ct_head_phantom").glob("*.dcm")))
        study_id = house.archive.retrieve.instances_of(None, first.study_instance_uid)[0].study_id
        yield Gathered(opened, study_id, anna, bernd)


def ready(page: Page) -> None:
    """Wait until the picture is drawn and the room is here."""
    until(page, "document.querySelector('.place')?.dataset.drawn && document.querySelector('[data-line=open]')")


def until(page: Page, condition: str, seconds: float = 30) -> Any:
    """Wait until something is so in a page."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = page.evaluate(condition)
        if found:
            return found
        page.wait_for_timeout(30)
    raise AssertionError(f"not in time: {condition}")


def same(pages: list[Page], seconds: float = 20) -> str:
    """Wait until all have the same chain, with nothing that waits, and return it."""
    deadline = time.monotonic() + seconds
    chains: list[str] = []
    while time.monotonic() < deadline:
        chains = [page.locator("[data-chain]").get_attribute("data-chain") or "" for page in pages]
        if len(set(chains)) == 1:
            return chains[0]
        pages[0].wait_for_timeout(50)
    raise AssertionError(f"they came to different rooms: {chains}")


def settled(read: Callable[[], Any], wanted: Any, page: Page, seconds: float = 15) -> None:
    """Wait until something read is as wanted."""
    deadline = time.monotonic() + seconds
    found = read()
    while found != wanted and time.monotonic() < deadline:
        page.wait_for_timeout(40)
        found = read()
    assert found == wanted, found


def box(page: Page) -> dict[str, float]:
    """Where the picture stands on the screen."""
    found = page.locator(".place").first.bounding_box()
    assert found is not None
    return dict(found)


def shown(page: Page) -> str:
    """Which picture is drawn."""
    return page.locator(".place").first.get_attribute("data-drawn") or ""


def spot(page: Page, pointer: Locator) -> tuple[int, int]:
    """Where a pointer stands on the picture."""
    found, place = pointer.bounding_box(), box(page)
    return (-1, -1) if found is None else (round(found["x"] - place["x"]), round(found["y"] - place["y"]))


def figures(page: Page) -> int:
    """How many figures are on the screen."""
    return page.locator(".annotation-layer .figure .stroke").count()


def draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a length across the picture, in parts of its place."""
    page.get_by_role("button", name="Length", exact=True).click()
    place = box(page)
    (x0, y0), (x1, y1) = (
        (place["x"] + across * place["width"], place["y"] + down * place["height"]) for across, down in (start, end)
    )
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
    page.mouse.move(x1, y1)
    page.mouse.up()
    page.get_by_role("button", name=re.compile("^(Window|Pages)")).first.click()


def say(page: Page, text: str) -> None:
    """Say something in writing."""
    if page.locator("#room-writer").count() == 0:
        page.get_by_role("button", name=re.compile("^Conversation")).first.click()
    page.locator("#room-writer").fill(text)
    page.get_by_role("button", name="Send").click()
