"""Without WebGL pages are drawn as sharp as with it, and the letters stay right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.acceptance.viewer.reading.reading_room import ReadingRoom, drawn, reading, seen
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.peers import require


@pytest.fixture(scope="module")
def plain() -> Iterator[Browser]:
    program = require("chromium", "fonts-noto-cjk")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_ARGUMENTS, "--disable-3d-apis"])
        yield browser
        browser.close()


def test_pages_are_turned_windowed_and_flipped(plain: Browser, room: ReadingRoom) -> None:
    with reading(plain, room, "ct_head_phantom") as page:
        (name,) = drawn(page)
        expect(page.get_by_role("note")).to_contain_text("Without WebGL")
        expect(page.get_by_role("button", name="Three planes")).to_be_disabled()
        before = seen(page)
        assert before.std() > 20
        page.keyboard.press("ArrowDown")
        expect(page.locator(".place")).not_to_have_attribute("data-drawn", name)
        page.keyboard.press("4")
        expect(page.locator(".corners")).to_contain_text("C 400 W 1800")
        page.keyboard.press("r")
        page.keyboard.press("h")
        expect(page.locator(".edge")).to_have_text(["A", "P", "R", "L"])
        page.mouse.move(680, 400)
        page.mouse.wheel(0, 100)
        expect(page.locator(".corners")).to_contain_text("26 / 47")
