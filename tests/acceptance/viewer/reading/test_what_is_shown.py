"""What is no plain picture: documents, what can't be fetched, what lies over images, and what says so in words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from imaging.access.actors import Role
from imaging.access.grants import NewGrant
from imaging.dicom.documents import DocumentSubject, encapsulated_pdf
from tests.acceptance.viewer.patient.visits import eventually
from tests.acceptance.viewer.reading.hands import drag, tool
from tests.acceptance.viewer.reading.reading_room import PASSWORD, PHONE, ReadingRoom, drawn, reading, seen
from tests.acceptance.viewer.reading.test_companions import RULES, volume
from tests.acceptance.viewer.reading.test_exporting import downloaded, opened
from tests.acceptance.viewer.reading.test_reading import rectangle
from tests.barriers import Axe
from tests.data import sample_path
from tests.integration.viewer.reading.test_studies import supplemented
from tests.unit.imaging.reading.test_pdf_pages import block, nothing, written


def receive(room: ReadingRoom, name: str, study: str, *paths: Path) -> None:
    room.open.receive(*paths)
    room.studies[name] = room.open.house.archive.retrieve.instances_of(None, study)[0].study_id


@pytest.fixture(scope="module")
def dose_sheet(room: ReadingRoom, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("pdf") / "dose.dcm"
    subject = DocumentSubject("1.2.9.70", "Dose^Test", "P70")
    path.write_bytes(encapsulated_pdf(written(block, nothing), subject, title="Dose", made_at=datetime.now(UTC)))
    receive(room, "dose", "1.2.9.70", path)
    return "dose"


def painted(page: Page, number: int) -> None:
    """Wait until the picture of a page is here."""
    picture = page.locator(f"[data-page='{number}'] img")
    for _ in range(300):
        if picture.evaluate("(each) => each.complete && each.naturalWidth > 0"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"Page {number} was not drawn.")


def show(page: Page) -> None:
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("img", name="Page 1 of 2")).to_be_visible()
    painted(page, 1)


def test_a_pdf_is_read_page_by_page(chromium: Browser, room: ReadingRoom, dose_sheet: str) -> None:
    with reading(chromium, room, dose_sheet) as page:
        show(page)
        expect(page.locator("[data-page='1'] figcaption")).to_contain_text("Dose 12.5 mGy")
        fit = page.locator("[data-page='1']").bounding_box()
        page.keyboard.press("+")
        expect(page.get_by_text("150 %")).to_be_visible()
        large = page.locator("[data-page='1']").bounding_box()
        assert fit is not None
        assert large is not None
        assert large["width"] == pytest.approx(fit["width"] * 1.5, rel=0.01)
        page.keyboard.press("0")
        page.get_by_role("button", name="Next page").click()
        expect(page.get_by_text("Page 2 of 2", exact=True)).to_be_visible()
        painted(page, 2)
        assert Axe().run(page, options=RULES).response["violations"] == []
        with page.expect_download() as download:
            page.get_by_role("dialog").get_by_role("button", name="Download the PDF").click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
        page.set_viewport_size(PHONE)
        painted(page, 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.keyboard.press("Escape")
        expect(page.get_by_role("img", name="Page 1 of 2")).to_have_count(0)


@contextmanager
def held(page: Page, address: re.Pattern[str]) -> Iterator[None]:
    """Have nothing come from an address meanwhile."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    page.route(address, keep)
    yield
    page.unroute(address)
    for each in waiting:
        each.continue_()


def test_an_image_that_does_not_come_says_so_and_is_asked_for_again(chromium: Browser, room: ReadingRoom) -> None:
    status = {"is": 503}

    def lose(page: Page) -> None:
        page.route("**/frames/1", lambda route: route.fulfill(status=status["is"], body="{}"))

    with reading(chromium, room, "ct_head_phantom", prepare=lose, expected="503|401") as page:
        told, standing = page.locator(".not-here"), page.locator("img.standing")
        again = page.get_by_role("button", name="Try again").first
        expect(told).to_contain_text("Image 24 of 47")
        expect(told).to_contain_text("The server can't give this image now.")
        # Meanwhile the server's own picture stands there, and says what it is; pages are turned.
        expect(standing).to_be_visible()
        expect(told).to_contain_text("A picture made by the server stands in its place")
        with held(page, re.compile(r"/picture\?.*size=512")):
            page.keyboard.press("ArrowDown")
            expect(told).to_contain_text("Image 25 of 47")
            # Nothing of the page before stands under the number of this one.
            assert standing.evaluate("(each) => each.naturalWidth") == 0
            expect(told).not_to_contain_text("A picture made by the server")
        expect(told).to_contain_text("A picture made by the server stands in its place")
        assert Axe().run(page, options=RULES).response["violations"] == []
        page.keyboard.press("m")
        expect(page.locator(".place")).to_have_count(3)
        again.click()
        expect(told.first).to_contain_text("47 of 47 slices are missing")
        status["is"] = 401
        again.click()
        expect(told.first).to_contain_text("You are signed out.")
        expect(told.get_by_role("link", name="Sign in in another tab").first).to_have_attribute("target", "_blank")
        page.keyboard.press("m")
        page.unroute_all()
        again.click()
        drawn(page)
        expect(told).to_have_count(0)


