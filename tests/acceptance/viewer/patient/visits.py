"""A phone that opens the slip of an exam."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.acceptance.viewer.desk.sitting import is_foreign
from tests.exams import BIRTH_DATE, PHONE, Exam

# A busy machine may take its time; what is tested is that it happens.
expect.set_options(timeout=20_000)


@dataclass
class Phone:
    """A page on a phone, and everything it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def main(self) -> Locator:
        return self.page.locator("#page")

    def open(self, exam: Exam) -> None:
        self.page.goto(exam.url)

    def answer(self, digits: str = PHONE[-4:], date: str = BIRTH_DATE) -> None:
        for name, value in (("year", date[:4]), ("month", date[4:6]), ("day", date[6:]), ("digits", digits)):
            self.page.locator(f"input[name={name}]").fill(value)
        self.page.locator("button[type=submit]").click()

    def enter(self, exam: Exam) -> None:
        """Scan, answer, arrive."""
        self.open(exam)
        self.answer()
        expect(self.page.locator("ol.steps")).to_be_visible()

    def touch(self, text: str) -> None:
        self.page.get_by_role("button", name=re.compile(f"^{text}")).first.click()

    @property
    def picture(self) -> Locator:
        return self.page.locator("canvas.picture")

    def shown_frame(self) -> int:
        return int(self.picture.get_attribute("data-frame") or 0)

    def expect_frame(self, number: int) -> None:
        expect(self.picture).to_have_attribute("data-frame", str(number))


def eventually(is_so: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait until it is so; evaluated here, because the page's policy allows nobody to."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


PIXEL_5 = {
    "viewport": {"width": 393, "height": 727},
    "device_scale_factor": 2.75,
    "is_mobile": True,
    "has_touch": True,
}


@contextmanager
def phone(browser: Browser, locale: str = "zh-CN", **options: Any) -> Iterator[Phone]:
    context: BrowserContext = browser.new_context(**{**PIXEL_5, "locale": locale, **options})
    page = context.new_page()
    held = Phone(page)
    page.on("console", lambda message: held.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: held.complaints.append(str(error)))
    page.on("request", lambda request: held.complaints.append(request.url) if is_foreign(request) else None)
    page.on("dialog", lambda dialog: held.complaints.append(f"dialog: {dialog.message}"))
    try:
        yield held
    finally:
        context.close()
