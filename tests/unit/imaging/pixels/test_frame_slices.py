"""The frames of one object in the order that it gives them: by dimensions, by stacks, else as they stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pydicom.dataset import Dataset

from imaging.dicom.elements import DataSet
from imaging.pixels.frame_slices import FrameSlice, frame_set, reading_order
from imaging.pixels.geometry import ImagePlane, PatientPoint
from imaging.pixels.parts import PartKind
from tests.unit.imaging.pixels.headers import header_of, image

X, Y = PatientPoint(1, 0, 0), PatientPoint(0, 1, 0)
AXIAL = [1, 0, 0, 0, 1, 0]


def frame(*rank: int, z: float = 0) -> FrameSlice:
    return FrameSlice(ImagePlane(PatientPoint(0, 0, z), X, Y, 1, 1), rank, is_localizer=False, said={})


@pytest.mark.parametrize(
    ("frames", "order", "is_given"),
    [
        ([frame(1, 3), frame(1, 1), frame(1, 2)], (1, 2, 0), True),
        # The first dimension is the slowest.
        ([frame(2, 1), frame(1, 2), frame(1, 1)], (2, 1, 0), True),
        # What the dimensions do not tell apart lies in space.
        ([frame(2, z=5), frame(1, z=9), frame(1, z=7)], (2, 1, 0), True),
        # An index that is the same everywhere says nothing.
        ([frame(1), frame(1), frame(1)], (0, 1, 2), False),
        ([frame(2), frame(), frame(1)], (0, 1, 2), False),
        ([], (), False),
    ],
)
def test_frames_stand_by_their_rank(frames: Sequence[FrameSlice], order: tuple[int, ...], is_given: bool) -> None:
    assert reading_order(frames) == (order, is_given)


def written(values: dict[str, object]) -> Dataset:
    """A data set with sequences in it; their items are dictionaries."""
    dataset = Dataset()
    for keyword, value in values.items():
        is_sequence = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        setattr(dataset, keyword, [written(each) for each in value] if is_sequence else value)  # type: ignore[attr-defined]
    return dataset


def header(**values: object) -> DataSet:
    dataset = image(SOPInstanceUID="1.2.3")
    dataset.update(written(values))
    return header_of(dataset).dataset


def groups(z: float, **content: object) -> dict[str, object]:
    return {
        "FrameContentSequence": [content],
        "PlanePositionSequence": [{"ImagePositionPatient": [0, 0, z]}],
        "MREchoSequence": [{"EffectiveEchoTime": 12.5}],
        "MRImageFrameTypeSequence": [{"FrameType": ["ORIGINAL", "PRIMARY", "LOCALIZER", "NONE"]}],
    }


def test_a_frame_says_where_it_is_and_what_it_is() -> None:
    content = {
        "StackID": "2",
        "InStackPositionNumber": 7,
        "TemporalPositionIndex": 3,
        "DimensionIndexValues": [2, 7, 3],
    }
    said_by = header(
        SharedFunctionalGroupsSequence=[{"PlaneOrientationSequence": [{"ImageOrientationPatient": AXIAL}]}],
        PerFrameFunctionalGroupsSequence=[groups(-4.5, **content)],
    )
    found = frame_set(said_by, 1)
    assert found is not None
    [said] = found.frames
    assert (found.uid, said.rank, said.is_localizer) == ("1.2.3", (2, 7, 3, 2, 7), True)
    assert said.plane is not None
    assert said.plane.position == (0, 0, -4.5)
    assert said.said == {
        PartKind.STACK: ("2",),
        PartKind.PHASE: ("3",),
        PartKind.ECHO: ("12.5",),
        PartKind.IMAGE_TYPE: ("ORIGINAL", "PRIMARY", "LOCALIZER", "NONE"),
    }


def test_stacks_without_dimensions_have_the_order_of_their_names() -> None:
    named = [groups(0, StackID=name, InStackPositionNumber=1) for name in ("10", "9", "1")]
    found = frame_set(header(PerFrameFunctionalGroupsSequence=named), 3)
    assert found is not None
    assert reading_order(found.frames) == ((2, 1, 0), True)
    lettered = [groups(0, StackID=name, InStackPositionNumber=1) for name in ("L", "C", "L")]
    found = frame_set(header(PerFrameFunctionalGroupsSequence=lettered), 3)
    assert found is not None
    assert [each.rank[0] for each in found.frames] == [0, 1, 0]


def test_parts_of_a_concatenation_belong_together() -> None:
    found = frame_set(header(ConcatenationUID="1.2.9", PerFrameFunctionalGroupsSequence=[groups(0)]), 1)
    assert found is not None
    assert found.uid == "1.2.9"


def test_an_object_that_does_not_speak_of_each_frame_says_nothing() -> None:
    assert frame_set(header(PerFrameFunctionalGroupsSequence=[groups(0)]), 65535) is None
    assert frame_set(header(), 2) is None