def test_without_webassembly_it_says_so(chromium: Browser, room: ReadingRoom) -> None:
    def take(page: Page) -> None:
        page.route("**/*.wasm", lambda route: route.abort())

    with reading(chromium, room, "ct_head_phantom", prepare=take, expected="wasm|falling back|ERR_FAILED") as page:
        expect(page.locator(".not-here")).to_contain_text("This browser can't draw this image at full depth.")


def test_without_workers_the_servers_pictures_are_read(chromium: Browser, room: ReadingRoom) -> None:
    def take(page: Page) -> None:
        page.add_init_script("delete window.Worker")

    with reading(chromium, room, "ct_head_phantom", prepare=take) as page:
        expect(page.locator(".not-here")).to_contain_text("A picture made by the server stands in its place")
        before = seen(page)
        assert before.std() > 20
        page.keyboard.press("4")
        eventually(lambda: np.abs(seen(page) - before).mean() > 3, "another window")
        fits = rectangle(page, "img.standing")["width"]
        page.keyboard.press("+")
        eventually(lambda: rectangle(page, "img.standing")["width"] == pytest.approx(1.25 * fits), "larger")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".not-here")).to_contain_text("Image 25 of 47")
        expect(page.get_by_role("button", name="this browser has no workers")).to_be_disabled()
        page.keyboard.press("m")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".not-here")).to_contain_text("Image 26 of 47")
        expect(page.locator(".place")).to_have_count(1)


def test_colours_of_a_palette_lie_over_grey_levels_of_any_window(
    chromium: Browser, room: ReadingRoom, tmp_path: Path
) -> None:
    path = tmp_path / "palette.dcm"
    path.write_bytes(supplemented())
    receive(room, "palette", "1.2.9.80", path)

    def lose(page: Page) -> None:
        page.route("**/colors", lambda route: route.fulfill(status=404, body="{}"))

    with reading(chromium, room, "palette", prepare=lose, expected="404") as page:
        told = page.locator(".not-here")
        expect(told).to_contain_text("Colours or graphics that belong over this image are missing.")
        assert reds(page) == 0
        page.unroute_all()
        told.get_by_role("button", name="Try again").click()
        expect(told).to_have_count(0)
        eventually(lambda: reds(page) > 1000, "coloured")
        page.reload()
        drawn(page)
        # What is drawn has its colours: nobody waits for them once more.
        assert (reddish := reds(page)) > 1000
        page.keyboard.press("i")
        assert reds(page) > 0.9 * reddish


def reds(page: Page) -> int:
    """How many pixels of the screen are red."""
    page.wait_for_timeout(100)
    shot = Image.open(io.BytesIO(page.locator("[data-place='0'] canvas").first.screenshot())).convert("RGB")
    pixels = np.asarray(shot).astype(int)
    return int(((pixels[..., 0] > 200) & (pixels[..., 1] < 20)).sum())


