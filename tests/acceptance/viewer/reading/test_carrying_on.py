"""What another vendor drew and measured is shown, and carried on with copies; its objects stay as they were."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from highdicom import UID
from highdicom.pr import (
    GraphicAnnotation,
    GraphicLayer,
    GraphicObject,
    GrayscaleSoftcopyPresentationState,
    SoftcopyVOILUTTransformation,
    TextObject,
)
from highdicom.sr import (
    ComprehensiveSR,
    CoordinatesForMeasurement,
    GraphicTypeValues,
    Measurement,
    MeasurementReport,
    MeasurementsAndQualitativeEvaluations,
    ObservationContext,
    ObserverContext,
    PersonObserverIdentifyingAttributes,
    SourceImageForRegion,
    TrackingIdentifier,
)
from playwright.sync_api import Browser, Locator, Page, expect
from pydicom.sr.codedict import codes

from imaging.reading.annotations import Kind
from imaging.reading.operations import Recorded
from tests.acceptance.viewer.reading.hands import drag, tool
from tests.acceptance.viewer.reading.reading_room import ReadingRoom, drawn, reading
from tests.acceptance.viewer.reading.test_annotations import saved
from tests.synthetic import secondary_capture

VENDOR = "Acme Workstations"
# As DICOM counts them, from the corner of the first pixel: half a pixel more than here.
LINE = ((40.5, 60.5), (140.5, 60.5))
OUTLINE = ((60.5, 100.5), (120.5, 100.5), (120.5, 150.5), (60.5, 100.5))
MEASURED = ((50.5, 170.5), (150.5, 170.5))
SIDE, MM = 200, 0.5


def image() -> bytes:
    pixels = np.full((SIDE, SIDE), 500, "<u2")
    return secondary_capture(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.2", StudyInstanceUID="1.2.9.7", SeriesInstanceUID="1.2.9.7.1",
        SOPInstanceUID="1.2.9.7.1.1", Modality="CT", Rows=SIDE, Columns=SIDE, BitsAllocated=16, BitsStored=16,
        HighBit=15, PixelSpacing=[MM, MM], ImagePositionPatient=[0, 0, 0], ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
        FrameOfReferenceUID="1.2.9.7.9", RescaleSlope=1, RescaleIntercept=-1000, RescaleType="HU", WindowCenter=0,
        WindowWidth=2000, PixelData=pixels.tobytes(), PatientID="ACME1", PatientSex="F",
        PatientBirthDate="19600101", StudyDate="20260101", StudyTime="101010", StudyID="1", AccessionNumber="A1",
        ReferringPhysicianName="", PatientName="Foreign^One",
    )  # fmt: skip


def identity(number: int) -> dict[str, Any]:
    return {
        "series_instance_uid": UID(), "series_number": number, "sop_instance_uid": UID(), "instance_number": 1,
        "manufacturer": VENDOR,
    }  # fmt: skip


def presentation_state(source: pydicom.Dataset) -> pydicom.Dataset:
    layer = GraphicLayer("MARKS", 1)
    figures = [
        GraphicAnnotation([source], layer, graphic_objects=[GraphicObject("POLYLINE", np.array(points), "PIXEL")])
        for points in (LINE, OUTLINE)
    ]
    words = TextObject("hepatic vein", "PIXEL", anchor_point=(150.0, 100.0), anchor_point_visible=False)
    return GrayscaleSoftcopyPresentationState(
        [source], **identity(70), manufacturer_model_name="Reader", software_versions="7", device_serial_number="1",
        content_label="FINDINGS", content_creator_name="Foreign^Reader", graphic_layers=[layer],
        graphic_annotations=[*figures, GraphicAnnotation([source], layer, text_objects=[words])],
        voi_lut_transformations=[SoftcopyVOILUTTransformation(0, 2000)],
    )  # fmt: skip


def report(source: pydicom.Dataset) -> pydicom.Dataset:
    region = SourceImageForRegion(source.SOPClassUID, source.SOPInstanceUID)
    line = CoordinatesForMeasurement(GraphicTypeValues.POLYLINE, np.array(MEASURED), region)
    length = Measurement(codes.SCT.Length, 50.0, codes.UCUM.Millimeter, referenced_coordinates=[line])
    group = MeasurementsAndQualitativeEvaluations(TrackingIdentifier(UID(), "Target 1"), measurements=[length])
    person = ObserverContext(codes.DCM.Person, PersonObserverIdentifyingAttributes("Foreign^Reader"))
    content = MeasurementReport(
        ObservationContext(observer_person_context=person), codes.SCT.ImagingProcedure, imaging_measurements=[group]
    )
    return ComprehensiveSR([source], content, **identity(71), is_complete=True)


@pytest.fixture(scope="module")
def foreign(room: ReadingRoom, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """An image with another vendor's presentation state and measurements; what was received, by its modality."""
    folder: Path = tmp_path_factory.mktemp("foreign")
    (folder / "CT.dcm").write_bytes(image())
    source = pydicom.dcmread(folder / "CT.dcm")
    for made in (presentation_state(source), report(source)):
        buffer = io.BytesIO()
        made.save_as(buffer, enforce_file_format=True)
        (folder / f"{made.Modality}.dcm").write_bytes(buffer.getvalue())
    paths = [folder / f"{name}.dcm" for name in ("CT", "PR", "SR")]
    room.open.receive(*paths)
    stored = room.open.house.archive.retrieve.instances_of(None, "1.2.9.7")
    assert len(stored) == 3
    room.studies["foreign"] = stored[0].study_id
    return {path.stem: path.read_bytes() for path in paths}


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Came with the images")


