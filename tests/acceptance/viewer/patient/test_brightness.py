"""Brightness goes the way of the finger, by whatever the file makes its greys."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect
from pydicom.dataset import Dataset

from tests.acceptance.viewer.patient.screens import complaints, drag, line, pixels
from tests.acceptance.viewer.patient.visits import Phone, phone
from tests.exams import Exam
from tests.synthetic import secondary_capture

SIDE = 64
# From dark to bright, in whole numbers and evenly.
RAMP = np.tile(np.linspace(0, 4095, SIDE).round().astype("<u2"), (SIDE, 1))


def ramp(tmp_path: Path, **attributes: object) -> list[Path]:
    """A picture of a ramp of 12 bits."""
    path = tmp_path / "ramp.dcm"
    shape = {"Rows": SIDE, "Columns": SIDE, "BitsAllocated": 16, "BitsStored": 12, "HighBit": 11}
    path.write_bytes(secondary_capture(**shape | {"PixelData": RAMP.tobytes()} | attributes))
    return [path]


def table() -> list[Dataset]:
    """A VOI LUT that turns the ramp around."""
    lut = Dataset()
    lut.LUTDescriptor = [4096, 0, 16]
    lut.LUTData = (65535 - np.arange(4096) * 16).astype("<u2").tobytes()
    return [lut]


def brighten(held: Phone, how: list[tuple[float, float]]) -> tuple[float, float, float]:
    """The mean grey before a finger moves, while it is down, and when the server's own picture is here."""
    held.page.locator("button.hero").click()
    held.expect_frame(1)
    held.page.locator(".tool").nth(1).click()
    held.page.wait_for_timeout(300)
    before = pixels(held.page, "canvas.picture").mean()
    tools = held.page.context.new_cdp_session(held.page)
    for step, (x, y) in enumerate(how):
        point = {"type": "touchMove" if step else "touchStart", "touchPoints": [{"x": x, "y": y}]}
        tools.send("Input.dispatchTouchEvent", point)
    held.page.wait_for_timeout(300)
    preview = pixels(held.page, "canvas.picture").mean()
    with held.page.expect_response(re.compile("/frames/1.*window=")) as asked:
        tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert asked.value.status == 200
    held.page.wait_for_timeout(500)
    return before, preview, pixels(held.page, "canvas.picture").mean()


@pytest.mark.parametrize(
    "attributes",
    [
        {"WindowCenter": 2048, "WindowWidth": 4096},
        {"WindowCenter": 2048, "WindowWidth": 4096, "PhotometricInterpretation": "MONOCHROME1"},
        {"WindowCenter": 2048, "WindowWidth": 2000, "VOILUTFunction": "SIGMOID"},
        # Values from 0 to 0.4095: the whole window is narrower than 1.
        {"RescaleSlope": 0.0001, "RescaleIntercept": 0},
        {
            "RescaleSlope": 0.0001,
            "RescaleIntercept": 0,
            "WindowCenter": 0.2,
            "WindowWidth": 0.3,
            "VOILUTFunction": "LINEAR_EXACT",
            "PhotometricInterpretation": "MONOCHROME1",
        },
    ],
    ids=["plain", "inverse", "sigmoid", "narrow", "narrow and inverse"],
)
def test_up_is_brighter_at_once_and_for_good(
    chromium: Browser, exam: Exam, tmp_path: Path, attributes: dict[str, object]
) -> None:
    exam.take(ramp(tmp_path, **attributes))
    with phone(chromium, "en") as held:
        held.enter(exam)
        before, preview, after = brighten(held, line((200, 300), (200, 220)))
        assert preview > before + 5
        # Of values outside of the former window the preview knows nothing.
        assert after == pytest.approx(preview, abs=6), "what the finger showed is what the server makes"
        assert complaints(held) == []


def test_a_window_narrower_than_one_is_told_with_its_figures(chromium: Browser, exam: Exam, tmp_path: Path) -> None:
    narrow = {"RescaleSlope": 0.0001, "RescaleIntercept": 0, "WindowCenter": 0.2, "WindowWidth": 0.3}
    exam.take(ramp(tmp_path, **narrow, VOILUTFunction="LINEAR_EXACT"))
    with phone(chromium, "en") as held:
        held.enter(exam)
        held.page.locator("button.hero").click()
        expect(held.page.locator(".overlay-window")).to_have_text("C 0.2 · W 0.3")


def test_an_image_with_a_table_has_brightness_too(chromium: Browser, exam: Exam, tmp_path: Path) -> None:
    exam.take(ramp(tmp_path, VOILUTSequence=table()))
    with phone(chromium, "en") as held:
        held.enter(exam)
        held.page.locator("button.hero").click()
        held.expect_frame(1)
        expect(held.page.locator(".overlay-window")).to_be_empty()
        held.page.go_back()
        _, _, after = brighten(held, line((200, 300), (200, 220)))
        expect(held.page.locator(".overlay-window")).to_have_text(re.compile(r"^C \d+ · W \d+$"))
        assert after > 20
        held.page.get_by_role("button", name="As recorded").click()
        expect(held.page.locator(".overlay-window")).to_be_empty()


def test_only_colour_has_no_brightness(chromium: Browser, exam: Exam, tmp_path: Path) -> None:
    path = tmp_path / "colour.dcm"
    colour = {"SamplesPerPixel": 3, "PlanarConfiguration": 0, "PhotometricInterpretation": "RGB"}
    bits = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}
    path.write_bytes(secondary_capture(**colour, **bits, Rows=16, Columns=16, PixelData=bytes(range(256)) * 3))
    exam.take([path])
    with phone(chromium, "en") as held:
        held.enter(exam)
        held.page.locator("button.hero").click()
        held.expect_frame(1)
        expect(held.page.locator(".tool").nth(1)).to_be_hidden()
        drag(held, line((200, 300), (200, 220)))
        assert complaints(held) == []
