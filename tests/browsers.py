"""Debian's Chromium without a screen: one of each kind for a worker, for as long as tests look at pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.peers import require

# Without these, Chromium talks to hosts outside, and does not start as root.
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHELL, WHOLE = "chromium-headless-shell", "chromium"
# What it draws with, by the name of the fixture that hands it out.
KINDS = {
    "chromium": ("--disable-gpu",),
    "webgl": ("--enable-unsafe-swiftshader",),
    "without_webgl": ("--disable-gpu", "--disable-3d-apis"),
    # With a microphone that beeps and a camera that shows a dial, and nobody who has to allow them.
    "calling": (
        "--disable-gpu",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        # Machines without a network have no other way between two of their pages.
        "--allow-loopback-in-peer-connection",
    ),
    # The whole browser: its shell shows no notifications.
    "notifying": ("--disable-gpu",),
}


@dataclass
class Browsers:
    """Those that run; each start takes seconds of a core, a context in one that runs takes nothing."""

    _running: dict[str, Browser] = field(default_factory=dict)
    _playwright: Playwright | None = None
    _module: Path | None = None

    def of(self, kind: str, module: Path) -> Browser:
        """The browser of a kind, started where it does not run yet."""
        self._module = module
        if kind not in self._running:
            program = str(require(WHOLE if kind == "notifying" else SHELL, "fonts-noto-cjk"))
            # Two cores are shared with engines and other tests: slow is not wrong.
            expect.set_options(timeout=20_000)
            if self._playwright is None:
                self._playwright = sync_playwright().start()
            launch = self._playwright.chromium.launch
            self._running[kind] = launch(executable_path=program, args=[*QUIET, *KINDS[kind]])
        return self._running[kind]

    def make_way(self, item: pytest.Item) -> None:
        """End them before another module's test that needs none: their loop keeps asynchronous tests from running."""
        if item.path != self._module and not KINDS.keys() & set(getattr(item, "fixturenames", ())):
            self.end()

    def end(self) -> None:
        """End them all."""
        for browser in self._running.values():
            browser.close()
        self._running.clear()
        if self._playwright is not None:
            self._playwright.stop()
        self._playwright = None


BROWSERS = Browsers()
