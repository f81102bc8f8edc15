"""What the samples' README says about the head phantom is what its pixels say."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom import dcmread

from tests.data import SAMPLE
from tests.head_phantom import IMAGE, INSERTS, PIXEL_MM, ROD, SPHERE, Insert, diameter_mm


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    """Image 28 in Hounsfield units."""
    dataset = dcmread(SAMPLE / "ct_head_phantom" / f"ct_phantom_{IMAGE:03}.dcm")
    assert dataset.PixelSpacing == [PIXEL_MM, PIXEL_MM]
    return np.asarray(dataset.pixel_array.astype(float) * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept))


@pytest.mark.parametrize("insert", INSERTS, ids=lambda insert: insert.name)
def test_sizes_at_half_of_the_maximum(values: np.ndarray, insert: Insert) -> None:
    assert diameter_mm(values, insert, 0) == pytest.approx(insert.width_mm, abs=0.1)
    assert diameter_mm(values, insert, 90) == pytest.approx(insert.height_mm, abs=0.1)


@pytest.mark.parametrize("insert", [ROD, SPHERE], ids=lambda insert: insert.name)
def test_what_is_round_is_so_in_every_direction(values: np.ndarray, insert: Insert) -> None:
    diameters = [diameter_mm(values, insert, degrees) for degrees in range(0, 180, 15)]
    assert max(diameters) - min(diameters) < 0.15
    assert np.pi / 4 * np.mean(diameters) ** 2 == pytest.approx(insert.area_mm2, rel=0.003)
    assert np.mean(diameters) == pytest.approx(insert.width_mm, abs=0.05)
