"""The OHIF viewer, unmodified, lists a study of ours and draws its pixels."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import numpy as np
import pydicom
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from starlette.types import ASGIApp

from imaging.access.actors import Role
from imaging.house import House
from tests import ohif
from tests.data import sample_path
from tests.serving import establishment
from viewer.app import compose
from viewer.callers import SESSION_COOKIE
from viewer.dicomweb.routes import routes

MR = sorted(sample_path("mr_brain_t1").glob("*.dcm"))[:20]
FIRST = pydicom.dcmread(MR[0], stop_before_pixels=True)
# The viewer begins at the head's end of the series.
TOPMOST = pydicom.dcmread(MR[-1])
ALIKE = 0.9
# A program of others on a busy machine: where no picture comes, it is opened again, as a person would.
ATTEMPTS = 3


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A signed-in radiologist's browser before the viewer."""
    viewer = ohif.files_of(ohif.fetch())

    def build(house: House) -> ASGIApp:
        return compose([*routes(house), viewer], house.settings)

    with establishment(tmp_path_factory.mktemp("ohif"), build) as opened:
        opened.receive(*MR)
        house = opened.house
        person = house.people.add("doctor", "a long passphrase of words", opened.hospital_id, Role.RADIOLOGIST)
        session = {"name": SESSION_COOKIE, "value": house.sessions.begin(person), "url": opened.served.url}
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=opened.served.url)
        context.add_cookies([session])
        yield context.new_page()
        context.close()


def test_the_study_is_listed(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text(str(FIRST.StudyDescription)).first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Zhang, San").first).to_be_visible()


def test_its_pixels_are_drawn(page: Page) -> None:
    tried: list[float] = []
    while len(tried) < ATTEMPTS and max(tried, default=0) < ALIKE:
        tried.append(likeness(page))
    assert tried[-1] >= ALIKE, tried


def likeness(page: Page) -> float:
    """Open the study and return how alike its first picture becomes."""
    page.goto(f"/viewer?StudyInstanceUIDs={FIRST.StudyInstanceUID}")
    canvas = page.locator("canvas.cornerstone-canvas").first
    alike, deadline = 0.0, time.monotonic() + 40
    while alike < ALIKE and time.monotonic() < deadline:
        if canvas.is_visible():
            alike = correlation(canvas.screenshot(), TOPMOST)
        time.sleep(0.5)
    return alike


def correlation(screenshot: bytes, dataset: pydicom.Dataset) -> float:
    """How alike the middle of a viewport and an image fitted into it are, whatever the window: 1 is the same."""
    seen = Image.open(io.BytesIO(screenshot)).convert("L")
    image = Image.fromarray(dataset.pixel_array.astype(np.float32))
    height, width = image.height * dataset.PixelSpacing[0], image.width * dataset.PixelSpacing[1]
    scale = min(seen.height / height, seen.width / width)
    fitted = image.resize((round(width * scale), round(height * scale)))
    expected = Image.new("F", seen.size)
    expected.paste(fitted, ((seen.width - fitted.width) // 2, (seen.height - fitted.height) // 2))
    # The edges bear the viewer's own words.
    middle = (seen.width // 4, seen.height // 4, seen.width * 3 // 4, seen.height * 3 // 4)
    drawn, wanted = (np.asarray(half.crop(middle), np.float32).ravel() for half in (seen, expected))
    # A viewport without a picture is of one grey, and like nothing.
    return float(np.corrcoef(drawn, wanted)[0, 1]) if drawn.std() > 0 else 0.0
