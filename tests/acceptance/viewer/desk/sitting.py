"""Somebody before the desk's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.acceptance.viewer.desk.desk_house import PASSWORD, DeskHouse

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 700}


@contextmanager
def at_page(chromium: Browser, desk: DeskHouse, session: str = "", **options: Any) -> Iterator[Page]:
    """Open the page, before its door or with a session; whatever the browser complains about fails the test."""
    context = chromium.new_context(**{"viewport": DESKTOP, "locale": "en-GB", "accept_downloads": True} | options)
    if session:
        context.add_cookies([{"name": "filmless-session", "value": session, "url": desk.url}])
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("request", lambda request: complaints.append(request.url) if is_foreign(request) else None)
    page.goto(desk.url)
    try:
        yield page
    finally:
        context.close()
    # An answer that refuses on purpose is told on the console as well.
    unexpected = [line for line in complaints if not line.startswith("Failed to load resource")]
    assert not unexpected, unexpected


def is_foreign(request: Request) -> bool:
    """Whether a page asks anybody but us; a policy's violation is told on the console besides."""
    parts = urlsplit(request.url)
    return parts.scheme not in {"blob", "data"} and parts.hostname != "127.0.0.1"


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Type both and wait for the desk."""
    expect(page.locator("input[name=password]")).to_be_visible()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("button[type=submit]").click()
    expect(page.locator("#content")).to_be_visible()


@contextmanager
def signed_in(chromium: Browser, desk: DeskHouse, login: str, **options: Any) -> Iterator[Page]:
    """Open the page as somebody who has signed in: the form is for the tests that ask something about it."""
    house = desk.open.house
    with at_page(chromium, desk, house.sessions.begin(house.people.by_login(login)), **options) as page:
        expect(page.locator("#content")).to_be_visible()
        yield page


def section(page: Page, title: str) -> Locator:
    """Return a page's part by its heading: several forms of a page may have a button of the same name."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))
