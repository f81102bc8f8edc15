"""What stands beside one's own reading: colleagues who draw at the same time, the exam before, planes that are cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pydicom.uid import CTImageStorage, PositronEmissionTomographyImageStorage

from imaging.access.actors import Role
from tests.acceptance.viewer.reading.hands import drag, edges, tool
from tests.acceptance.viewer.reading.reading_room import PASSWORD, ReadingRoom, drawn, reading
from tests.barriers import Axe
from tests.synthetic import secondary_capture
from tests.unit.imaging.reading.headers import item

# A bright block in a dark volume: columns 20 to 59 of 80, rows 16 to 31 of 48, slices 5 to 14 of 20.
SHAPE = (20, 48, 80)
BLOCK = (slice(5, 15), slice(16, 32), slice(20, 60))
SLICE_MM, ROW_MM, COLUMN_MM = 2.5, 0.8, 0.5
LONG_MM, HIGH_MM = 40 * COLUMN_MM, 10 * SLICE_MM
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def volume(folder: Path, study: str, date: str) -> list[Path]:
    pixels = np.zeros(SHAPE, "<u2")
    pixels[BLOCK] = 1100
    paths = []
    for number, page in enumerate(pixels):
        attributes: dict[str, Any] = {
            "SOPClassUID": CTImageStorage, "StudyInstanceUID": study, "SeriesInstanceUID": f"{study}.1",
            "SOPInstanceUID": f"{study}.1.{number + 1}", "StudyDate": date, "StudyDescription": "Block",
            "Modality": "CT", "Rows": SHAPE[1], "Columns": SHAPE[2], "InstanceNumber": number + 1,
            "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15, "PixelSpacing": [ROW_MM, COLUMN_MM],
            "ImagePositionPatient": [-20, -20, number * SLICE_MM], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
            "FrameOfReferenceUID": f"{study}.9", "SliceThickness": SLICE_MM, "RescaleSlope": 1,
            "RescaleIntercept": -1000, "RescaleType": "HU", "WindowCenter": -450, "WindowWidth": 1200,
            "PixelData": page.tobytes(),
        }  # fmt: skip
        path = folder / f"{study}-{number}.dcm"
        path.write_bytes(secondary_capture(**attributes))
        paths.append(path)
    return paths


@pytest.fixture(scope="module")
def block(room: ReadingRoom, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A volume of known geometry, the exam before it, and a second doctor."""
    folder, house = tmp_path_factory.mktemp("volume"), room.open.house
    for name, study, date in (("before", "1.2.9.1", "20250601"), ("block", "1.2.9.2", "20260601")):
        room.open.receive(*volume(folder, study, date))
        room.studies[name] = house.archive.retrieve.instances_of(None, study)[0].study_id
    house.people.add("second", PASSWORD, room.open.hospital_id, Role.CLINICIAN, "林医师")
    return "block"


def lengths(page: Page) -> Locator:
    return page.locator(".figure[data-kind='length']")


