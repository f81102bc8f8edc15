"""What pixels within figures hold, against masks that are drawn by hand and formulas that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imaging.reading.annotations import Kind
from imaging.reading.pixel_statistics import pixel_mask, statistics_of


def test_a_rectangle_holds_the_centres_within() -> None:
    mask = pixel_mask(Kind.RECTANGLE, ((0.5, 0.5), (3.5, 0.5), (3.5, 2.5), (0.5, 2.5)), (5, 6))
    assert np.argwhere(mask).tolist() == [[row, column] for row in (1, 2) for column in (1, 2, 3)]


def test_an_ellipse_agrees_with_its_formula_however_it_lies() -> None:
    center, (a, b), turn = (31.3, 27.8), (20.0, 9.0), math.radians(33)
    x, y = math.cos(turn), math.sin(turn)
    points = tuple(
        (center[0] + dx, center[1] + dy)
        for dx, dy in ((a * x, a * y), (-a * x, -a * y), (-b * y, b * x), (b * y, -b * x))
    )
    rows, columns = np.mgrid[0:64, 0:64]
    u, v = columns - center[0], rows - center[1]
    expected = ((u * x + v * y) / a) ** 2 + ((-u * y + v * x) / b) ** 2 <= 1
    assert np.array_equal(pixel_mask(Kind.ELLIPSE, points, (64, 64)), expected)


def test_a_freehand_outline_leaves_its_hollow_out() -> None:
    # A U: what lies between its arms is outside.
    outline = ((0.5, 0.5), (2.5, 0.5), (2.5, 5.5), (5.5, 5.5), (5.5, 0.5), (7.5, 0.5), (7.5, 7.5), (0.5, 7.5))
    mask = pixel_mask(Kind.FREEHAND, outline, (10, 10))
    assert mask[3, 1]
    assert mask[6, 4]
    assert not mask[3, 4]
    assert mask.sum() == 2 * 7 + 3 * 2 + 2 * 7


@pytest.mark.parametrize("point", [(-0.6, 0.0), (0.0, 4.5), (math.floor(1e5), 0.0)])
def test_a_probe_outside_has_no_pixel(point: tuple[float, float]) -> None:
    assert not pixel_mask(Kind.PROBE, (point,), (4, 4)).any()


def test_a_probe_is_the_pixel_it_lies_on() -> None:
    assert np.argwhere(pixel_mask(Kind.PROBE, ((2.49, 0.5),), (4, 4))).tolist() == [[1, 2]]


def test_figures_beyond_the_picture_hold_what_lies_on_it() -> None:
    ellipse = pixel_mask(Kind.ELLIPSE, ((-100.0, 1.0), (100.0, 1.0), (0.0, -100.0), (0.0, 102.0)), (3, 3))
    assert ellipse.all()
    assert not pixel_mask(Kind.ELLIPSE, ((50.0, 50.0), (60.0, 50.0), (55.0, 45.0), (55.0, 55.0)), (3, 3)).any()
    assert pixel_mask(Kind.FREEHAND, ((-9.0, -9.0), (99.0, -9.0), (99.0, 99.0), (-9.0, 99.0)), (3, 3)).all()


def test_statistics_leave_padding_out() -> None:
    values = np.array([[1.0, 2.0], [6.0, np.nan]])
    found = {each.name: each.value for each in statistics_of(values, np.ones((2, 2), bool), "HU")}
    assert found == {"mean": 3.0, "sd": pytest.approx(math.sqrt(14 / 3)), "min": 1.0, "max": 6.0, "pixels": 3.0}
    assert statistics_of(values, np.zeros((2, 2), bool), "HU") == ()
