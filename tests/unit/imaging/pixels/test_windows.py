"""The VOI functions against numbers worked out by hand from PS3.3 C.11.2.1.2 and C.11.2.1.3."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imaging.pixels.windows import VoiFunction, Window, apply_window


# PS3.3 C.11.2.1.2.1, note 2: the examples of the standard for an output of 0 to 255.
@pytest.mark.parametrize(
    ("center", "width", "black", "white"),
    [(2048, 4096, 0, 4095), (2048, 1, 2047, 2048), (0, 100, -50, 49), (0, 1, -1, 0)],
)
def test_linear_examples_of_the_standard(center: float, width: float, black: float, white: float) -> None:
    shown = apply_window(np.array([black - 1, black, white, white + 1], dtype=float), Window(center, width))
    assert shown.tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize(
    ("window", "value", "expected"),
    [
        (Window(40, 400), 40.0, ((40 - 39.5) / 399 + 0.5) * 255),
        (Window(40, 400), -159.0, ((-159 - 39.5) / 399 + 0.5) * 255),
        (Window(40, 400, VoiFunction.LINEAR_EXACT), 40.0, 127.5),
        (Window(40, 400, VoiFunction.LINEAR_EXACT), -160.0, 0.0),
        (Window(40, 400, VoiFunction.LINEAR_EXACT), 140.0, 191.25),
        (Window(0.5, 0.25, VoiFunction.LINEAR_EXACT), 0.5625, 191.25),
        (Window(40, 400, VoiFunction.SIGMOID), 40.0, 127.5),
        (Window(40, 400, VoiFunction.SIGMOID), 140.0, 255 / (1 + math.exp(-1))),
        (Window(40, 400, VoiFunction.SIGMOID), -1e9, 0.0),
    ],
)
def test_functions(window: Window, value: float, expected: float) -> None:
    assert apply_window(np.array([value]), window)[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("center", "width", "function"),
    [
        (0, 0, VoiFunction.LINEAR),
        (0, 0.5, VoiFunction.LINEAR),
        (0, 0, VoiFunction.SIGMOID),
        (0, -1, VoiFunction.LINEAR_EXACT),
        (math.nan, 10, VoiFunction.LINEAR),
        (0, math.inf, VoiFunction.LINEAR),
    ],
)
def test_impossible_windows_are_refused(center: float, width: float, function: VoiFunction) -> None:
    with pytest.raises(ValueError, match="window"):
        Window(center, width, function)


@pytest.mark.parametrize(("lowest", "highest"), [(0, 255), (-1024, 3071), (0.25, 0.75), (7, 7)])
def test_between_maps_its_ends_to_black_and_white(lowest: float, highest: float) -> None:
    shown = apply_window(np.array([lowest, highest], dtype=float), Window.between(lowest, highest))
    assert shown[0] == pytest.approx(0)
    assert shown[1] == pytest.approx(255 if highest > lowest else 0)


def test_json_round_trip() -> None:
    window = Window(40.5, 400, VoiFunction.SIGMOID, "软组织")
    assert Window.from_json(window.to_json()) == window


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window(40, 400), "40,400,LINEAR"),
        (Window(0.1, 0.3000001, VoiFunction.LINEAR_EXACT), "0.1,0.3000001,LINEAR_EXACT"),
        (Window(12345678.5, 98765432, VoiFunction.SIGMOID), "12345678.5,98765432,SIGMOID"),
        (Window(-1e-7, 1e300), "-1e-07,1e+300,LINEAR"),
    ],
)
def test_text_keeps_every_digit_and_the_function(window: Window, text: str) -> None:
    assert window.to_text() == text
    assert Window.from_text(text) == window


def test_a_text_without_a_function_is_linear() -> None:
    assert Window.from_text("40,400") == Window(40, 400)


@pytest.mark.parametrize("text", ["", "40", "40,x", "40,400,linear", "40,400,LINEAR,1", "40,0.5", "nan,400"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (Each says something else.)
        Window.from_text(text)
