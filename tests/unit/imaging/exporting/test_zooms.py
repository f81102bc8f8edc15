"""What a screen showed of a picture, as corners that presentation states have."""

from __future__ import annotations

import pytest

from imaging.exporting.zooms import Zoom, zoom_of

UPRIGHT = (False, False)


@pytest.mark.parametrize(
    ("zoom", "corners"),
    [
        (Zoom(1), ((1, 1), (400, 200))),
        # Half of each side, around the middle.
        (Zoom(2), ((101, 51), (300, 150))),
        (Zoom(4, 0.25, -0.25), ((201, 26), (300, 75))),
        # At the edge only what there is; beside the picture there is nothing to be shown.
        (Zoom(2, 1, 0.5), ((301, 151), (400, 200))),
        (Zoom(4, 5, 0), ((1, 1), (400, 200))),
    ],
)
def test_corners_are_pixels_of_the_picture(zoom: Zoom, corners: tuple[tuple[int, int], ...]) -> None:
    assert zoom.corners(400, 200, 1.0) == corners


def test_high_pixels_are_fewer_rows() -> None:
    """A picture of 100 rows that are twice as high as wide stands as high as 200 columns are wide."""
    assert Zoom(2, 0.25, 0.25).corners(200, 100, 2.0) == ((101, 51), (200, 100))


@pytest.mark.parametrize("factor", [0.25, 1.0])
def test_what_is_not_enlarged_is_whole(factor: float) -> None:
    assert zoom_of(factor, (0.25, 0.5), 0, UPRIGHT) is None


@pytest.mark.parametrize(
    ("rotation", "mirrored", "seen"),
    [
        # Moved to the right, the screen's middle shows what lies left of the picture's.
        (0, UPRIGHT, (-0.25, 0)),
        # What was on the left lies above now, what was below lies on the left.
        (90, UPRIGHT, (0, 0.25)),
        (180, UPRIGHT, (0.25, 0)),
        (270, UPRIGHT, (0, -0.25)),
        (0, (True, False), (0.25, 0)),
        (0, (False, True), (-0.25, 0)),
        (90, (False, True), (0, -0.25)),
    ],
)
def test_a_turned_picture_is_shown_where_it_was(
    rotation: float, mirrored: tuple[bool, bool], seen: tuple[float, float]
) -> None:
    found = zoom_of(2, (0.25, 0), rotation, mirrored)
    assert found is not None
    assert (found.right, found.down) == pytest.approx(seen)
