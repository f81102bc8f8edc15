"""A hospital with one exam on its way, and a phone that opens its slip."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from imaging.access.actors import Operator
from imaging.orders.orders import NewOrder, Order
from imaging.orders.reports import NewReport, ReportState
from imaging.sharing.links import IssuedLink
from tests.serving import Establishment

# A busy machine may take its time; what is tested is that it happens.
expect.set_options(timeout=20_000)

PHONE = "13900005678"
BIRTH_DATE = "19800101"
HOSPITAL_NAME = "示范医院 Demo Hospital"
SAMPLES = Path("sample_dicom")


@dataclass
class Exam:
    """An order with the link that its slip carries."""

    place: Establishment
    order: Order
    link: IssuedLink

    @property
    def url(self) -> str:
        return self.link.url(self.place.served.url)

    @property
    def api(self) -> str:
        """Where everything of its link is found."""
        return f"/i/api/links/{self.link.secret.handle}"

    def receive(self, *folders: str, most: int = 1000) -> None:
        """Let images come in and be bound to the order, whatever they say of themselves."""
        for folder in folders:
            self.take(sorted((SAMPLES / folder).glob("*.dcm"))[:most])

    def take(self, paths: Sequence[Path]) -> None:
        """Let these files come in and be bound."""
        house = self.place.house
        for uid in {each.study_instance_uid for each in self.place.receive(*paths)}:
            study_id = house.archive.retrieve.instances_of(None, uid)[0].study_id
            if study_id not in house.bindings.study_ids(self.order.id):
                house.bindings.settle(Operator(), study_id, self.order.id, self.place.hospital_id)

    def report(self, text: str, state: ReportState = ReportState.FINAL, pdf: bytes = b"") -> None:
        new = NewReport(state=state, text=text, pdf=pdf, author="李明 Li Ming")
        self.place.house.reports.add(Operator(), self.order.id, self.place.hospital_id, new)


def book(place: Establishment, number: str = "DEMOACC0002", **changes: Any) -> Exam:
    values: dict[str, Any] = {
        "accession_number": number,
        "patient_id": "DEMO0002",
        "patient_name": "Zhang^San=张^三",
        "patient_birth_date": BIRTH_DATE,
        "procedure_description": "头颅磁共振平扫",
        "modality": "MR",
        "place": "门诊楼 2 层 磁共振 3 室",
        "preparation": "请提前 20 分钟到达,取下金属物品。",
    }
    booking = place.house.appointments.book(Operator(), place.hospital_id, NewOrder(**values | changes), phone=PHONE)
    assert booking.link is not None
    return Exam(place, booking.order, booking.link)


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
    page.on("dialog", lambda dialog: held.complaints.append(f"dialog: {dialog.message}"))
    try:
        yield held
    finally:
        context.close()
