"""Doctors draw on images: true values, kept, shown to others, undone; by mouse and by touch."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from pydicom.uid import CTImageStorage, generate_uid

from imaging.access.actors import Role
from imaging.reading.operations import Recorded
from tests.acceptance.viewer.reading.hands import drag, edges, tool
from tests.acceptance.viewer.reading.reading_room import PASSWORD, ReadingRoom, drawn, reading
from tests.barriers import Axe
from tests.synthetic import secondary_capture
from tests.unit.imaging.reading.headers import item

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIDE = 200
# A bright block on black: columns 50 to 149, rows 70 to 119; columns 0.5 mm wide, rows 0.8 mm high.
LEFT, RIGHT, TOP, BOTTOM = 50, 150, 70, 120
COLUMN_MM, ROW_MM = 0.5, 0.8
PHONE = {"viewport": {"width": 390, "height": 760}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def block(room: ReadingRoom, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An image of known geometry, and a second doctor."""
    pixels = np.zeros((SIDE, SIDE), "<u2")
    pixels[TOP:BOTTOM, LEFT:RIGHT] = 1100
    attributes: dict[str, Any] = {
        "SOPClassUID": CTImageStorage, "StudyInstanceUID": generate_uid(), "SeriesInstanceUID": generate_uid(),
        "Modality": "CT", "Rows": SIDE, "Columns": SIDE, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15,
        "PixelSpacing": [ROW_MM, COLUMN_MM], "ImagePositionPatient": [-40, -60, 5],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0], "RescaleSlope": 1, "RescaleIntercept": -1000,
        "RescaleType": "HU", "WindowCenter": -450, "WindowWidth": 1200, "PixelData": pixels.tobytes(),
    }  # fmt: skip
    path = tmp_path_factory.mktemp("block") / "block.dcm"
    path.write_bytes(secondary_capture(**attributes))
    (accepted,) = room.open.receive(path)
    (instance,) = room.open.house.archive.retrieve.instances_of(None, accepted.study_instance_uid)
    room.studies["block"] = instance.study_id
    room.open.house.people.add("second", PASSWORD, room.open.hospital_id, Role.CLINICIAN, "林医师")
    return "block"


def kept(room: ReadingRoom, folder: str) -> tuple[Recorded, ...]:
    return room.open.house.annotations.of_study(room.studies[folder])


def saved(page: Page, room: ReadingRoom, folder: str, count: int) -> tuple[Recorded, ...]:
    for _ in range(100):
        if len(kept(room, folder)) == count:
            return kept(room, folder)
        page.wait_for_timeout(50)
    raise AssertionError(f"there are {len(kept(room, folder))} annotations, not {count}")


def move_words(page: Page) -> None:
    """Take the only words by hand, and put them elsewhere."""
    before = page.locator(".figure .words").bounding_box()
    assert before is not None
    tool(page, "Window")
    drag(page, (before["x"] + 20, before["y"] + 5), (before["x"] + 80, before["y"] - 95))
    page.wait_for_timeout(300)
    after = page.locator(".figure .words").bounding_box()
    assert after is not None
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((60, -100), abs=3)


def value(recorded: Recorded, name: str) -> float:
    return next(each.value for each in recorded.measured.values if each.name == name)


