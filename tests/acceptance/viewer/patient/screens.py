"""What a phone's screen shows, and what fingers do to it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.acceptance.viewer.patient.visits import Phone
from tests.barriers import Axe

# How many pixels of the canvas itself are not black; labels around it do not count.
DRAWN = """
(() => {
  const canvas = document.querySelector("canvas.picture");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((count, value, index) => count + (index % 4 < 3 && value > 0 ? 1 : 0), 0);
})()
"""


def pixels(page: Page, selector: str) -> np.ndarray:
    """What is drawn on a canvas, as a screenshot of it shows it."""
    shot = page.locator(selector).screenshot()
    with Image.open(io.BytesIO(shot)) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def check(held: Phone, state: str) -> None:
    """No violation of WCAG 2.2 AA, nothing wider than the screen, everything large enough for a thumb."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(held.page, options=options)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    page = held.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"
    small = page.evaluate(
        """[...document.querySelectorAll("button, input, a, summary")].filter((each) => {
             const box = each.getBoundingClientRect();
             return box.width > 0 && (box.height < 43.5 || box.width < 43.5);
           }).map((each) => each.outerHTML)"""
    )
    assert small == [], f"{state}: too small to touch"


def complaints(held: Phone) -> list[str]:
    """What the browser complained of, without the answers that say no on purpose."""
    return [each for each in held.complaints if not each.startswith("Failed to load resource")]


def drag(held: Phone, *fingers: list[tuple[float, float]]) -> None:
    """Move fingers over the glass, as Chromium hands them to a page."""
    tools = held.page.context.new_cdp_session(held.page)
    for step, points in enumerate(zip(*fingers, strict=True)):
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        kind = "touchStart" if step == 0 else "touchMove"
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def line(start: tuple[float, float], end: tuple[float, float], steps: int = 12) -> list[tuple[float, float]]:
    shares = [step / steps for step in range(steps + 1)]
    return [(start[0] + (end[0] - start[0]) * each, start[1] + (end[1] - start[1]) * each) for each in shares]
