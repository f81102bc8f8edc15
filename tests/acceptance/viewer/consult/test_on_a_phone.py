"""A guest with a phone: little to load, one picture at a time, a finger that turns, draws and points, one hand."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.viewer.consult.gathered_room import (
    ANNA,
    MARIA,
    PHONE,
    Gathered,
    box,
    figures,
    ready,
    same,
    settled,
    shown,
)
from tests.barriers import Axe
from viewer.static_files import StaticFiles

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MOST_BYTES = 120_000
# How many buttons are cut off, or too small for a thumb.
OUT_OF_REACH = """
[...document.querySelectorAll(['bar', 'tools', 'pager'].map((each) => `.light-${each} :is(button, input)`).join())]
  .map((each) => each.getBoundingClientRect())
  .filter(({ width, height }) => width && height)
  .filter(({ left, right, width, height }) => left < 0 || right > innerWidth || width < 44 || height < 44).length
"""


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move a finger over the picture, in parts of its place."""
    session, place = page.context.new_cdp_session(page), box(page)
    points = [
        {
            "x": place["x"] + (start[0] + (end[0] - start[0]) * step / 6) * place["width"],
            "y": place["y"] + (start[1] + (end[1] - start[1]) * step / 6) * place["height"],
        }
        for step in range(7)
    ]
    for kind, touches in (
        ("touchStart", points[:1]),
        *(("touchMove", [point]) for point in points[1:]),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_it_loads_little_and_no_decoder(house: Gathered, chromium: Browser) -> None:
    with house.consult().page(chromium, "maria", **PHONE) as phone:
        ready(phone)
        names = phone.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
        assets = {urlsplit(name).path.removeprefix("/view/") for name in names if "/view/assets/" in name}
        assert not [each for each in assets if each.endswith(".wasm")]
        files = StaticFiles("view")
        total = sum(len(files.file(each).contents["br"]) for each in ("room.html", *assets) if not each.endswith("svg"))
        assert total <= MOST_BYTES, {each: len(files.file(each).contents["br"]) for each in assets}


def test_a_finger_turns_pages_draws_and_points(house: Gathered, chromium: Browser) -> None:
    with house.consult().pages(chromium, "anna", "maria") as (anna, maria):
        first = shown(maria)
        swipe(maria, (0.5, 0.5), (0.5, 0.3))
        expect(maria.locator(".place")).not_to_have_attribute("data-drawn", first)
        maria.get_by_role("button", name="Draw").click()
        anna.get_by_role("button", name="Present", exact=True).click()
        expect(maria.get_by_text(f"You follow {ANNA}")).to_be_visible()
        settled(lambda: shown(maria), shown(anna), maria)
        swipe(maria, (0.3, 0.4), (0.6, 0.6))
        settled(lambda: figures(maria), 1, maria)
        settled(lambda: figures(anna), 1, anna)
        # Whoever draws on what is presented still follows.
        expect(maria.get_by_text(f"You follow {ANNA}")).to_be_visible()
        maria.get_by_role("button", name="Point").click()
        swipe(maria, (0.4, 0.4), (0.5, 0.5))
        expect(anna.locator(".pointer")).to_contain_text(MARIA)
        # What a lifted finger has pointed at is seen for a while, and no longer.
        expect(anna.locator(".pointer")).to_have_count(0)
        maria.get_by_role("button", name="Undo").click()
        settled(lambda: figures(anna), 0, anna)
        same([anna, maria])


def test_pages_turn_without_a_drag(house: Gathered, chromium: Browser) -> None:
    with house.consult().page(chromium, "maria", **PHONE) as phone:
        ready(phone)
        page = phone.get_by_role("slider", name="Picture")
        first = int(page.input_value())
        phone.get_by_role("button", name="Next picture").click()
        expect(page).to_have_value(str(first + 1))
        phone.keyboard.press("PageUp")
        expect(page).to_have_value(str(max(first - 9, 1)))
        page.fill("2")
        page.press("ArrowRight")
        expect(page).to_have_value("3")
        expect(page).to_have_attribute("aria-valuetext", re.compile("^3 / "))
        expect(phone.locator(".place")).to_have_attribute("data-drawn", re.compile("filmless"))


def test_it_says_whose_images_these_are_and_of_which_exam(house: Gathered, chromium: Browser) -> None:
    for who, consult, name in (
        ("anna", house.consult(), "模体"),
        ("maria", house.consult(hides=True), "Identity hidden"),
    ):
        with consult.page(chromium, who, "?light", **PHONE) as phone:
            ready(phone)
            expect(phone.get_by_role("heading", level=1)).to_contain_text(name)
            expect(phone.get_by_text(re.compile("Compressed.* · Not for diagnosis"))).to_be_visible()
            expect(phone.get_by_role("link", name="To the work list")).to_have_count(int(who == "anna"))


def test_what_does_not_come_takes_nothing_else_with_it(house: Gathered, chromium: Browser) -> None:
    with house.consult().page(chromium, "maria", expected="Failed", **PHONE) as phone:
        ready(phone)
        phone.route("**/light-outcome*", lambda route: route.abort())
        phone.get_by_role("button", name="Conclusion").click()
        expect(phone.get_by_role("alert").filter(has_text="could not be opened")).to_be_visible()
        expect(phone.locator(".place")).to_be_visible()
        phone.unroute("**/light-outcome*")
        phone.get_by_role("button", name="Try again").click()
        expect(phone.locator(".light-sheet").get_by_text("Opinion")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_everything_is_in_reach_and_nothing_is_cut_off(
    house: Gathered, chromium: Browser, width: int, locale: str
) -> None:
    options = PHONE | {"viewport": {"width": width, "height": 640}, "locale": locale}
    with house.consult().page(chromium, "maria", **options) as phone:
        ready(phone)
        for at in range(4):
            phone.locator(".light-bar button").nth(at).click()
            assert phone.evaluate("document.documentElement.scrollWidth") <= width
            assert phone.evaluate(OUT_OF_REACH) == 0
            found = Axe().run(phone, RULES)
            assert found.response["violations"] == [], found.generate_report()
