"""What of a series belongs together."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from imaging.pixels.geometry import ImagePlane, PatientPoint
from imaging.pixels.parts import PartKind, SeriesSlice, parts
from imaging.pixels.stacks import Slice

X, Y, Z = PatientPoint(1, 0, 0), PatientPoint(0, 1, 0), PatientPoint(0, 0, 1)


def axial(number: int, z: float, is_localizer: bool = False, **said: object) -> SeriesSlice:
    values = {PartKind[name.upper()]: value for name, value in said.items()}
    return SeriesSlice(Slice(number, ImagePlane(PatientPoint(0, 0, z), X, Y, 1, 1)), is_localizer, values)


def coronal(number: int, y: float) -> SeriesSlice:
    return SeriesSlice(Slice(number, ImagePlane(PatientPoint(0, y, 0), X, Z, 1, 1)))


def found(images: list[SeriesSlice]) -> list[tuple[PartKind, int, tuple[int, ...]]]:
    return [(part.kind, part.number, part.order) for part in parts(images)]


def test_a_plain_stack_is_one_part_in_the_order_of_space() -> None:
    assert found([axial(1, 0), axial(2, 30), axial(3, 10), axial(4, 40)]) == [(PartKind.WHOLE, 1, (0, 2, 1, 3))]


def test_nothing_has_no_parts() -> None:
    assert parts([]) == ()


def test_localizers_are_apart_and_last_even_a_single_one() -> None:
    images = [axial(1, 50, is_localizer=True), axial(2, 10), axial(3, 0), axial(4, 20)]
    assert found(images) == [(PartKind.WHOLE, 1, (2, 1, 3)), (PartKind.LOCALIZER, 1, (0,))]


def test_directions_are_apart() -> None:
    images = [coronal(1, 0), coronal(2, 10), coronal(3, 5), axial(4, 0), axial(5, 2), axial(6, 1)]
    assert found(images) == [(PartKind.DIRECTION, 1, (0, 2, 1)), (PartKind.DIRECTION, 2, (3, 5, 4))]


def test_a_few_slices_in_each_direction_stay_together() -> None:
    assert found([axial(1, 0), coronal(2, 0), coronal(3, 5)]) == [(PartKind.WHOLE, 1, (0, 1, 2))]


def test_what_has_no_place_does_not_spoil_the_order_of_the_rest() -> None:
    unplaced = [SeriesSlice(Slice(number, None)) for number in (7, 8, 9)]
    images = [axial(1, 20), axial(2, 0), axial(3, 10), *unplaced]
    assert found(images) == [(PartKind.DIRECTION, 1, (0, 2, 1)), (PartKind.DIRECTION, 2, (3, 4, 5))]


@pytest.mark.parametrize("kind", ["phase", "echo", "diffusion", "image_type", "acquisition"])
def test_repetitions_are_told_apart_by_what_the_file_says(kind: str) -> None:
    numbers = count(1)
    # Place by place, as many devices count.
    images = [axial(next(numbers), z, **{kind: value}) for z in (0, 5, 10) for value in ("a", "b")]
    assert found(images) == [(PartKind[kind.upper()], 1, (0, 2, 4)), (PartKind[kind.upper()], 2, (1, 3, 5))]


def test_a_value_that_tells_nothing_apart_is_passed_over() -> None:
    numbers = count(1)
    images = [axial(next(numbers), z, acquisition=1, echo=echo) for echo in (1, 2) for z in (0, 5, 10)]
    assert [part.kind for part in parts(images)] == [PartKind.ECHO, PartKind.ECHO]


def test_repetitions_without_a_word_are_told_apart_by_their_number() -> None:
    numbers = count(1)
    images = [axial(next(numbers), z) for z in (0, 5, 10, 0, 5, 10)]
    assert found(images) == [(PartKind.REPETITION, 1, (0, 1, 2)), (PartKind.REPETITION, 2, (3, 4, 5))]


def test_places_taken_unequally_often_stay_together() -> None:
    images = [axial(1, 0), axial(2, 5), axial(3, 10), axial(4, 5)]
    assert found(images) == [(PartKind.WHOLE, 1, (0, 1, 3, 2))]


def test_a_heart_that_beats_is_turned_place_by_place() -> None:
    numbers = count(1)
    images = [axial(next(numbers), z, phase=phase) for phase in range(20) for z in (0, 5, 10)]
    [(kind, _, order)] = found(images)
    assert kind is PartKind.WHOLE
    assert order[:20] == tuple(range(0, 60, 3))


def test_stacks_of_one_direction_are_apart() -> None:
    slices = [axial(number, z, stack=z > 50) for number, z in enumerate((100, 0, 110, 10, 120, 20), start=1)]
    assert found(slices) == [(PartKind.STACK, 1, (0, 2, 4)), (PartKind.STACK, 2, (1, 3, 5))]


def test_stacks_of_a_frame_each_stay_together() -> None:
    slices = [axial(number, number, stack=number) for number in (1, 2, 3, 4)]
    assert found(slices) == [(PartKind.WHOLE, 1, (0, 1, 2, 3))]


def test_frames_of_one_object_keep_the_order_that_it_gives_them() -> None:
    slices = [replace(axial(number, z), ordered_in="1.2.3") for number, z in ((2, 0), (1, 10), (3, 5))]
    assert found(slices) == [(PartKind.WHOLE, 1, (1, 0, 2))]
    # With another object among them only space is common to all.
    assert found([*slices, axial(4, 7)]) == [(PartKind.WHOLE, 1, (1, 3, 2, 0))]