def test_what_a_colleague_draws_appears_on_an_open_viewer(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page, reading(webgl, room, block, "second") as other:
        for each in (page, other):
            drawn(each)
        tool(page, "Length")
        drag(page, (500, 300), (600, 300))
        expect(lengths(other)).to_have_count(1)
        news = other.locator(".news")
        expect(news).to_contain_text("陈医师: Length")
        assert Axe().run(other, options=RULES).response["violations"] == []
        news.get_by_role("button", name="Length").click()
        expect(news).to_have_text("")
        # What is the colleague's is seen and not touched; the own one stands beside it.
        other.keyboard.press("Delete")
        tool(other, "Length")
        drag(other, (500, 500), (600, 500))
        expect(lengths(page)).to_have_count(2)
        page.keyboard.press("Control+z")
        expect(lengths(other)).to_have_count(1)
        expect(lengths(page)).to_have_count(1)
        # There is nothing left to undo: the colleague's is none of one's own steps.
        page.keyboard.press("Control+z")
        other.wait_for_timeout(3500)
        expect(lengths(other)).to_have_count(1)
        expect(lengths(page)).to_have_count(1)


def test_the_exam_before_is_here_when_it_is_compared(webgl: Browser, room: ReadingRoom, block: str) -> None:
    before = room.open.house.archive.retrieve.instances_of(None, "1.2.9.1")
    fetched = """ids => performance.getEntriesByType('resource').filter(({ name }) =>
        ids.some((id) => name.endsWith(`/instances/${id}/frames/1`))).map(({ transferSize }) => transferSize)"""
    ids = [each.id for each in before]
    with reading(webgl, room, block) as page:
        drawn(page)
        for _ in range(200):
            ahead = page.evaluate(fetched, ids)
            if len(ahead) == len(ids):
                break
            page.wait_for_timeout(100)
        assert len(ahead) == len(ids)
        assert all(ahead)
        second = room.open.house.people.by_login("doctor")
        assert room.open.house.work_list.one(second, room.studies["before"]).seen_instances is None
        page.evaluate("performance.clearResourceTimings()")
        page.get_by_role("link", name="Open beside").click()
        drawn(page, 2)
        expect(page.locator("[data-place='1'] .corners")).to_contain_text("2025")
        assert not any(page.evaluate(fetched, ids))
        for _ in range(50):
            if room.open.house.work_list.one(second, room.studies["before"]).seen_instances == len(ids):
                break
            page.wait_for_timeout(100)
        assert room.open.house.work_list.one(second, room.studies["before"]).seen_instances == len(ids)


def test_a_length_on_a_cut_plane_is_true_and_comes_back(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        page.keyboard.press("m")
        drawn(page, 3)
        left, top, right, bottom = edges(page, 1, narrowest=30)
        shape = (right - left) / (bottom - top)
        assert shape == pytest.approx(LONG_MM / HIGH_MM, rel=0.03)
        pixel_mm = LONG_MM / (right - left)
        tool(page, "Length")
        middle = (top + bottom) / 2
        drag(page, (left, middle), (right, middle))
        drag(page, (left + 40, top), (left + 40, bottom))
        expect(page.locator("[data-place='1'] .figure[data-kind='length']")).to_have_count(2)
        found = []
        for _ in range(100):
            drawings = room.open.house.annotations.of_study(room.studies[block])
            found = [each for each in drawings if hasattr(each.annotation.place, "normal")]
            if len(found) == 2:
                break
            page.wait_for_timeout(50)
        values = [each.measured.values[0] for each in found]
        assert [each.unit for each in values] == ["mm", "mm"]
        assert values[0].value == pytest.approx(LONG_MM, abs=1.5 * pixel_mm)
        assert values[1].value == pytest.approx(HIGH_MM, abs=1.5 * pixel_mm)
        words = [f"{each.value:.1f} mm" for each in values]
        page.reload()
        drawn(page)
        assert page.locator("[data-place='0'] .figure .words").filter(has_text=words[0]).count() == 0
        page.keyboard.press("m")
        drawn(page, 3)
        for each in words:
            expect(page.locator("[data-place='1'] .figure .words").filter(has_text=each)).to_have_count(1)


@pytest.fixture
def uptake(room: ReadingRoom, tmp_path: Path) -> str:
    """A PET image of 3 g/ml everywhere: 70 kg, 350 MBq at the moment to which it is corrected."""
    dose = item(RadionuclideTotalDose=350e6)
    attributes: dict[str, Any] = {
        "SOPClassUID": PositronEmissionTomographyImageStorage, "StudyInstanceUID": "1.2.9.3",
        "SeriesInstanceUID": "1.2.9.3.1", "Modality": "PT", "Units": "BQML", "CorrectedImage": ["ATTN", "DECY"],
        "DecayCorrection": "ADMIN", "PatientWeight": 70, "RadiopharmaceuticalInformationSequence": [dose],
        "Rows": 64, "Columns": 64, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15, "PixelSpacing": [4, 4],
        "ImagePositionPatient": [0, 0, 0], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "RescaleSlope": 2,
        "RescaleIntercept": 0, "PixelData": np.full((64, 64), 7500, "<u2").tobytes(),
    }  # fmt: skip
    path = tmp_path / "uptake.dcm"
    path.write_bytes(secondary_capture(**attributes))
    room.open.receive(path)
    room.studies["uptake"] = room.open.house.archive.retrieve.instances_of(None, "1.2.9.3")[0].study_id
    return "uptake"


def test_uptake_is_told_while_a_hand_draws_and_marked_until_the_server_has_measured(
    webgl: Browser, room: ReadingRoom, uptake: str
) -> None:
    with reading(webgl, room, uptake) as page:
        drawn(page)
        tool(page, "Ellipse")
        page.mouse.move(500, 300)
        page.mouse.down()
        words = page.locator(".figure .words")
        for step in range(50):
            page.mouse.move(560 + step, 360)
            page.wait_for_timeout(50)
            if "SUVbw" in " ".join(words.all_text_contents()):
                break
        expect(words).to_contain_text("3.00 SUVbw")
        expect(words).to_contain_text("preliminary")
        page.mouse.up()
        expect(words).not_to_contain_text("preliminary")
        expect(words).to_contain_text("3.00 SUVbw")
