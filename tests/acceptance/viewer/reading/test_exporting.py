"""What leaves the viewer: pictures without names, films that play, sheets, objects that are kept in the study."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Download, Page, expect

from imaging.dicom.uids import MANUFACTURER
from tests.acceptance.viewer.reading.reading_room import PHONE, ReadingRoom, drawn, reading
from tests.acceptance.viewer.reading.test_annotations import RULES
from tests.barriers import Axe
from tests.integration.viewer.desk.audited import told


def opened(page: Page, name: str = "Export and print") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def downloaded(page: Page, button: str) -> tuple[Download, bytes]:
    with page.expect_download(timeout=60_000) as found:
        page.get_by_role("button", name=button, exact=True).click()
    path = found.value.path()
    return found.value, Path(path).read_bytes()


def test_a_picture_leaves_without_names_unless_they_are_wanted(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        drawn(page)
        opened(page)
        _, without = downloaded(page, "Save picture")
        options = page.get_by_role("region", name="Picture (PNG)")
        options.get_by_label("With name, number and dates").check()
        _, named = downloaded(page, "Save picture")
        options.get_by_label("With texts in the corners").uncheck()
        file, bare = downloaded(page, "Save picture")
        pictures = [np.asarray(Image.open(io.BytesIO(each)).convert("L")) for each in (without, named, bare)]
        assert file.suggested_filename == f"picture-{room.studies['ct_head_phantom']}.png"
        assert len({each.shape for each in pictures}) == 1
        height, width = pictures[0].shape
        corner = np.s_[: height // 8, : width // 4]
        # The patient stands at the upper left; what is written there is white on black.
        assert pictures[1][corner].max() > 200
        assert pictures[0][corner].max() < 60
        # The window stands at the lower left in both, and nothing at all without texts.
        below = np.s_[-height // 8 :, : width // 6]
        assert np.array_equal(pictures[0][below], pictures[1][below])
        assert np.ptp(pictures[0][below].astype(float) - pictures[2][below]) > 100
        middle = np.s_[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3]
        assert np.ptp(pictures[2][middle]) > 100
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == []
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    noted = [detail.get("export") for action, _, detail in told(room.open, "doctor") if action == "download"]
    assert noted == ["png", "png with names", "png"]


def test_a_series_leaves_as_a_film_that_plays(webgl: Browser, room: ReadingRoom) -> None:
    def lose(page: Page) -> None:
        page.route("**/export-panel*.js", lambda route: route.abort())

    with reading(webgl, room, "us_echo", prepare=lose, expected="ERR_FAILED|dynamically imported") as page:
        drawn(page)
        opened(page)
        # A panel that doesn't come takes nothing else with it, and comes when it is asked for again.
        missing = page.get_by_role("alert").filter(has_text="This could not be opened.")
        expect(missing).to_be_visible()
        assert Axe().run(page, options=RULES).response["violations"] == []
        page.unroute_all()
        missing.get_by_role("button", name="Try again").click()
        file, film = downloaded(page, "Make film")
        assert file.suggested_filename.endswith(".mp4")
        expect(
            page.get_by_text("Saved as H.264").or_(page.get_by_text("This browser can't encode H.264"))
        ).to_be_visible()
        address = "data:video/mp4;base64," + base64.b64encode(film).decode()
        play = """async (address) => {
          const film = document.createElement('video');
          film.muted = true;
          film.src = URL.createObjectURL(await (await fetch(address)).blob());
          await new Promise((done, failed) => {
            film.onloadeddata = done; film.onerror = () => failed(film.error.message)
          });
          const levels = [];
          for (const share of [0.02, 0.5, 0.97]) {
            film.currentTime = film.duration * share;
            await new Promise((done) => { film.onseeked = done });
            const canvas = document.createElement('canvas');
            canvas.width = film.videoWidth; canvas.height = film.videoHeight;
            const context = canvas.getContext('2d');
            context.drawImage(film, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            levels.push(Array.from(data).filter((_, at) => at % 40 === 0));
          }
          return { duration: film.duration, width: film.videoWidth, levels };
        }"""
        # Read in a page of its own: the viewer's loads no films.
        assert page.context.browser is not None
        other = page.context.browser.new_page()
        told_of = other.evaluate(play, address)
        other.close()
    frames = [np.array(each, float) for each in told_of["levels"]]
    assert np.ptp(frames[0]) > 100
    assert np.abs(frames[0] - frames[1]).mean() > 1
    assert told_of["duration"] > 0.9


def test_sheets_originals_and_objects_leave_and_are_kept(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        drawn(page)
        opened(page)
        expect(page.get_by_role("button", name="Keep in the study: Key images (KO)")).to_be_disabled()
        page.keyboard.press("k")
        keep = page.get_by_role("button", name="Keep in the study: Key images (KO)")
        expect(keep).to_be_enabled()
        page.get_by_label("Pictures", exact=True).select_option("series")
        page.get_by_label("Every", exact=True).select_option("5")
        file, sheet = downloaded(page, "Save film sheet")
        assert (file.suggested_filename[:4], sheet[:5]) == ("film", b"%PDF-")
        keep.click()
        expect(page.get_by_text("Kept in the study.")).to_be_visible()
        with page.expect_download() as found:
            page.get_by_role("link", name="Save originals").click()
        with zipfile.ZipFile(found.value.path()) as archive:
            # 47 slices, the kept object, the directory and what to read.
            assert len(archive.namelist()) == 50
    retrieve = room.open.house.archive.retrieve
    stored = retrieve.instances_of(None, study_ids=frozenset({room.studies["ct_head_phantom"]}))
    (selection,) = [each for each in stored if each.sop_class_uid.endswith(".88.59")]
    assert MANUFACTURER.encode() in b"".join(retrieve.open(selection))
