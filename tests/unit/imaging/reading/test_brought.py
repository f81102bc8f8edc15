"""Presentation states, key objects and measurements of others: made for a test, and those of many makers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import generate_uid

from imaging.dicom.elements import DataSet
from imaging.dicom.header import read_header
from imaging.exporting.lie import Lie
from imaging.pixels.geometry import PixelPoint
from imaging.reading.graphics import Shape, center_to_corner, corner_to_center
from imaging.reading.key_objects import key_objects
from imaging.reading.presentation_states import presentation_state
from imaging.reading.report_measurements import report_measurements
from tests.data import catalog, catalog_path
from tests.unit.imaging.reading.headers import header_of, item

GSPS = "1.2.840.10008.5.1.4.1.1.11.1"
ONE, OTHER = generate_uid(), generate_uid()


def reference(uid: str, *frames: int) -> Dataset:
    made = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=uid)
    if frames:
        made.ReferencedFrameNumber = list(frames)
    return made


def graphic(kind: str, data: list[float], units: str = "PIXEL") -> Dataset:
    return item(
        GraphicAnnotationUnits=units, GraphicDimensions=2, NumberOfGraphicPoints=len(data) // 2, GraphicData=data,
        GraphicType=kind, GraphicFilled="N",
    )  # fmt: skip


def state(**attributes: Any) -> DataSet:
    series = item(ReferencedImageSequence=Sequence([reference(ONE), reference(OTHER, 2, 3)]))
    whole: dict[str, Any] = {
        "SOPClassUID": GSPS, "Modality": "PR", "PixelData": None, "Rows": None, "Columns": None,
        "ContentLabel": "READ", "ContentCreatorName": "Wang^Wu=王^五", "ReferencedSeriesSequence": Sequence([series]),
    }  # fmt: skip
    return header_of(**whole | attributes).dataset


def test_corners_and_centres_are_a_pair() -> None:
    assert corner_to_center(0.5, 0.5) == PixelPoint(0, 0), "the middle of the first pixel"
    for corner in ((0.0, 0.0), (12.25, 511.5)):
        assert center_to_corner(corner_to_center(*corner)) == corner


def test_graphics_are_drawn_on_the_pictures_that_they_name() -> None:
    annotation = item(
        GraphicLayer="L", ReferencedImageSequence=Sequence([reference(ONE)]),
        GraphicObjectSequence=Sequence([
            graphic("POLYLINE", [10.5, 20.5, 30.5, 20.5]), graphic("CIRCLE", [50.5, 50.5, 53.5, 54.5]),
            graphic("ELLIPSE", [1, 5, 9, 5, 5, 3, 5, 7]), graphic("POINT", [3.5, 4.5]), graphic("WHATEVER", [1, 2]),
        ]),
    )  # fmt: skip
    found = presentation_state(state(GraphicAnnotationSequence=Sequence([annotation])))
    assert {(each.sop_instance_uid, each.frame) for each in found.figures} == {(ONE, 0)}
    assert [each.shape for each in found.figures] == [Shape.POLYLINE, Shape.ELLIPSE, Shape.ELLIPSE, Shape.POINTS]
    line, circle, *_ = found.figures
    assert line.points == (PixelPoint(10, 20), PixelPoint(30, 20))
    # Its radius is that of 3 and 4.
    assert circle.points == (PixelPoint(45, 50), PixelPoint(55, 50), PixelPoint(50, 45), PixelPoint(50, 55))
    assert found.label == "READ"
    assert "王五" in found.creator


def test_text_may_stand_in_shares_of_the_displayed_area() -> None:
    text = item(
        BoundingBoxAnnotationUnits="DISPLAY", UnformattedTextValue="<b>结节</b>",
        BoundingBoxTopLeftHandCorner=[0.5, 0.25], BoundingBoxBottomRightHandCorner=[0.6, 0.3],
    )  # fmt: skip
    area = item(DisplayedAreaTopLeftHandCorner=[11, 21], DisplayedAreaBottomRightHandCorner=[110, 220])
    annotation = item(GraphicLayer="L", TextObjectSequence=Sequence([text]))
    sequences = {"GraphicAnnotationSequence": [annotation], "DisplayedAreaSelectionSequence": [area]}
    found = presentation_state(state(**{name: Sequence(items) for name, items in sequences.items()}))
    # The pictures of the whole state are meant: one of one frame, and two frames of the other.
    assert [(each.sop_instance_uid, each.frame) for each in found.figures] == [(ONE, 0), (OTHER, 2), (OTHER, 3)]
    assert {each.points[0] for each in found.figures} == {PixelPoint(10 + 50 - 0.5, 20 + 50 - 0.5)}
    assert found.figures[0].text == "<b>结节</b>"


def test_windows_turns_and_shutters_are_read() -> None:
    voi = item(WindowCenter=40, WindowWidth=80, ReferencedImageSequence=Sequence([reference(ONE)]))
    found = presentation_state(
        state(
            SoftcopyVOILUTSequence=Sequence([voi]), ImageRotation=270, ImageHorizontalFlip="Y",
            PresentationLUTShape="INVERSE", ShutterShape=["RECTANGULAR", "CIRCULAR"], ShutterLeftVerticalEdge=11,
            ShutterRightVerticalEdge=101, ShutterUpperHorizontalEdge=21, ShutterLowerHorizontalEdge=201,
            CenterOfCircularShutter=[51, 61], RadiusOfCircularShutter=10,
        )
    )  # fmt: skip
    ((pictures, window),) = found.windows
    assert ([each.sop_instance_uid for each in pictures], window.center, window.width) == ([ONE], 40, 80)
    assert (found.rotation, found.is_flipped, found.is_inverse) == (270, True, True)
    rectangle, circle = found.shutters
    assert (rectangle.points[0], rectangle.points[2]) == (PixelPoint(10, 20), PixelPoint(100, 200))
    assert circle.points[0] == PixelPoint(50, 50)


def code(value: str, meaning: str) -> Sequence:
    return Sequence([item(CodeValue=value, CodingSchemeDesignator="DCM", CodeMeaning=meaning)])


def test_key_objects_name_their_pictures() -> None:
    image = item(ValueType="IMAGE", RelationshipType="CONTAINS", ReferencedSOPSequence=Sequence([reference(OTHER, 4)]))
    words = item(
        ValueType="TEXT", RelationshipType="CONTAINS", TextValue="比较",
        ConceptNameCodeSequence=code("113012", "Key Object Description"),
    )  # fmt: skip
    found = key_objects(
        state(ConceptNameCodeSequence=code("113003", "For Surgery"), ContentSequence=Sequence([words, image]))
    )
    assert (found.title, found.description) == ("For Surgery", "比较")
    assert [(each.sop_instance_uid, each.frames) for each in found.pictures] == [(OTHER, (4,))]


def test_measurements_of_a_group_have_its_name_and_its_outline() -> None:
    source = item(ValueType="IMAGE", ReferencedSOPSequence=Sequence([reference(ONE)]))
    outline = item(
        ValueType="SCOORD", GraphicType="POLYLINE", GraphicData=[1.5, 1.5, 4.5, 5.5], ContentSequence=Sequence([source])
    )
    value = item(NumericValue="5.0", MeasurementUnitsCodeSequence=code("mm", "millimeter"))
    number = item(
        ValueType="NUM", ConceptNameCodeSequence=code("410668003", "Length"), MeasuredValueSequence=Sequence([value])
    )
    name = item(ValueType="TEXT", ConceptNameCodeSequence=code("112039", "Tracking"), TextValue="Lesion 1")
    group = item(
        ValueType="CONTAINER", ConceptNameCodeSequence=code("125007", "Measurement Group"),
        ContentSequence=Sequence([name, outline, number]),
    )  # fmt: skip
    (found,) = report_measurements(state(ContentSequence=Sequence([group])))
    assert (found.group, found.name, found.value, found.unit) == ("Lesion 1", "Length", "5.0", "mm")
    assert found.figures[0].points == (PixelPoint(1, 1), PixelPoint(4, 5))


@pytest.mark.parametrize(
    "row", [row for row in catalog() if "objects-gsps" in row["file"]], ids=lambda row: row["file"]
)
def test_states_of_many_makers_are_read_whole(row: dict[str, str]) -> None:
    path: Path = catalog_path(row["file"])
    found = presentation_state(read_header(io.BytesIO(path.read_bytes())).dataset)
    truth = pydicom.dcmread(path)
    pictures = [image for series in truth.ReferencedSeriesSequence for image in series.ReferencedImageSequence]
    assert len(found.pictures) == len(pictures)
    drawn = 0
    for annotation in truth.get("GraphicAnnotationSequence", []):
        images = annotation.get("ReferencedImageSequence") or pictures
        texts = annotation.get("TextObjectSequence", [])
        joined = [
            each for each in texts
            if each.get("AnchorPointVisibility") == "Y" and "AnchorPoint" in each
            and "BoundingBoxTopLeftHandCorner" in each
        ]  # fmt: skip
        count = len(annotation.get("GraphicObjectSequence", [])) + len(texts) + len(joined)
        drawn += count * len(images)
    assert len(found.figures) == drawn
    if "20020718172945375" in row["file"]:
        # Turned by 180 and mirrored: its first corner is the lower one of the picture as it was taken.
        assert (found.rotation, found.is_flipped) == (180, True)
        assert {(each.left, each.top, each.right, each.bottom) for _, each in found.areas} == {(192, 191, 320, 321)}


def area(first: list[int], last: list[int], **attributes: Any) -> Dataset:
    return item(
        DisplayedAreaTopLeftHandCorner=first, DisplayedAreaBottomRightHandCorner=last,
        **{"PresentationSizeMode": "SCALE TO FIT"} | attributes,
    )  # fmt: skip


@pytest.mark.parametrize(("rotation", "flip"), [(r, f) for r in (0, 90, 180, 270) for f in ("N", "Y")])
def test_shares_of_the_display_are_those_of_the_picture_as_it_lies(rotation: int, flip: str) -> None:
    # Columns 101 to 200 and rows 51 to 90; the place meant is a quarter across and a tenth down, as it was taken.
    x, y = Lie(rotation=rotation).place(0.25, 0.1)
    shown = [1 - x if flip == "Y" else x, y]
    annotation = item(
        ReferencedImageSequence=Sequence([reference(ONE)]), GraphicLayer="L",
        GraphicObjectSequence=Sequence([graphic("POINT", shown, "DISPLAY")]),
    )  # fmt: skip
    found = presentation_state(
        state(
            GraphicAnnotationSequence=Sequence([annotation]),
            DisplayedAreaSelectionSequence=Sequence([area([101, 51], [200, 90])]),
            ImageRotation=rotation,
            ImageHorizontalFlip=flip,
        )
    )
    ((column, row),) = found.figures[0].points
    assert (column + 0.5, row + 0.5) == pytest.approx((100 + 25, 50 + 4), abs=1e-4)


def test_the_displayed_area_is_read_whichever_corner_comes_first() -> None:
    # Of a picture that is turned upside down the first corner is the lower one.
    upside = presentation_state(state(DisplayedAreaSelectionSequence=Sequence([area([193, 321], [320, 192])])))
    assert {(each.left, each.top, each.right, each.bottom) for _, each in upside.areas} == {(192, 191, 320, 321)}
    large = area([1, 1], [8, 8], PresentationSizeMode="MAGNIFY", PresentationPixelMagnificationRatio=2.5)
    magnified = presentation_state(state(DisplayedAreaSelectionSequence=Sequence([large])))
    assert {each.magnification for _, each in magnified.areas} == {2.5}


def test_a_curve_passes_through_its_points_and_closes_smoothly() -> None:
    corners = [10.5, 0.5, 20.5, 10.5, 10.5, 20.5, 0.5, 10.5, 10.5, 0.5]
    annotation = item(
        ReferencedImageSequence=Sequence([reference(ONE)]), GraphicLayer="L",
        GraphicObjectSequence=Sequence([graphic("INTERPOLATED", corners)]),
    )  # fmt: skip
    (figure,) = presentation_state(state(GraphicAnnotationSequence=Sequence([annotation]))).figures
    for point in ((10, 0), (20, 10), (10, 20), (0, 10)):
        assert point in figure.points
    # Nearly a circle: nowhere is it a corner's straight line.
    distances = [((x - 10) ** 2 + (y - 10) ** 2) ** 0.5 for x, y in figure.points]
    assert min(distances) > 8.5
    assert max(distances) < 10.5


def test_words_beside_their_anchor_are_joined_to_it() -> None:
    text = item(
        UnformattedTextValue="here", BoundingBoxAnnotationUnits="PIXEL", AnchorPointAnnotationUnits="PIXEL",
        BoundingBoxTopLeftHandCorner=[40.5, 40.5], BoundingBoxBottomRightHandCorner=[80.5, 60.5],
        AnchorPoint=[10.5, 20.5], AnchorPointVisibility="Y",
    )  # fmt: skip
    annotation = item(
        ReferencedImageSequence=Sequence([reference(ONE)]), GraphicLayer="L", TextObjectSequence=Sequence([text])
    )
    words, line = presentation_state(state(GraphicAnnotationSequence=Sequence([annotation]))).figures
    assert (words.text, words.points) == ("here", (PixelPoint(40, 40),))
    assert line.points == (PixelPoint(40, 40), PixelPoint(10, 20))
