"""Order of slices and what speaks against a volume."""

from __future__ import annotations

import random

import pytest

from imaging.dicom import tags as tag
from imaging.dicom.header import read_header
from imaging.pixels.geometry import ImagePlane, PatientPoint, image_plane
from imaging.pixels.stacks import Slice, StackProblem, stack
from tests.data import sample_path

X, Y, Z = PatientPoint(1, 0, 0), PatientPoint(0, 1, 0), PatientPoint(0, 0, 1)


def axial(number: int | None, z: float, x: float = 0.0) -> Slice:
    return Slice(number, ImagePlane(PatientPoint(x, 0, z), X, Y, 1, 1))


def test_slices_are_ordered_in_space_not_by_number() -> None:
    found = stack([axial(1, 0), axial(2, 20), axial(3, 10), axial(4, 30)])
    assert found.order == (0, 2, 1, 3)
    assert found.spacing_mm == pytest.approx(10)
    assert found.is_volume


def test_the_first_slice_is_at_the_end_where_the_device_began() -> None:
    assert stack([axial(1, 30), axial(2, 20), axial(3, 10)]).order == (0, 1, 2)
    assert stack([axial(3, 30), axial(2, 20), axial(1, 10)]).order == (2, 1, 0)


@pytest.mark.parametrize(
    ("slices", "problem"),
    [
        ([axial(1, 0), Slice(2, None)], StackProblem.NO_POSITION),
        ([axial(1, 0), Slice(2, ImagePlane(PatientPoint(0, 0, 0), Y, Z, 1, 1))], StackProblem.MIXED_ORIENTATION),
        ([axial(1, 0), axial(2, 10), axial(3, 10)], StackProblem.REPEATED_POSITION),
        ([axial(1, 0), axial(2, 10), axial(3, 25)], StackProblem.UNEVEN_SPACING),
        ([axial(1, 0), axial(2, 10, 2), axial(3, 20, 4)], StackProblem.GANTRY_TILT),
        ([axial(1, 0)], StackProblem.TOO_FEW),
    ],
)
def test_what_is_no_volume_says_why(slices: list[Slice], problem: StackProblem) -> None:
    found = stack(slices)
    assert found.problems == {problem}
    assert sorted(found.order) == list(range(len(slices)))


def test_without_positions_the_numbers_decide_and_those_without_come_last() -> None:
    assert stack([Slice(None, None), Slice(7, None), Slice(2, None)]).order == (2, 1, 0)


@pytest.mark.parametrize(("folder", "count", "spacing_mm"), [("ct_head_phantom", 47, 3.0), ("mr_brain_t1", 70, 2.667)])
def test_real_series_are_volumes(folder: str, count: int, spacing_mm: float) -> None:
    paths = sorted(sample_path(folder).glob("*.dcm"))
    random.Random(3).shuffle(paths)
    slices = []
    for path in paths:
        with path.open("rb") as source:
            dataset = read_header(source).dataset
        slices.append(Slice(dataset.integer(tag.INSTANCE_NUMBER), image_plane(dataset)))
    found = stack(slices)
    assert len(found.order) == count
    assert found.is_volume
    assert found.spacing_mm == pytest.approx(spacing_mm, abs=0.01)
    numbers = [slices[index].instance_number for index in found.order]
    assert numbers == sorted(numbers, key=lambda number: number or 0)
