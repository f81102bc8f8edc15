"""A radiologist reads: what is on the screen is what the server makes of the same frame, pixel by pixel."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.acceptance.viewer.reading.reading_room import (
    DESKTOP,
    PASSWORD,
    PHONE,
    ReadingRoom,
    drawn,
    middle,
    reading,
    seen,
)
from tests.barriers import Axe
from tests.data import ROOT

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# A screen interpolates between pixels, and rounds once more.
DIFFERENCE = 2.0


def texts(page: Page, place: int = 0) -> str:
    return page.locator(f"[data-place='{place}'] .corners").inner_text()


def differ(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


def test_what_is_drawn_is_what_the_server_draws(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        (name,) = drawn(page)
        page.keyboard.press("a")
        expect(page.locator(".corners")).to_contain_text("100 %")
        assert differ(middle(seen(page), 512, 512), room.picture(name)) < DIFFERENCE
        page.keyboard.press("4")
        expect(page.locator(".corners")).to_contain_text("C 400 W 1800")
        assert differ(middle(seen(page), 512, 512), room.picture(name, (400, 1800))) < DIFFERENCE
        page.keyboard.press("i")
        page.wait_for_timeout(200)
        assert differ(255 - middle(seen(page), 512, 512), room.picture(name, (400, 1800))) < DIFFERENCE


def test_on_a_dense_screen_the_picture_lies_where_it_lies_on_any_other(webgl: Browser, room: ReadingRoom) -> None:
    pictures = []
    for density in (1, 2):
        with reading(webgl, room, "ct_head_phantom", device_scale_factor=density) as page:
            drawn(page)
            assert rectangle(page, ".place canvas") == rectangle(page, ".place"), "what is drawn over it lies on it"
            pictures.append(seen(page))
    usual, dense = pictures
    assert dense.shape == (2 * usual.shape[0], 2 * usual.shape[1])
    halved = dense.reshape(usual.shape[0], 2, usual.shape[1], 2).mean((1, 3))
    assert differ(halved, usual) < 6


@pytest.mark.parametrize("folder", ["us_echo", "cr_leg", "cr_chest"])
def test_other_kinds_are_drawn_alike(webgl: Browser, room: ReadingRoom, folder: str) -> None:
    with reading(webgl, room, folder) as page:
        (name,) = drawn(page)
        page.keyboard.press("a")
        page.wait_for_timeout(300)
        expected, screen = room.picture(name), seen(page)
        rows, columns = min(expected.shape[0], screen.shape[0], 240), min(expected.shape[1], screen.shape[1], 200)
        shown = middle(screen, rows, columns)
        # The middle may stand half a pixel off: of both neighbours the nearer one is right.
        shifts = [np.roll(expected, shift, (0, 1)) for shift in ((0, 0), (0, 1), (1, 0), (1, 1), (0, -1), (-1, 0))]
        assert min(differ(shown, middle(shifted, rows, columns)) for shifted in shifts) < 6


def test_pages_are_turned_and_the_letters_stay_right(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        (name,) = drawn(page)
        before = seen(page)
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        expect(page.locator(".corners")).to_contain_text("27 / 47")
        expect(page.locator(".place")).not_to_have_attribute("data-drawn", name)
        assert differ(seen(page), before) > 1
        edges = page.locator(".edge")
        assert edges.all_inner_texts() == ["R", "L", "A", "P"]
        page.keyboard.press("r")
        expect(edges).to_have_text(["P", "A", "R", "L"])
        page.keyboard.press("h")
        expect(edges).to_have_text(["A", "P", "R", "L"])
        page.keyboard.press("Backspace")
        expect(edges).to_have_text(["R", "L", "A", "P"])
        page.mouse.move(680, 400)
        page.mouse.wheel(0, 100)
        expect(page.locator(".corners")).to_contain_text("28 / 47")


def test_three_planes_of_a_volume_are_cut_through_one_point(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        drawn(page)
        page.keyboard.press("m")
        names = drawn(page, 3)
        assert [name.rpartition("/")[2] for name in names] == ["axial", "coronal", "sagittal"]
        assert [page.locator(f"[data-place='{at}'] .edge").all_inner_texts() for at in range(3)] == [
            ["R", "L", "A", "P"],
            ["R", "L", "H", "F"],
            ["A", "P", "H", "F"],
        ]
        pictures = [seen(page, at) for at in range(3)]
        assert all(picture.std() > 20 for picture in pictures)
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(400)
        after = [seen(page, at) for at in range(3)]
        # Another slice of this plane; the other two cut through the same place as before.
        assert differ(after[0], pictures[0]) > 0.1
        assert differ(after[1], pictures[1]) < 0.5


def test_what_is_no_image_is_named_and_read(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "report_sr") as page:
        # What there is to read is open beside the empty place.
        expect(page.locator(".others")).to_contain_text("Structured report")
        page.locator(".others button").click()
        expect(page.get_by_role("dialog")).to_contain_text("Section Heading")


def test_layouts_are_remembered_for_exams_of_this_kind(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        drawn(page)
        page.get_by_role("button", name="Layout").click()
        page.get_by_role("button", name="1 × 2").click()
        expect(page.locator(".place")).to_have_count(2)
        page.reload()
        expect(page.locator(".place")).to_have_count(2)
        page.get_by_role("button", name="Layout").click()
        page.get_by_role("button", name="1 × 1").click()
        expect(page.locator(".place")).to_have_count(1)


def test_somebody_who_must_sign_in_comes_back(webgl: Browser, room: ReadingRoom) -> None:
    context = webgl.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.goto(room.address("ct_head_phantom"))
    page.locator("input[name=login]").fill("doctor")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.locator(".top-bar")).to_contain_text("模体")
    assert page.url == room.address("ct_head_phantom")
    context.close()


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", PHONE), ("en-GB", DESKTOP)])
def test_the_viewer_has_no_barriers(webgl: Browser, room: ReadingRoom, locale: str, viewport: dict[str, int]) -> None:
    with reading(webgl, room, "ct_head_phantom", locale=locale, viewport=viewport) as page:
        drawn(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator(".side-tabs button").last.click()
        assert Axe().run(page, options=RULES).violations_count == 0, Axe().run(page, options=RULES).generate_report()
        page.locator("main").focus()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_timeout(300)
        assert Axe().run(page, options=RULES).violations_count == 0, Axe().run(page, options=RULES).generate_report()


def rectangle(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).bounding_box()
    assert found is not None, selector
    return dict(found)


@pytest.mark.parametrize(("locale", "width", "height"), [("zh-CN", 390, 844), ("en-GB", 320, 700)])
def test_on_a_phone_a_panel_is_the_screen_and_closed_leaves_it_to_the_image(
    webgl: Browser, room: ReadingRoom, locale: str, width: int, height: int
) -> None:
    back = "返回影像" if locale == "zh-CN" else "Back to the images"
    with reading(webgl, room, "cr_chest", locale=locale, viewport={"width": width, "height": height}) as page:
        drawn(page)
        bar, image, series = (rectangle(page, each) for each in (".top-bar", ".place", ".thumbnails"))
        assert (image["x"], image["width"]) == (0, width)
        assert image["y"] == bar["y"] + bar["height"], "no band below the bar"
        assert image["y"] + image["height"] == series["y"], "none above the series"
        corner = "([x, y]) => document.elementFromPoint(x, y).closest('.place') !== null"
        assert page.evaluate(corner, [width - 4, image["y"] + 4]), "nothing lies on the image"
        tabs = re.findall(r'\bid: "', (ROOT / "viewer/web/src/view/panels/registry.ts").read_text(encoding="utf-8"))
        expect(page.locator(".side-tabs button")).to_have_count(len(tabs))
        for tab in range(len(tabs)):
            page.locator(".side-tabs button").nth(tab).click()
            panel = rectangle(page, ".side-panel")
            assert (panel["x"], panel["width"]) == (0, width)
            assert panel["y"] + panel["height"] == height
            expect(page.locator(".tool-strip")).to_be_hidden()
            page.wait_for_timeout(250)
            found = Axe().run(page, options=RULES)
            assert found.violations_count == 0, found.generate_report()
            page.get_by_role("button", name=back).click()
            expect(page.locator(".side-tabs button").nth(tab)).to_be_focused()
            expect(page.locator(".tool-strip")).to_be_visible()
        assert rectangle(page, ".place") == image
