"""A hospital with images, and a radiologist before the viewer, in a browser that draws WebGL by software."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.acceptance.viewer.reading.reading_room import ReadingRoom, reading_room
from tests.conftest import CHROMIUM_ARGUMENTS
from tests.peers import require

WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.fixture(scope="module")
def webgl() -> Iterator[Browser]:
    """Chromium with WebGL; as in `tests.conftest` it lives as long as a module."""
    program = require("chromium", "fonts-noto-cjk")
    expect.set_options(timeout=20_000)
    arguments = [each for each in CHROMIUM_ARGUMENTS if each != "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*arguments, *WEBGL])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with reading_room(tmp_path_factory.mktemp("reading")) as opened:
        yield opened
