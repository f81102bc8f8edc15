"""What the page is told of a frame agrees with what the standard's own reader finds in the file."""

from __future__ import annotations

import pydicom
import pytest

from imaging.sharing.frame_kinds import Edges, FrameKind, FrameKinds
from tests.data import sample_path
from tests.exams import Exam


def only_kind(exam: Exam, folder: str) -> FrameKind:
    exam.receive(folder, most=3)
    kinds = FrameKinds(exam.place.house.archive.retrieve).of(exam.film.shown[0])
    assert set(kinds.frame_kinds) == {0}
    return kinds.kinds[0]


def first_file(folder: str) -> pydicom.Dataset:
    return pydicom.dcmread(min(sample_path(folder).glob("*.dcm")))


def test_a_slice_knows_its_sides_and_its_scale(exam: Exam) -> None:
    kind = only_kind(exam, "ct_head_phantom")
    said = first_file("ct_head_phantom")
    assert kind.edges == Edges("R", "L", "A", "P")
    assert kind.pixel_spacing_mm == tuple(map(float, said.PixelSpacing))
    assert (kind.rows, kind.columns, kind.is_colour) == (said.Rows, said.Columns, False)


@pytest.mark.parametrize(
    ("folder", "spacing"),
    [
        # A device that wrote zeros, and one that says only how far the elements of its detector lie apart.
        ("cr_chest", {"PixelSpacing": [0, 0]}),
        ("mg", {"ImagerPixelSpacing": [0.085, 0.085]}),
    ],
)
def test_a_projection_has_the_sides_that_it_names_and_no_scale_that_is_none(
    exam: Exam, folder: str, spacing: dict[str, list[float]]
) -> None:
    kind = only_kind(exam, folder)
    said = first_file(folder)
    row, column = said.PatientOrientation
    assert kind.edges is not None
    assert (kind.edges.right, kind.edges.bottom) == (row, column)
    assert {name: said[name].value for name in ("PixelSpacing", "ImagerPixelSpacing") if name in said} == spacing
    assert kind.pixel_spacing_mm is None


def test_ultrasound_says_nothing_of_left_and_right_and_keeps_its_pace(exam: Exam) -> None:
    kind = only_kind(exam, "us_echo")
    said = first_file("us_echo")
    assert kind.edges is None
    assert kind.frame_time_ms == pytest.approx(float(said.FrameTime))
    assert exam.film.shown[0].frames == said.NumberOfFrames
    assert exam.film.shown[0].place_of(30)[1] == 30


def test_documents_are_taken_along_but_not_shown(exam: Exam) -> None:
    exam.receive("report_sr")
    assert exam.film.shown == []
    assert len(exam.film.instances) == 1
