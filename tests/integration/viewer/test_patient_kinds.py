"""What the page is told of a frame agrees with what the standard's own reader finds in the file."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest

from imaging.sharing.film import Film, Films
from imaging.sharing.frame_kinds import Edges, FrameKind, FrameKinds
from tests.acceptance.viewer.patient.visits import book
from tests.serving import establishment


def only_kind(tmp_path: Path, folder: str, most: int = 3) -> tuple[FrameKind, Film]:
    with establishment(tmp_path) as place:
        exam = book(place)
        exam.receive(folder, most=most)
        film = Films(place.house.index, place.house.archive.retrieve).of(place.house.bindings.study_ids(exam.order.id))
        kinds = FrameKinds(place.house.archive.retrieve).of(film.shown[0])
    assert set(kinds.frame_kinds) == {0}
    return kinds.kinds[0], film


def first_file(folder: str) -> pydicom.Dataset:
    return pydicom.dcmread(min(Path("sample_dicom", folder).glob("*.dcm")))


def test_a_slice_knows_its_sides_and_its_scale(tmp_path: Path) -> None:
    kind, _ = only_kind(tmp_path, "ct_head_phantom")
    said = first_file("ct_head_phantom")
    assert kind.edges == Edges("R", "L", "A", "P")
    assert kind.pixel_spacing_mm == tuple(map(float, said.PixelSpacing))
    assert (kind.rows, kind.columns, kind.is_colour) == (said.Rows, said.Columns, False)


def test_a_projection_has_the_sides_that_it_names_and_no_scale_of_the_detector(tmp_path: Path) -> None:
    kind, _ = only_kind(tmp_path, "cr_chest")
    said = first_file("cr_chest")
    row, column = said.PatientOrientation
    assert kind.edges is not None
    assert (kind.edges.right, kind.edges.bottom) == (row, column)
    if "PixelSpacing" not in said:
        assert kind.pixel_spacing_mm is None


def test_ultrasound_says_nothing_of_left_and_right_and_keeps_its_pace(tmp_path: Path) -> None:
    kind, film = only_kind(tmp_path, "us_echo")
    said = first_file("us_echo")
    assert kind.edges is None
    assert kind.frame_time_ms == pytest.approx(float(said.FrameTime))
    assert film.shown[0].frames == said.NumberOfFrames
    assert film.shown[0].place_of(30)[1] == 30


def test_documents_are_taken_along_but_not_shown(tmp_path: Path) -> None:
    with establishment(tmp_path) as place:
        exam = book(place)
        exam.receive("report_sr")
        film = Films(place.house.index, place.house.archive.retrieve).of(place.house.bindings.study_ids(exam.order.id))
    assert film.shown == []
    assert len(film.instances) == 1
