"""Frames of enhanced objects reach the page in the order of a reader, whatever order they stand in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pydicom
import pytest

from imaging.archive.landing import Landing
from imaging.errors import UnavailableError
from imaging.sharing.film import Films, FilmSeries
from imaging.sharing.frame_kinds import FrameKinds
from tests.data import conformance_path
from tests.exams import Exam
from tests.integration.viewer.patient.browser import RIGHT, open_link

SIX = "images-explicit-le/mr_6_1__dcm_qa_enh.dcm"
FOUR_PHASES = "images-implicit-le/mr_IM-0001-9600-0001__dicom2nifti.dcm"
UPSIDE_DOWN = "images-explicit-le/ct_mf__dcmqi.dcm"


def pages(exam: Exam, series: FilmSeries) -> list[bytes]:
    """The stored bytes of every frame, in the order in which their pages are turned."""
    retrieve = exam.place.house.archive.retrieve
    return [retrieve.frame(*series.place_of(number)) for number in range(1, series.frames + 1)]


def stored(path: Path) -> list[bytes]:
    dataset = pydicom.dcmread(path)
    size = len(dataset.PixelData) // dataset.NumberOfFrames
    return [dataset.PixelData[start : start + size] for start in range(0, size * dataset.NumberOfFrames, size)]


def shuffled(path: Path, to: Path, order: Sequence[int], *, forgets: Sequence[str] = ()) -> Path:
    """Write an object anew with its frames in another order, without some of what they say of it."""
    dataset = pydicom.dcmread(path)
    groups, frames = dataset.PerFrameFunctionalGroupsSequence, stored(path)
    dataset.PerFrameFunctionalGroupsSequence = [groups[index] for index in order]
    dataset.PixelData = b"".join(frames[index] for index in order)
    for group in dataset.PerFrameFunctionalGroupsSequence:
        for keyword in forgets:
            group.FrameContentSequence[0].pop(keyword, None)
    dataset.save_as(to)
    return to


ALL = ("DimensionIndexValues", "StackID", "InStackPositionNumber", "TemporalPositionIndex")


@pytest.mark.parametrize("forgets", [(), ALL[:1], ALL[1:], ALL], ids=["all", "in-stack", "dimensions", "space"])
def test_shuffled_frames_are_turned_in_order(exam: Exam, tmp_path: Path, forgets: Sequence[str]) -> None:
    order = random.Random(3).sample(range(6), 6)
    assert order not in (sorted(order), sorted(order, reverse=True))
    exam.take([shuffled(conformance_path(SIX), tmp_path / "shuffled.dcm", order, forgets=forgets)])
    [series] = exam.film.shown
    frames = stored(conformance_path(SIX))
    # Where only space tells, either end may be the first.
    assert pages(exam, series) in ([frames] if set(forgets) != set(ALL) else [frames, frames[::-1]])


def test_a_stack_that_stands_upside_down_begins_with_its_first_position(exam: Exam) -> None:
    exam.take([conformance_path(UPSIDE_DOWN)])
    [series] = exam.film.shown
    assert [place.number for place in series.places] == [3, 2, 1]


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_the_phases_of_one_object_are_shown_apart(
    client: httpx.Client, exam: Exam, tmp_path: Path, is_shuffled: bool
) -> None:
    path = conformance_path(FOUR_PHASES)
    order = random.Random(1).sample(range(32), 32) if is_shuffled else list(range(32))
    exam.take([shuffled(path, tmp_path / "phases.dcm", order)])
    film, frames = exam.film, stored(path)
    assert [(series.part.kind, series.part.number) for series in film.shown if series.part] == [
        ("phase", number) for number in (1, 2, 3, 4)
    ]
    # The object counts place by place; a reader turns phase by phase.
    assert [pages(exam, series) for series in film.shown] == [frames[phase::4] for phase in range(4)]
    assert len(film.instances) == 1
    kinds = FrameKinds(exam.place.house.archive.retrieve).of(film.shown[1])
    assert kinds.frame_kinds == (0,) * 8
    opened = open_link(client, exam, factor=RIGHT).json()
    [listed] = [study["series"] for study in opened["status"]["studies"]]
    assert [series["frames"] for series in listed] == [8] * 4
    for series in listed:
        assert client.get(f"{exam.api}/series/{series['id']}").json()["frames"] == 8
        assert client.get(f"{exam.api}/series/{series['id']}/frames/8").status_code == 200
    assert client.get(f"{exam.api}/takeaway").json()["originals"]["files"] == 1
    assert client.get(f"{exam.api}/takeaway").json()["pictures"]["files"] == 32
    assert b"IM00002" not in client.get(f"{exam.api}/originals.zip").content


def test_the_same_object_in_another_order_has_another_version(exam: Exam) -> None:
    """A page that knows the former order asks for the new one, rather than show other frames under its numbers."""
    exam.take([conformance_path(SIX)])
    [series] = exam.film.shown
    assert replace(series, places=series.places[::-1]).version != series.version


def test_an_order_that_can_not_be_read_just_now_is_read_later(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    """The film is there without it, for the report's sake; nobody believes it for long."""
    exam.take([conformance_path(UPSIDE_DOWN)])
    house = exam.place.house
    films = Films(house.index, house.archive.retrieve)
    studies = house.bindings.study_ids(exam.order.id)

    def away(landing: Landing, key: object) -> Path:
        raise UnavailableError("The disk does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(Landing, "path", away)
        film = films.of(studies)
    assert [place.number for place in film.shown[0].places] == [1, 2, 3]
    assert not film.is_final
    monkeypatch.setattr("imaging.sharing.film._BELIEVED_SECONDS", 0)
    assert [place.number for place in exam.film.shown[0].places] == [3, 2, 1]
