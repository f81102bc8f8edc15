"""Pixels in the patient: numbers by hand, round trips, and real slices."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.dicom.header import read_header
from imaging.pixels.geometry import (
    ImagePlane,
    PatientPoint,
    PixelPoint,
    direction_letters,
    edge_letters,
    image_plane,
    patient_to_pixel,
    pixel_to_patient,
)
from tests.data import sample_path

X, Y, Z = PatientPoint(1, 0, 0), PatientPoint(0, 1, 0), PatientPoint(0, 0, 1)
DOWN = PatientPoint(0, 0, -1)
AXIAL = ImagePlane(PatientPoint(-100, -120, 50), X, Y, row_spacing_mm=0.5, column_spacing_mm=0.25)
CORONAL = ImagePlane(PatientPoint(-100, 10, 200), X, DOWN, row_spacing_mm=1, column_spacing_mm=1)
SAGITTAL = ImagePlane(PatientPoint(3, -100, 200), Y, DOWN, row_spacing_mm=1, column_spacing_mm=1)


@pytest.mark.parametrize(
    ("plane", "point", "expected"),
    [
        (AXIAL, PixelPoint(0, 0), (-100, -120, 50)),
        (AXIAL, PixelPoint(column=4, row=0), (-99, -120, 50)),
        (AXIAL, PixelPoint(column=0, row=4), (-100, -118, 50)),
        (CORONAL, PixelPoint(column=10, row=20), (-90, 10, 180)),
        (SAGITTAL, PixelPoint(column=10, row=20), (3, -90, 180)),
    ],
)
def test_pixel_to_patient(plane: ImagePlane, point: PixelPoint, expected: tuple[float, float, float]) -> None:
    assert pixel_to_patient(point, plane) == pytest.approx(expected)


def test_distance_from_a_slice_grows_along_its_normal() -> None:
    point, distance = patient_to_pixel(PatientPoint(-99, -118, 57), AXIAL)
    assert point == pytest.approx((4, 4))
    assert distance == pytest.approx(7)


angles = st.floats(-math.pi, math.pi)
coordinates = st.floats(-1000, 1000)


@given(angles, angles, coordinates, coordinates, coordinates, st.floats(0.1, 5), st.floats(0.1, 5))
@settings(max_examples=100, deadline=None)
def test_there_and_back(
    turn: float, tilt: float, x: float, column: float, row: float, row_spacing: float, column_spacing: float
) -> None:
    row_direction = PatientPoint(math.cos(turn), math.sin(turn), 0)
    column_direction = PatientPoint(-math.sin(turn) * math.cos(tilt), math.cos(turn) * math.cos(tilt), math.sin(tilt))
    plane = ImagePlane(PatientPoint(x, -x, 2 * x), row_direction, column_direction, row_spacing, column_spacing)
    point, distance = patient_to_pixel(pixel_to_patient(PixelPoint(column, row), plane), plane)
    assert point == pytest.approx((column, row), abs=1e-6)
    assert distance == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("plane", "left", "right", "top", "bottom"),
    [(AXIAL, "R", "L", "A", "P"), (CORONAL, "R", "L", "H", "F"), (SAGITTAL, "A", "P", "H", "F")],
)
def test_edges_of_the_usual_planes(plane: ImagePlane, left: str, right: str, top: str, bottom: str) -> None:
    assert edge_letters(plane) == {"left": left, "right": right, "top": top, "bottom": bottom}


def test_oblique_directions_name_their_largest_part_first() -> None:
    assert direction_letters(PatientPoint(0.6, -0.8, 0)) == "AL"
    assert direction_letters(PatientPoint(0.05, 0, 0.998)) == "H"


@pytest.mark.parametrize(
    ("row", "column", "spacing"),
    [(X, X, 1.0), (PatientPoint(2, 0, 0), Y, 1.0), (X, Y, 0.0), (X, PatientPoint(0, math.nan, 0), 1.0)],
)
def test_impossible_planes_are_refused(row: PatientPoint, column: PatientPoint, spacing: float) -> None:
    with pytest.raises(ValueError, match=r"Orientation|spacing|finite"):
        ImagePlane(PatientPoint(0, 0, 0), row, column, spacing, 1.0)


def test_plane_of_a_real_slice() -> None:
    path = min(sample_path("ct_head_phantom").glob("*.dcm"))
    with path.open("rb") as source:
        plane = image_plane(read_header(source).dataset)
    assert plane is not None
    assert edge_letters(plane) == {"left": "R", "right": "L", "top": "A", "bottom": "P"}


def test_an_image_without_a_place_has_no_plane() -> None:
    path = min(sample_path("us_echo").glob("*.dcm"))
    with path.open("rb") as source:
        assert image_plane(read_header(source).dataset) is None
