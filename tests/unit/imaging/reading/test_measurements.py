"""Every measurement against geometry that is known beforehand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydicom import Sequence

from imaging.pixels.geometry import ImagePlane, PatientPoint, PixelPoint, pixel_to_patient
from imaging.reading.annotations import Annotation, ImagePlace, Kind, VolumePlace
from imaging.reading.measurements import Measured, measure
from imaging.reading.scale import Scale
from tests.unit.imaging.reading.headers import item, region, regions, scale

Points = list[tuple[float, ...]]
# Rows 0.8 mm apart, columns 0.5 mm.
ANISOTROPIC = Scale(row_mm=0.8, column_mm=0.5, origin="patient", aspect=1.6)
SQUARE = Scale(row_mm=0.5, column_mm=0.5, origin="patient")


def measured(kind: Kind, points: Points, on: Scale) -> Measured:
    return measure(Annotation(kind, ImagePlace(1), tuple(points), "x" if kind is Kind.TEXT else ""), on)


def told(found: Measured) -> dict[str, tuple[float, str]]:
    return {each.name: (each.value, each.unit) for each in found.values}


@pytest.mark.parametrize(
    ("end", "length_mm"),
    [
        ((30.0, 0.0), 15.0),
        ((0.0, 30.0), 24.0),
        ((30.0, 50.0), math.hypot(15, 40)),
        ((0.5, 0.25), math.hypot(0.25, 0.2)),
    ],
)
def test_a_length_where_rows_and_columns_differ(end: tuple[float, float], length_mm: float) -> None:
    found = measured(Kind.LENGTH, [(0.0, 0.0), end], ANISOTROPIC)
    assert found.basis == "patient"
    assert told(found) == {"length": (pytest.approx(length_mm, rel=1e-12), "mm")}


def test_an_angle_is_that_of_the_patient_and_not_of_the_grid() -> None:
    # 40 columns are 20 mm, 25 rows are 20 mm: 45 degrees, which the grid would call 32.
    found = measured(Kind.ANGLE, [(40.0, 0.0), (0.0, 0.0), (40.0, 25.0)], ANISOTROPIC)
    assert told(found) == {"angle": (pytest.approx(45.0, abs=1e-9), "°")}


@pytest.mark.parametrize("tilt", [0.0, 5.0, 20.0, 44.0, 55.0])
@pytest.mark.parametrize("turn", [0.0, 37.0, 90.0, 180.0])
@pytest.mark.parametrize("flips", [(False, False), (True, False), (True, True)])
def test_cobb_is_the_angle_between_two_end_plates(tilt: float, turn: float, flips: tuple[bool, bool]) -> None:
    """Two end plates, tilted against each other, far apart; however drawn, however the patient lies."""

    def line(center_y: float, degrees: float, *, is_flipped: bool) -> Points:
        x, y = 20 * math.cos(math.radians(degrees)), 20 * math.sin(math.radians(degrees))
        ends = [(100 - x, center_y - y), (100 + x, center_y + y)]
        return ends[::-1] if is_flipped else ends

    def turned(point: tuple[float, ...]) -> tuple[float, float]:
        angle, (x, y) = math.radians(turn), (point[0] - 100, point[1] - 200)
        return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)

    points = [*line(100, tilt, is_flipped=flips[0]), *line(300, -tilt, is_flipped=flips[1])]
    found = measured(Kind.COBB, [turned(point) for point in points], SQUARE)
    # 55 degrees on either side: a scoliosis of 110, which must not be told as 70.
    assert told(found)["angle"] == (pytest.approx(2 * tilt, abs=1e-6), "°")


def test_lines_that_cross_within_themselves_have_the_smaller_angle() -> None:
    found = measured(Kind.COBB, [(0.0, 0.0), (10.0, 0.0), (5.0, -5.0), (4.0, 5.0)], SQUARE)
    assert told(found)["angle"][0] == pytest.approx(math.degrees(math.atan2(10, 1)))


def test_two_diameters_are_told_the_longer_one_first() -> None:
    points = [(0.0, 0.0), (10.0, 0.0), (5.0, -10.0), (5.0, 10.0)]
    assert told(measured(Kind.BIDIRECTIONAL, points, ANISOTROPIC)) == {"length": (16.0, "mm"), "width": (5.0, "mm")}


@pytest.mark.parametrize("turn", [0.0, 30.0, 71.0])
def test_an_ellipse_keeps_its_area_however_it_lies(turn: float) -> None:
    """Half axes of 12 and 5 mm, drawn on a grid whose rows and columns differ."""
    x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    in_mm = [(12 * x, 12 * y), (-12 * x, -12 * y), (-5 * y, 5 * x), (5 * y, -5 * x)]
    found = told(measured(Kind.ELLIPSE, [(mm_x / 0.5, mm_y / 0.8) for mm_x, mm_y in in_mm], ANISOTROPIC))
    angles = np.linspace(0, 2 * math.pi, 200_001)
    steps = np.hypot(np.diff(12 * np.cos(angles)), np.diff(5 * np.sin(angles)))
    assert found["area"] == (pytest.approx(math.pi * 60, rel=1e-12), "mm²")
    assert found["perimeter"] == (pytest.approx(float(steps.sum()), rel=1e-6), "mm")


def test_rectangle_and_freehand_enclose_an_area() -> None:
    corners: Points = [(0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0)]
    assert told(measured(Kind.RECTANGLE, corners, ANISOTROPIC)) == {"area": (80.0, "mm²"), "perimeter": (36.0, "mm")}
    # A circle of radius 15 mm as a hand draws it, in 720 steps.
    circle = [(30 * math.cos(a), 30 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 720, endpoint=False)]
    found = told(measured(Kind.FREEHAND, circle, SQUARE))
    assert found["area"][0] == pytest.approx(math.pi * 225, rel=1e-4)
    assert found["perimeter"][0] == pytest.approx(math.pi * 30, rel=1e-4)


def test_without_spacing_there_are_pixels_and_never_millimetres() -> None:
    nothing = scale()
    corners: Points = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]
    for kind, points in ((Kind.LENGTH, [(0.0, 0.0), (3.0, 4.0)]), (Kind.RECTANGLE, corners)):
        found = measured(kind, points, nothing)
        assert found.basis == ""
        assert all(unit in {"px", "px²"} for _, unit in told(found).values())
    assert told(measured(Kind.LENGTH, [(0.0, 0.0), (3.0, 4.0)], nothing)) == {"length": (5.0, "px")}


def test_angles_need_no_spacing_but_the_shape_of_pixels() -> None:
    tall = scale(PixelAspectRatio=[2, 1])
    found = measured(Kind.ANGLE, [(2.0, 0.0), (0.0, 0.0), (2.0, 1.0)], tall)
    assert told(found) == {"angle": (pytest.approx(45.0), "°")}


@pytest.mark.parametrize(
    ("attributes", "origin", "length_mm"),
    [
        ({"ImagerPixelSpacing": [0.2, 0.1]}, "detector", 1.0),
        ({"ImagerPixelSpacing": [0.2, 0.1], "PixelSpacing": [0.2, 0.1]}, "detector", 1.0),
        ({"ImagerPixelSpacing": [0.2, 0.1], "PixelSpacing": [0.18, 0.09]}, "calibrated-geometry", 0.9),
        (
            {
                "ImagerPixelSpacing": [0.2, 0.1],
                "PixelSpacing": [0.16, 0.08],
                "PixelSpacingCalibrationType": "FIDUCIAL",
                "PixelSpacingCalibrationDescription": "ball",
            },
            "calibrated-fiducial",
            0.8,
        ),
        ({"NominalScannedPixelSpacing": [0.4, 0.2]}, "scanned-film", 2.0),
        ({"PixelSpacing": [0.6, 0.3]}, "patient", 3.0),
    ],
)
def test_which_spacing_counts_and_how_it_is_known(attributes: dict[str, Any], origin: str, length_mm: float) -> None:
    found = measured(Kind.LENGTH, [(0.0, 0.0), (10.0, 0.0)], scale(**attributes))
    assert found.basis == origin
    assert told(found) == {"length": (pytest.approx(length_mm), "mm")}


def test_each_frame_of_an_enhanced_object_has_its_own_spacing() -> None:
    groups = [
        item(PixelMeasuresSequence=Sequence([item(PixelSpacing=[value, value], SliceThickness=1)]))
        for value in (0.5, 0.75)
    ]
    attributes: dict[str, Any] = {
        "NumberOfFrames": 2,
        "PixelData": bytes(512),
        "PerFrameFunctionalGroupsSequence": Sequence(groups),
    }
    for number, length_mm in ((1, 5.0), (2, 7.5)):
        found = measured(Kind.LENGTH, [(0.0, 0.0), (0.0, 10.0)], scale(number, **attributes))
        assert told(found) == {"length": (length_mm, "mm")}


def test_ultrasound_is_measured_by_the_region_that_holds_it() -> None:
    on = scale(
        **regions(
            region(0, 0, 99, 199),
            region(100, 0, 299, 199, PhysicalDeltaX=0.1, PhysicalDeltaY=0.1),
        )
    )
    left, right = [(10.0, 10.0), (40.0, 60.0)], [(110.0, 10.0), (140.0, 50.0)]
    found = measured(Kind.LENGTH, left, on)
    assert found.basis == "ultrasound-region"
    assert told(found) == {"length": (pytest.approx(math.hypot(15, 10)), "mm")}
    assert told(measured(Kind.LENGTH, right, on)) == {"length": (pytest.approx(50.0), "mm")}


def test_a_line_across_two_regions_has_no_length() -> None:
    on = scale(PixelSpacing=[1, 1], **regions(region(0, 0, 99, 199), region(100, 0, 299, 199)))
    found = measured(Kind.LENGTH, [(50.0, 10.0), (150.0, 10.0)], on)
    assert found.basis == "no-region"
    assert told(found) == {"length": (100.0, "px")}


def test_of_regions_upon_each_other_the_smallest_counts() -> None:
    on = scale(**regions(region(0, 0, 299, 199), region(50, 50, 149, 149, PhysicalDeltaX=0.2)))
    assert told(measured(Kind.LENGTH, [(60.0, 60.0), (70.0, 60.0)], on)) == {"length": (pytest.approx(20.0), "mm")}


def test_the_axes_of_an_m_mode_are_time_and_depth() -> None:
    on = scale(**regions(region(0, 0, 299, 199, PhysicalUnitsXDirection=4, PhysicalDeltaX=0.004)))
    found = told(measured(Kind.LENGTH, [(100.0, 50.0), (200.0, 100.0)], on))
    assert found == {"time": (pytest.approx(0.4), "s"), "distance": (pytest.approx(10.0), "mm")}
    angle = measured(Kind.ANGLE, [(100.0, 50.0), (200.0, 100.0), (100.0, 100.0)], on)
    assert (angle.values, angle.basis) == ((), "ultrasound-region")


def test_a_place_in_a_spectrum_has_a_velocity() -> None:
    spectrum = region(
        0, 100, 299, 199, PhysicalUnitsXDirection=4, PhysicalUnitsYDirection=7, PhysicalDeltaY=-2.0, ReferencePixelY0=50
    )
    on = scale(**regions(spectrum))
    assert told(measured(Kind.PROBE, [(30.0, 120.0)], on)) == {"velocity": (60.0, "cm/s")}
    assert told(measured(Kind.PROBE, [(30.0, 160.0)], on)) == {"velocity": (-20.0, "cm/s")}


def test_an_oblique_plane_is_measured_in_the_patient() -> None:
    """A length through a tilted slice is the same, whether told in its pixels or in the patient's millimetres."""
    row, column = PatientPoint(0.8, 0.6, 0.0), PatientPoint(0.36, -0.48, -0.8)
    plane = ImagePlane(PatientPoint(-30.0, 12.0, 7.0), row, column, 0.8, 0.5)
    pixels = [PixelPoint(3.0, 4.0), PixelPoint(63.0, 54.0)]
    normal, up = plane.normal, PatientPoint(*(-value for value in column))
    place = VolumePlace(1, "1.2.3", tuple(-value for value in normal), tuple(up))
    for kind, points in ((Kind.LENGTH, pixels), (Kind.ANGLE, [*pixels, PixelPoint(3.0, 90.0)])):
        flat = measured(kind, [tuple(point) for point in points], ANISOTROPIC)
        in_patient = Annotation(kind, place, tuple(tuple(pixel_to_patient(point, plane)) for point in points))
        found = measure(in_patient, Scale())
        assert found.basis == "patient"
        assert [each.value for each in found.values] == [pytest.approx(each.value) for each in flat.values]
    assert told(flat)["angle"][0] != pytest.approx(0)


def test_what_measures_nothing_tells_nothing() -> None:
    for kind, points in ((Kind.ARROW, [(0.0, 0.0), (1.0, 1.0)]), (Kind.TEXT, [(0.0, 0.0)]), (Kind.KEY_IMAGE, [])):
        assert measured(kind, points, SQUARE) == Measured()
