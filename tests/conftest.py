"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from xdist.remote import Producer

from tests.browsers import BROWSERS
from tests.data import HOW_TO_HAVE_THEM, TEST_DATA
from tests.dealing import Dealing
from tests.engines import Ceph, PostgreSql, running_ceph, running_postgresql
from tests.hashes import make_cheap


def pytest_configure() -> None:
    """Trust no authority: all that tests talk to is on this machine, and reading the world's takes a client 40 ms."""
    make_cheap()
    os.environ.pop("SSL_CERT_FILE", None)
    os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Dealing | None:
    """Deal files to workers where they are asked to take whole files."""
    return Dealing(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the collector of garbage what lives as long as the run: looking through it took a tenth of all time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests had nothing to walk through, and how to let them."""
    if TEST_DATA is None:
        terminalreporter.write_sep("=", "no catalogue of DICOM files")
        terminalreporter.write_line(HOW_TO_HAVE_THEM)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave the thread to whoever comes with a loop of their own."""
    BROWSERS.make_way(item)


def pytest_sessionfinish() -> None:
    """Leave no browser behind."""
    BROWSERS.end()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Browser:
    """A browser; make a context of your own in it. Asynchronous tests can't run beside it: keep them elsewhere."""
    return BROWSERS.of("chromium", request.path)


@pytest.fixture(scope="module")
def webgl(request: pytest.FixtureRequest) -> Browser:
    """One that draws WebGL by software."""
    return BROWSERS.of("webgl", request.path)


@pytest.fixture(scope="module")
def without_webgl(request: pytest.FixtureRequest) -> Browser:
    """One that can't draw WebGL."""
    return BROWSERS.of("without_webgl", request.path)


@pytest.fixture(scope="module")
def calling(request: pytest.FixtureRequest) -> Browser:
    """One with a microphone and a camera."""
    return BROWSERS.of("calling", request.path)


@pytest.fixture(scope="module")
def notifying(request: pytest.FixtureRequest) -> Browser:
    """One that shows notifications."""
    return BROWSERS.of("notifying", request.path)


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
