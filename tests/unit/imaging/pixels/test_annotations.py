"""Text in the corners of a picture."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.dicom.header import read_header
from imaging.pixels.annotations import annotate, patient_lines, technique_lines
from imaging.pixels.windows import VoiFunction, Window
from imaging.sharing.slip_font import readable_font
from tests.data import sample_path
from tests.unit.imaging.pixels.headers import header_of, image


def test_lines_say_whose_and_how() -> None:
    path = min(sample_path("mr_brain_t1").glob("*.dcm"))
    with path.open("rb") as source:
        header = read_header(source).dataset
    assert patient_lines(header)[1:] == ("DEMO0002", "1980-01-01  F")
    technique = technique_lines(header, Window(600, 1200))
    assert technique[0].startswith("MR  20")
    assert technique[-1] == "C 600 W 1200"


@pytest.mark.parametrize(
    ("window", "line"),
    [
        (Window(1234567.5, 7654321), "C 1234567.5 W 7654321"),
        (Window(0.5, 0.25, VoiFunction.SIGMOID), "C 0.5 W 0.25 SIGMOID"),
    ],
)
def test_windows_are_told_with_all_digits_and_their_function(window: Window, line: str) -> None:
    assert technique_lines(header_of(image()).dataset, window)[-1] == line


@pytest.mark.parametrize("shape", [(256, 200), (256, 200, 3)])
def test_text_is_drawn_into_the_upper_corners_and_nowhere_else(shape: tuple[int, ...]) -> None:
    font = readable_font()
    assert font is not None
    pixels = np.full(shape, 90, np.uint8)
    drawn = annotate(pixels, ("张三", "P-1"), ("CT",), font)
    assert drawn.shape == pixels.shape
    assert (pixels == 90).all()
    changed = (drawn != 90) if drawn.ndim == 2 else (drawn != 90).any(axis=2)
    assert changed[:40, :60].any()
    assert changed[:20, 160:].any()
    assert not changed[60:].any()
    assert {0, 255} <= set(np.unique(drawn))
    # Another text, other letters: what the font does not have would look alike.
    assert (annotate(pixels, ("李四", "P-1"), ("CT",), font) != drawn).any()
