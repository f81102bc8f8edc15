"""The running demo, and the browsers through which this documentation looks at it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from imaging.access.totp import code_at

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
SOFTWARE_WEBGL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
# A camera that shows a dial and a microphone that beeps, and two pages of one machine that may call each other.
CALLING = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
)
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
ARGUMENTS = (*QUIET, *SOFTWARE_WEBGL, *CALLING)
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
SETTLING_MILLISECONDS = 1500
# A busy machine is slow, not wrong.
PATIENCE_MILLISECONDS = 90_000
SHOWN_IMAGES_ARE_HERE = """[...document.images]
  .filter((each) => each.getBoundingClientRect().top < innerHeight).every((each) => each.complete)"""
# Codes that were shown already.
USED_CODES: set[str] = set()
# Pages have few colours: a palette makes the pictures a third as large, and nobody sees it.
PALETTE_COLOURS = 200


@dataclass(frozen=True)
class Demo:
    """The running demo and what it keeps for its screen."""

    address: str
    passwords: dict[str, str]
    links: dict[str, str]
    secrets: dict[str, str]


@dataclass(frozen=True)
class Camera:
    """A browser as one person holds it."""

    page: Page
    suffix: str

    def take(self, name: str) -> None:
        """Take a picture once the page has come to rest."""
        self.page.wait_for_timeout(SETTLING_MILLISECONDS)
        # A picture far down is not fetched before somebody comes near it.
        while not self.page.evaluate(SHOWN_IMAGES_ARE_HERE):
            self.page.wait_for_timeout(SETTLING_MILLISECONDS)
        with Image.open(io.BytesIO(self.page.screenshot())) as shot:
            small = shot.convert("RGB").quantize(PALETTE_COLOURS, dither=Image.Dither.NONE)
        small.save(PICTURES / f"{name}-{self.suffix}.png", optimize=True)


@contextmanager
def camera(browser: Browser, device: dict[str, object], language: str, kind: str) -> Iterator[Camera]:
    """Open a window of its own: nobody is signed in there."""
    context = browser.new_context(**{**device, "locale": LANGUAGES[language]}, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield Camera(context.new_page(), f"{language}-{kind}")
    context.close()


def sign_in(camera: Camera, demo: Demo, login: str) -> None:
    """Sign in at the desk."""
    camera.page.locator("input[name=login]").fill(login)
    camera.page.locator("input[type=password]").fill(demo.passwords[login])
    camera.page.keyboard.press("Enter")
    if login in demo.secrets:
        camera.page.locator("input[name=code]").fill(fresh_code(camera, demo, login))
        camera.page.keyboard.press("Enter")
    camera.page.wait_for_timeout(SETTLING_MILLISECONDS)


def fresh_code(camera: Camera, demo: Demo, login: str) -> str:
    """Return a code that was not shown yet: each is good once, and whoever needs another waits for the next."""
    while (code := code_at(demo.secrets[login], datetime.now(UTC))) in USED_CODES:
        camera.page.wait_for_timeout(SETTLING_MILLISECONDS)
    USED_CODES.add(code)
    return code


def drawn(camera: Camera, places: int = 1) -> None:
    """Wait until so many places have drawn all that they show."""
    for place in range(places):
        camera.page.locator(f"[data-place='{place}'][data-drawn]").wait_for()