def received(room: ReadingRoom) -> list[bytes]:
    """Everything that stands in the study now."""
    retrieve = room.open.house.archive.retrieve
    found = []
    for each in retrieve.instances_of(None, "1.2.9.7"):
        with retrieve.file(each) as file:
            found.append(file.read())
    return sorted(found)


def brought(page: Page) -> list[str]:
    """The outlines of what others drew, as they lie on the screen."""
    strokes = page.locator(".figure[data-brought] .stroke")
    expect(strokes).to_have_count(3)
    return strokes.evaluate_all("(all) => all.map((each) => each.getAttribute('d'))")


def ends(outline: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ends of a line on the screen, counted from the corner of its place."""
    (x, y), (to_x, to_y) = (map(float, each.split()) for each in outline.removeprefix("M").split("L"))
    return (x, y), (to_x, to_y)


def stand_where_they_were_drawn(page: Page) -> None:
    line, _, measured = brought(page)
    box = page.locator("[data-place='0']").bounding_box()
    assert box is not None
    scale = min(box["width"], box["height"]) / SIDE
    for points, seen in ((LINE, line), (MEASURED, measured)):
        wanted = [box["width"] / 2 + (x - SIDE / 2) * scale for x, _ in points]
        assert [x for x, _ in ends(seen)] == [pytest.approx(each, abs=1.5) for each in wanted]


def test_foreign_figures_are_shown_and_carried_on(webgl: Browser, room: ReadingRoom, foreign: dict[str, bytes]) -> None:
    with reading(webgl, room, "foreign") as page:
        drawn(page)
        stand_where_they_were_drawn(page)
        expect(page.locator(".figure[data-brought] .words")).to_contain_text(["hepatic vein", "Length 50.0 mm"])
        tool(page, "Annotations")
        expect(panel(page)).to_contain_text("Reader Foreign")
        expect(panel(page)).to_contain_text("Target 1")
        state, report_ = panel(page).get_by_role("button", name="Carry on with a copy").all()
        state.click()
        assert [each.annotation.kind for each in saved(page, room, "foreign", 3)] == [
            Kind.LENGTH, Kind.FREEHAND, Kind.TEXT,
        ]  # fmt: skip
        report_.click()
        own = saved(page, room, "foreign", 4)
        assert own[0].annotation.points == ((40.0, 60.0), (140.0, 60.0))
        assert own[3].annotation.points == ((50.0, 170.0), (150.0, 170.0))
        # A copy is measured here, on the image that it lies on.
        assert own[3].measured.values[0].value == pytest.approx(100 * MM)
        assert {each.author.name for each in own} == {"陈医师"}
        assert all("from" in each.annotation.text for each in own)
        assert "Reader Foreign" in own[0].annotation.text
        # The panel beside the picture has made its place narrower.
        before = brought(page)
        change(page, room, own[0], ends(before[0])[1])
        assert brought(page) == before
        page.reload()
        drawn(page)
        assert len(brought(page)) == 3
        expect(page.locator(".figure:not([data-brought])")).to_have_count(4)
    assert received(room) == sorted(foreign.values())


def change(page: Page, room: ReadingRoom, own: Recorded, end: tuple[float, float]) -> None:
    """Take a copy by the end of its line, and draw it down, away from what it is a copy of."""
    box = page.locator("[data-place='0']").bounding_box()
    assert box is not None
    at = (end[0] + box["x"], end[1] + box["y"])
    tool(page, "Window")
    page.mouse.click(*at)
    drag(page, at, (at[0], at[1] + 70))
    for _ in range(100):
        moved = next(each for each in room.open.house.annotations.of_study(own.study_id) if each.id == own.id)
        if moved.version > own.version:
            break
        page.wait_for_timeout(50)
    assert moved.version > own.version
    assert moved.annotation.points[0] == own.annotation.points[0]
    assert moved.annotation.points[1][1] > own.annotation.points[1][1] + 5
    assert moved.measured.values[0].value > own.measured.values[0].value
