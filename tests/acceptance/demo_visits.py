"""The running demo, and browsers in which people sign in to it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, expect

from imaging.access.totp import STEP_SECONDS, code_at
from tests.acceptance.test_demo import Newcomer
from tests.acceptance.viewer.reading.reading_room import DESKTOP

# An answer that refuses on purpose is told on the console as well.
REFUSED = r"^Failed to load resource"
SECRET = re.compile(r"otpauth://totp/Filmless:(\w+)\?secret=([A-Z2-7]+)")
LOGIN = re.compile(r"^ *(desk|doctor|admin|privacy|east|surgeon|east-admin) +(\S+) ", re.MULTILINE)


@dataclass
class Authenticator:
    """The application on somebody's phone, of which each code is taken once."""

    secret: str
    _shown: int = 0

    def code(self) -> str:
        """Return a code that nobody was shown: that of the moment, or else the next, which is taken as well by then."""
        self._shown = max(int(time.time()) // STEP_SECONDS, self._shown + 1)
        begins = self._shown * STEP_SECONDS
        time.sleep(max(0.0, begins - STEP_SECONDS - time.time()))
        return code_at(self.secret, datetime.fromtimestamp(begins, UTC))


@dataclass(frozen=True)
class Demo:
    """What runs, what its screen said, and how much of everything there was before anybody came."""

    newcomer: Newcomer
    screen: str
    counts: dict[str, int]
    doctors_phone: Authenticator

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.newcomer.http_port}"

    @property
    def passwords(self) -> dict[str, str]:
        return dict(LOGIN.findall(self.screen))

    @property
    def slip(self) -> str:
        """The address on the slip of the patient whose images and report are here."""
        _, slip, _ = re.findall(r"http://\S+/i#\w+", self.screen.replace("\n", " "))[-3:]
        return str(slip)

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

    def sign_in_with_code(self, page: Page) -> None:
        """Go through both steps as the doctor, up to the work list."""
        self.sign_in(page, "doctor")
        page.get_by_label("Code").fill(self.doctors_phone.code())
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Work list")).to_be_visible()


@contextmanager
def visited(newcomer: Newcomer) -> Iterator[Demo]:
    """Run a demo, and read what its screen says."""
    with newcomer.demo() as said:
        yield Demo(newcomer, said, newcomer.counts(), Authenticator(dict(SECRET.findall(said))["doctor"]))