def test_what_lies_over_images_is_taken_away_until_they_are_left(chromium: Browser, room: ReadingRoom) -> None:
    receive(room, "overlay", overlay_study(), sample_path("mr_overlay/mr_overlay.dcm"))
    with reading(chromium, room, "overlay") as page:
        drawn(page)
        tool(page, "Length")
        drag(page, (500, 300), (600, 300))
        expect(page.locator(".figure[data-kind='length']")).to_have_count(1)
        tool(page, "Window")
        covered = seen(page)
        page.keyboard.press("o")
        button = page.get_by_role("button", name="What lies over the images")
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(page.locator(".figure[data-kind='length'] .stroke")).to_be_hidden()
        # The mark is none of the texts, which are taken away by themselves.
        with page.expect_response("**/viewer-preferences"):
            page.keyboard.press("t")
        expect(page.locator(".corners")).to_have_count(0)
        expect(page.locator(".bare-mark")).to_have_text("Overlays and annotations hidden")
        with page.expect_response("**/viewer-preferences"):
            page.keyboard.press("t")
        bare = seen(page)
        assert (np.abs(bare - covered) > 20).sum() > 50
        export_by_its_own_tick(page)
        # Nobody begins another exam, or this one another time, without what colleagues have marked.
        page.reload()
        drawn(page)
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".bare-mark")).to_have_count(0)
        assert (np.abs(seen(page) - bare) > 20).sum() > 50


def export_by_its_own_tick(page: Page) -> None:
    """Pictures that leave have what they are asked to have, whatever the screen hides."""
    opened(page)
    expect(page.get_by_text("Overlays are hidden in the viewer").first).to_be_visible()
    _, annotated = downloaded(page, "Save picture")
    page.get_by_role("region", name="Picture (PNG)").get_by_label("With annotations").uncheck()
    _, plain = downloaded(page, "Save picture")
    one, other = (np.asarray(Image.open(io.BytesIO(each)).convert("L")).astype(float) for each in (annotated, plain))
    assert (np.abs(one - other) > 50).sum() > 50
    assert Axe().run(page, options=RULES).response["violations"] == []
    opened(page)


def frames_in(film: bytes) -> int:
    """How many pictures the table of sample sizes counts (ISO/IEC 14496-12, 8.7.3)."""
    return int.from_bytes(film[(at := film.index(b"stsz") + 12) : at + 4], "big")


def overlay_study() -> str:
    return str(pydicom.dcmread(sample_path("mr_overlay/mr_overlay.dcm"), stop_before_pixels=True).StudyInstanceUID)


def test_planes_through_uneven_slices_say_so(chromium: Browser, room: ReadingRoom, tmp_path: Path) -> None:
    paths = volume(tmp_path, "1.2.9.81", "20260601")
    # One is missing, and three together: across those nothing is invented.
    receive(room, "uneven", "1.2.9.81", *(path for at, path in enumerate(paths) if at not in {4, 9, 10, 11}))
    with reading(chromium, room, "uneven") as page:
        drawn(page)
        told = page.locator("[data-place='0'] .corner.bottom-right")
        expect(told).not_to_contain_text("apart")
        page.keyboard.press("m")
        drawn(page, 3)
        expect(told).to_contain_text("Slices 2.5 to 10 mm apart: resampled")
        expect(told).to_contain_text("Gap of 10 mm: nothing is shown there")
        # A plane leaves as a film of its way through the volume: every 2.5 mm of 47.5 and a slice.
        opened(page)
        expect(page.get_by_text("20 pages at 10 a second")).to_be_visible()
        file, film = downloaded(page, "Make film")
        assert (file.suggested_filename[-4:], film[4:8]) == (".mp4", b"ftyp")
        assert frames_in(film) == 20


def test_a_grant_that_ends_is_said_and_asked_for_no_more(chromium: Browser, room: ReadingRoom) -> None:
    house = room.open.house
    elsewhere = house.hospitals.add("ELSE", "Another hospital")
    guest = house.people.add("guest", PASSWORD, elsewhere.id, Role.CLINICIAN, "赵医师")
    giver = house.people.by_login("doctor")
    wanted = NewGrant(room.studies["us_echo"], guest.user_id, house.clock.now() + timedelta(days=1))
    number = house.grants.give(giver, wanted)
    with reading(chromium, room, "us_echo", "guest", expected="403") as page:
        drawn(page)
        told = page.locator(".over")
        expect(told).to_have_count(0)
        house.grants.revoke(giver, number)
        expect(told).to_contain_text("You may not see this exam any more", timeout=10_000)
        assert Axe().run(page, options=RULES).response["violations"] == []
        refused = denials(room)
        page.wait_for_timeout(3500)
        assert denials(room) == refused
        # Whoever was given it again goes on where they are.
        house.grants.give(giver, wanted)
        told.get_by_role("button", name="Try again").click()
        expect(told).to_have_count(0)


def denials(room: ReadingRoom) -> int:
    return sum(event.outcome != "success" for event in room.open.house.audit.list(limit=500))
