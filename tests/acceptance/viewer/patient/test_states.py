"""Every state of the page is within everybody's reach: contrast, names, targets, 320 pixels, twice the size of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.patient.conftest import REPORT
from tests.acceptance.viewer.patient.screens import check, complaints
from tests.acceptance.viewer.patient.visits import Phone, phone
from tests.data import ROOT
from tests.exams import Exam

LANGUAGES = ("zh-CN", "en")
# Every screen behind the gate, and the state in which it is looked at.
SCREENS = {
    "status": "scheduled",
    "images": "series",
    "viewer": "viewer",
    "report": "report",
    "take-along": "take along",
    "openings": "who looked",
    "switch-off": "switch off",
}


# The narrowest with the longer words; what is Chinese is looked at that narrow below.
@pytest.mark.parametrize(("width", "language"), [(320, "en"), (393, "zh-CN")])
@pytest.mark.timeout(300)
def test_every_state_is_within_everybodys_reach(chromium: Browser, exam: Exam, language: str, width: int) -> None:
    looked_at = set()
    with phone(chromium, language, viewport={"width": width, "height": 640}) as held:
        for states in (before_it_is_open, while_it_moves_on, while_it_is_looked_at, beside_the_pictures, at_its_end):
            for state in states(held, exam):
                check(held, state)
                looked_at.add(state)
        assert complaints(held) == []
    screens = (ROOT / "viewer/web/src/patient/screens/screen-of.ts").read_text(encoding="utf-8")
    assert set(re.findall(r'case "([^"]+)"', screens)) == SCREENS.keys()
    assert set(SCREENS.values()) <= looked_at


def before_it_is_open(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.goto(exam.place.served.url + "/i")
    expect(held.page.locator("input[name=slip]")).to_be_visible()
    yield "typed code"
    held.open(exam)
    expect(held.page.locator("input[name=year]")).to_be_visible()
    yield "gate"
    held.answer("0000")
    expect(held.page.locator(".problem")).not_to_be_empty()
    yield "wrong answer"


def while_it_moves_on(held: Phone, exam: Exam) -> Iterator[str]:
    held.answer()
    expect(held.page.locator("ol.steps")).to_be_visible()
    yield "scheduled"
    exam.receive("mr_brain_t1", most=3)
    exam.receive("cr_leg")
    expect(held.page.locator("canvas[data-drawn]")).to_be_visible()
    yield "images are here"
    exam.report(REPORT, pdf=b"%PDF-1.4 one")
    expect(held.page.locator(".reach .action")).to_have_count(2)
    yield "report is final"


def while_it_is_looked_at(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.locator(".reach .action").nth(0).click()
    expect(held.page.locator(".card img").first).to_be_visible()
    yield "series"
    held.page.locator(".card").last.click()
    held.expect_frame(2)
    yield "viewer"
    held.page.locator(".tool").nth(1).click()
    yield "brightness"
    held.page.go_back()
    held.page.go_back()


def beside_the_pictures(held: Phone, exam: Exam) -> Iterator[str]:
    for state, selector, ready in (
        ("report", ".reach .action >> nth=1", ".report-text"),
        ("take along", ".row >> nth=0", ".offer"),
        ("who looked", ".row >> nth=1", ".openings"),
        ("switch off", ".row >> nth=2", ".danger"),
    ):
        held.page.locator(selector).click()
        expect(held.page.locator(ready).first).to_be_visible()
        yield state
        held.page.go_back()
    held.page.locator(".switch").first.click()
    yield "large type"


def at_its_end(held: Phone, exam: Exam) -> Iterator[str]:
    held.page.locator(".row").nth(2).click()
    held.page.locator(".danger").click()
    expect(held.page.locator(".danger")).to_have_count(0)
    yield "switched off"
    # Another secret in the address loads the page anew, and until then the heading is still the former one.
    held.page.goto("about:blank")
    held.open(exam)
    expect(held.page.locator("h1")).to_be_visible()
    yield "unavailable"


def test_text_of_twice_the_size_still_fits(chromium: Browser, full: Exam) -> None:
    with phone(chromium, viewport={"width": 320, "height": 640}) as held:
        held.enter(full)
        held.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert held.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_type_leaves_the_picture_its_room(chromium: Browser, full: Exam, language: str) -> None:
    with phone(chromium, language, viewport={"width": 320, "height": 568}) as held:
        held.enter(full)
        held.page.locator(".switch").first.click()
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.locator(".tool").nth(1).click()
        check(held, "brightness in large type")
        apart = held.page.evaluate(
            """[...document.querySelectorAll(".tool")].every((tool) => {
                 const box = tool.getBoundingClientRect();
                 const label = tool.lastElementChild.getBoundingClientRect();
                 return label.left >= box.left && label.right <= box.right;
               })"""
        )
        assert apart, "no label runs into the next"
        stage = held.page.locator(".stage").bounding_box()
        covered = held.page.locator(".overlay-bottom").bounding_box()
        assert stage is not None
        assert covered is not None
        assert stage["height"] > 230
        assert covered["y"] > stage["y"] + 0.6 * stage["height"], "the letters stand at the edge of the picture"
