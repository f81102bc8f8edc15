"""The running demo, and browsers in which people sign in to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, expect

from imaging.access.totp import code_at
from tests.acceptance.test_demo import Newcomer
from tests.acceptance.test_readme import LOGIN, SECRET
from tests.acceptance.viewer.reading.reading_room import DESKTOP

# An answer that refuses on purpose is told on the console as well.
REFUSED = r"^Failed to load resource"


@dataclass(frozen=True)
class Demo:
    """What its screen said."""

    address: str
    passwords: dict[str, str]
    secret: str
    slip: str

    @contextmanager
    def page(self, browser: Browser, expected: str = REFUSED, **options: Any) -> Iterator[Page]:
        """Open a browser of one's own; what it complains about, or asks another host for, fails the test."""
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB"} | options)
        complaints: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: complaints.append(request.url) if self._is_foreign(request) else None)
        try:
            yield page
        finally:
            context.close()
        assert [each for each in complaints if not re.search(expected, each)] == []

    def _is_foreign(self, request: Request) -> bool:
        parts = urlsplit(request.url)
        return parts.scheme not in {"blob", "data"} and f"{parts.scheme}://{parts.netloc}" != self.address

    def sign_in(self, page: Page, login: str) -> None:
        page.goto(self.address)
        page.locator("input[name=login]").fill(login)
        page.locator("input[name=password]").fill(self.passwords[login])
        page.get_by_role("button", name="Sign in").click()

    def sign_in_with_code(self, page: Page, login: str = "doctor") -> None:
        """Go through both steps, up to the work list."""
        self.sign_in(page, login)
        page.get_by_label("Code").fill(code_at(self.secret, datetime.now(UTC)))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Work list")).to_be_visible()


@contextmanager
def visited(newcomer: Newcomer) -> Iterator[Demo]:
    """Run a demo, and read what its screen says."""
    with newcomer.demo() as said:
        _, slip, _ = re.findall(r"http://\S+/i#\w+", said.replace("\n", " "))[-3:]
        address = f"http://127.0.0.1:{newcomer.http_port}"
        yield Demo(address, dict(LOGIN.findall(said)), dict(SECRET.findall(said))["doctor"], slip)
