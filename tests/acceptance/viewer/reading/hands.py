"""What a reader's hand does on images, and where it finds an edge."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page

from tests.acceptance.viewer.reading.reading_room import seen


def tool(page: Page, name: str) -> None:
    """Take a tool from the strip, or from its menu where there is no room."""
    button = page.get_by_role("button", name=name, exact=True)
    if button.count() == 0:
        page.get_by_role("button", name="Draw and measure").click()
        button = page.get_by_role("menuitem", name=re.compile(f"^{name}"))
    button.click()


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw from one point of the screen to another."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def edges(page: Page, place: int = 0, narrowest: int = 60) -> tuple[float, float, float, float]:
    """Where the block's edges are on the screen: left, top, right, bottom, told by its grey levels alone.

    Texts are narrow: the block is where more than the narrowest number of pixels is bright in whole rows and columns.
    """
    layers = "document.querySelectorAll('.annotation-layer').forEach((each) => { each.style.opacity = '%s' })"
    page.evaluate(layers % "0")
    bright = seen(page, place) > 127
    page.evaluate(layers % "")
    box = page.locator(f"[data-place='{place}']").bounding_box()
    assert box is not None
    rows, columns = np.flatnonzero(bright.sum(1) > narrowest), np.flatnonzero(bright.sum(0) > narrowest)
    left, right, top, bottom = map(float, (columns[0], columns[-1] + 1, rows[0], rows[-1] + 1))
    return box["x"] + left, box["y"] + top, box["x"] + right, box["y"] + bottom
