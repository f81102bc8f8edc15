"""Without WebGL pages and planes are drawn as sharp as with it, and the letters stay right."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.acceptance.viewer.reading.reading_room import ReadingRoom, drawn, reading, seen


def test_pages_are_turned_windowed_and_flipped(without_webgl: Browser, room: ReadingRoom) -> None:
    with reading(without_webgl, room, "ct_head_phantom") as page:
        (name,) = drawn(page)
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
        page.keyboard.press("m")
        assert [name.rpartition("/")[2] for name in drawn(page, 3)] == ["axial", "coronal", "sagittal"]
        assert all(seen(page, place).std() > 20 for place in range(3))
