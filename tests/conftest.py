"""What every test may ask for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.data import HOW_TO_HAVE_THEM, TEST_DATA
from tests.engines import Ceph, PostgreSql, running_ceph, running_postgresql
from tests.peers import require

# Without these, Chromium talks to hosts outside, and does not start as root.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests had nothing to walk through, and how to let them."""
    if TEST_DATA is None:
        terminalreporter.write_sep("=", "no catalogue of DICOM files")
        terminalreporter.write_line(HOW_TO_HAVE_THEM)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; make a context of your own in it.

    It lives as long as a module, because its event loop keeps asynchronous tests from running: keep those in others.
    """
    program = require("chromium", "fonts-noto-cjk")
    # Two cores are shared with engines and other tests: slow is not wrong.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    """A PostgreSQL of our own; make a database of your own in it."""
    with running_postgresql(Path(tempfile.mkdtemp(prefix="filmless-"))) as server:
        yield server


@pytest.fixture(scope="session")
def ceph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ceph]:
    """Ceph's S3 gateway; make a bucket of your own in it, and thaw what you froze."""
    with running_ceph(tmp_path_factory.mktemp("ceph") / "c") as server:
        yield server