def test_a_length_is_true_and_is_still_there_for_everybody(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        left, top, right, bottom = edges(page)
        middle = (top + bottom) / 2
        tool(page, "Length")
        drag(page, (left, middle), (right, middle))
        (recorded,) = saved(page, room, block, 1)
        # On the screen a pixel of the picture is several wide: half of one is what the eye can miss.
        assert value(recorded, "length") == pytest.approx((RIGHT - LEFT) * COLUMN_MM, abs=COLUMN_MM / 2)
        (start, end) = recorded.annotation.points
        # Between the last dark and the first bright pixel, counted from the centre of the first one.
        assert (start[0], end[0]) == (pytest.approx(LEFT - 0.5, abs=0.5), pytest.approx(RIGHT - 0.5, abs=0.5))
        assert start[1] == pytest.approx((TOP + BOTTOM - 1) / 2, abs=0.5)
        expect(page.locator(".figure .words")).to_contain_text(f"{value(recorded, 'length'):.1f} mm")
        move_words(page)
        # Nothing of what is measured was moved with them.
        assert kept(room, block)[-1].version == recorded.version
        page.reload()
        drawn(page)
        expect(page.locator(".figure .words")).to_contain_text("mm")
        tool(page, "Annotations")
        expect(page.locator(".drawn-item")).to_contain_text("陈医师")
    with reading(webgl, room, block, login="second") as page:
        drawn(page)
        expect(page.locator(".figure .words")).to_contain_text("mm")
        tool(page, "Annotations")
        expect(page.locator(".drawn-item")).to_contain_text("陈医师")
        page.locator(".drawn-go").click()
        expect(page.locator(".drawn-item").get_by_label("Delete")).to_have_count(0)


def test_what_is_drawn_is_undone_redone_moved_and_deleted(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        before = len(kept(room, block))
        left, top, right, bottom = edges(page)
        tool(page, "Rectangle")
        drag(page, (left, top), (right, bottom))
        recorded = saved(page, room, block, before + 1)[-1]
        assert value(recorded, "area") == pytest.approx(100 * COLUMN_MM * 50 * ROW_MM, rel=0.02)
        assert value(recorded, "mean") == pytest.approx(100, abs=25)
        assert value(recorded, "max") == 100
        page.keyboard.press("Control+z")
        saved(page, room, block, before)
        page.keyboard.press("Control+Shift+z")
        saved(page, room, block, before + 1)
        tool(page, "Window")
        drag(page, (left, (top + bottom) / 2), (left + 40, (top + bottom) / 2))
        for _ in range(100):
            moved = next(each for each in kept(room, block) if each.id == recorded.id)
            if moved.annotation.points[0][0] > recorded.annotation.points[0][0] + 1:
                break
            page.wait_for_timeout(50)
        assert moved.version > recorded.version
        assert value(moved, "area") == pytest.approx(value(recorded, "area"), rel=1e-6)
        assert moved.annotation.points[0][0] > recorded.annotation.points[0][0] + 1
        page.keyboard.press("Delete")
        saved(page, room, block, before)


TOOLS: list[tuple[str, list[Any], dict[str, float]]] = [
    ("Angle", [((0, 0), (0, 1)), ((0, 1), (1, 1))], {"angle": 90.0}),
    ("Cobb angle", [((0, 0), (1, 0)), ((0, 1), (1, 1))], {"angle": 0.0}),
    ("Two diameters", [((0, 0.5), (1, 0.5))], {"length": 50.0}),
    ("Ellipse", [((0, 0), (1, 1))], {"area": np.pi / 4 * 50 * 40, "mean": 100.0}),
]


def test_every_tool_measures(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        before = len(kept(room, block))
        left, top, right, bottom = edges(page)
        for name, strokes, told in TOOLS:
            tool(page, name)
            for start, end in strokes:
                drag(page, *((left + x * (right - left), top + y * (bottom - top)) for x, y in (start, end)))
            recorded = saved(page, room, block, before + 1)[-1]
            for each, wanted in told.items():
                assert value(recorded, each) == pytest.approx(wanted, rel=0.01, abs=0.5)
            page.keyboard.press("Delete")
            saved(page, room, block, before)


def test_words_are_asked_for_and_can_be_changed(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        before = len(kept(room, block))
        left, top, *_ = edges(page)
        tool(page, "Arrow")
        drag(page, (left + 20, top + 20), (left + 90, top + 60))
        expect(page.get_by_label("Words for what is drawn")).to_be_focused()
        # Letters are letters here, and no commands.
        page.keyboard.type("<b>病灶</b> lesion k")
        page.keyboard.press("Enter")
        recorded = saved(page, room, block, before + 1)[-1]
        assert recorded.annotation.text == "<b>病灶</b> lesion k"
        tool(page, "Annotations")
        item = page.locator(".drawn-item[data-chosen]")
        item.get_by_label("Label").fill("结节")
        page.keyboard.press("Enter")
        expect(page.locator(".figure[data-kind=arrow] .words")).to_have_text("结节")
        expect(item).to_contain_text("Version 1")
        item.get_by_label("Delete").click()
        saved(page, room, block, before)


def test_key_images_are_marked_by_a_key(webgl: Browser, room: ReadingRoom) -> None:
    with reading(webgl, room, "ct_head_phantom") as page:
        drawn(page)
        page.keyboard.press("k")
        (recorded,) = saved(page, room, "ct_head_phantom", 1)
        assert recorded.annotation.kind == "key-image"
        expect(page.locator(".key-mark")).to_be_visible()
        expect(page.locator(".thumbnail")).to_contain_text("Key images 1")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".key-mark")).to_have_count(0)
        tool(page, "Annotations")
        page.locator(".drawn-go").click()
        expect(page.locator(".key-mark")).to_be_visible()
        page.keyboard.press("k")
        saved(page, room, "ct_head_phantom", 0)


def test_a_finger_draws_on_a_phone(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block, **PHONE) as page:
        drawn(page)
        before = len(kept(room, block))
        left, top, right, bottom = edges(page)
        page.get_by_role("button", name="Length", exact=True).tap()
        touch = page.context.new_cdp_session(page)
        steps = [left + (right - left) * share for share in (0, 0.3, 0.7, 1)]
        kinds = ["touchStart", "touchMove", "touchMove", "touchMove"]
        for kind, x in zip(kinds, steps, strict=True):
            point = {"x": x, "y": (top + bottom) / 2}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        recorded = saved(page, room, block, before + 1)[-1]
        assert value(recorded, "length") == pytest.approx(50.0, abs=COLUMN_MM)
        page.keyboard.press("Control+z")
        saved(page, room, block, before)


def test_nothing_that_axe_finds(webgl: Browser, room: ReadingRoom, block: str) -> None:
    with reading(webgl, room, block) as page:
        drawn(page)
        page.keyboard.press("k")
        tool(page, "Annotations")
        expect(page.locator(".drawn-item").first).to_be_visible()
        page.locator(".drawn-go").first.click()
        found = Axe().run(page, options=RULES).response["violations"]
        page.keyboard.press("Control+z")
        assert not found, json.dumps(found, ensure_ascii=False, indent=1)


def test_what_others_drew_is_shown_as_they_had_it(
    webgl: Browser, room: ReadingRoom, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stored = room.open.house.archive.retrieve
    image = stored.instances_of(None, study_ids=frozenset({room.studies["cr_chest"]}))[0]
    picture = item(ReferencedSOPClassUID=image.sop_class_uid, ReferencedSOPInstanceUID=image.sop_instance_uid)
    words = item(
        BoundingBoxAnnotationUnits="PIXEL", UnformattedTextValue="<i>肺门</i>", BoundingBoxTopLeftHandCorner=[200, 200],
        BoundingBoxBottomRightHandCorner=[300, 220],
    )  # fmt: skip
    line = item(
        GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=2, GraphicData=[100, 100, 300, 100],
        GraphicType="POLYLINE", GraphicFilled="N",
    )  # fmt: skip
    data = secondary_capture(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.11.1", StudyInstanceUID=image.study_instance_uid,
        SeriesInstanceUID=generate_uid(), Modality="PR", PixelData=None, Rows=None, Columns=None, ContentLabel="HILUM",
        ReferencedSeriesSequence=[item(ReferencedImageSequence=[picture])],
        GraphicAnnotationSequence=[item(GraphicLayer="A", TextObjectSequence=[words], GraphicObjectSequence=[line])],
        SoftcopyVOILUTSequence=[item(WindowCenter=300, WindowWidth=900)],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("state") / "state.dcm"
    path.write_bytes(data)
    room.open.receive(path)
    with reading(webgl, room, "cr_chest") as page:
        drawn(page)
        expect(page.locator(".figure[data-brought] .words")).to_have_text("<i>肺门</i>")
        expect(page.locator(".figure[data-brought] .stroke")).to_have_count(1)
        tool(page, "Annotations")
        page.get_by_role("button", name="Show the picture this way").click()
        expect(page.locator(".corners")).to_contain_text("C 300 W 900")
        page.get_by_label("Show HILUM").uncheck()
        expect(page.locator(".figure[data-brought]")).to_have_count(0)
