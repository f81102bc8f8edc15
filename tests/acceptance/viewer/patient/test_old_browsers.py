"""Browsers that lack what newer ones have."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.acceptance.viewer.patient.screens import complaints, pixels
from tests.acceptance.viewer.patient.visits import phone
from tests.exams import Exam


def test_an_old_browser_without_webp_gets_jpeg(chromium: Browser, full: Exam) -> None:
    with phone(chromium) as held:
        held.page.add_init_script(
            "HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,';"
            "const real = createImageBitmap;"
            "window.createImageBitmap = (blob) => {"
            "  return blob.type === 'image/webp' ? Promise.reject(new Error()) : real(blob);"
            "};"
        )
        asked: list[str] = []
        held.page.on("request", lambda request: asked.append(request.url))
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("End")
        held.expect_frame(20)
        frames = [url for url in asked if "/frames/" in url]
        assert frames
        assert all("format=jpeg" in url for url in frames)


def test_a_browser_without_webassembly_and_webgl_that_decodes_by_image_elements_only_works_too(
    chromium: Browser, full: Exam
) -> None:
    with phone(chromium) as held:
        held.page.add_init_script(
            "delete window.createImageBitmap; delete window.AbortController; delete window.WebAssembly;"
            "const context = HTMLCanvasElement.prototype.getContext;"
            "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {"
            "  return kind === '2d' ? context.call(this, kind, ...more) : null;"
            "};"
        )
        held.enter(full)
        held.page.locator("button.hero").click()
        held.expect_frame(10)
        held.page.keyboard.press("ArrowDown")
        held.expect_frame(11)
        assert held.page.evaluate("typeof WebAssembly") == "undefined"
        assert pixels(held.page, "canvas.picture").max() > 150
        assert complaints(held) == []
