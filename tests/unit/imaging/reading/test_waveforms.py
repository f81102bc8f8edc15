"""Curves in their units, compared with pydicom's own reading of the same files, and drawn to scale."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pydicom
import pytest

from imaging.archive.bulk_data import find_bulk_data
from imaging.dicom.header import read_header
from imaging.errors import MalformedError
from imaging.reading.ecg_sheet import SheetWish, ecg_svg
from imaging.reading.waveforms import Channel, Recording, notes, recordings
from tests.data import sample_path

ECG = sample_path("ecg") / "ecg_12lead.dcm"
SVG = "{http://www.w3.org/2000/svg}"


def read(path: Path) -> tuple[Recording, ...]:
    with path.open("rb") as source:
        header = read_header(source)

        def data(number: int) -> bytes:
            bulk = find_bulk_data(source, header, f"54000100/{number}/54001010")
            if bulk.value is not None:
                return bulk.value
            source.seek(bulk.offset or 0)
            return source.read(bulk.length)

        return recordings(header.dataset, data)


def test_values_are_those_of_another_reader_in_millivolts() -> None:
    found, truth = read(ECG), pydicom.dcmread(ECG)
    assert [each.label for each in found] == ["RHYTHM", "MEDIAN BEAT"]
    for number, recording in enumerate(found):
        expected = truth.waveform_array(number) / 1000
        assert recording.frequency == 1000
        got = np.stack([channel.values for channel in recording.channels], axis=1)
        np.testing.assert_allclose(got, expected, atol=1e-9)
        assert {channel.unit for channel in recording.channels} == {"mV"}
    assert [channel.name for channel in found[0].channels][:4] == ["I", "II", "III", "aVR"]


def test_what_the_device_says_is_told() -> None:
    with ECG.open("rb") as source:
        said = notes(read_header(source).dataset)
    assert said[:3] == ("RITMO SINUSALE", "ECG NORMALE", "RR Interval 982 ms")


def sine(seconds: float = 2.0, name: str = "X") -> Recording:
    time = np.arange(int(seconds * 500)) / 500
    return Recording("", 500.0, (Channel(name, "mV", np.sin(2 * np.pi * time)),))


def curve(svg: str) -> np.ndarray:
    """The points of the longest path, in millimetres."""
    root = ET.fromstring(svg)
    path = max((each.attrib["d"] for each in root.iter(f"{SVG}path") if "l" in each.attrib["d"]), key=len)
    start = [int(value) for value in re.findall(r"-?\d+", path.split("l")[0])]
    steps = np.array([int(value) for value in re.findall(r"-?\d+", path.split("l")[1])]).reshape(-1, 2)
    return (np.vstack([[0, 0], np.cumsum(steps, axis=0)]) + start) / 100


@pytest.mark.parametrize(("speed", "gain"), [(25.0, 10.0), (50.0, 20.0)])
def test_a_second_and_a_millivolt_are_as_long_as_wanted(speed: float, gain: float) -> None:
    points = curve(ecg_svg(sine(), SheetWish(speed, gain)))
    assert np.ptp(points[:, 0]) == pytest.approx(speed * 999 / 500, abs=0.02)
    assert np.ptp(points[:, 1]) == pytest.approx(2 * gain, abs=0.02)
    # A positive voltage points upwards.
    assert points[125, 1] < points[0, 1]


def test_twelve_leads_stand_in_columns_with_the_second_one_below() -> None:
    root = ET.fromstring(ecg_svg(read(ECG)[0], SheetWish()))
    names = [each.text for each in root.iter(f"{SVG}text")][:-1]
    assert names == ["I", "aVR", "V1", "V4", "II", "aVL", "V2", "V5", "III", "aVF", "V3", "V6", "II"]
    assert root.attrib["width"] == "270mm"
    by_rows = ET.fromstring(ecg_svg(read(ECG)[0], SheetWish(is_by_rows=True)))
    assert len([*by_rows.iter(f"{SVG}text")]) == 13


def test_where_nothing_was_recorded_nothing_is_drawn() -> None:
    recording = sine()
    recording.channels[0].values[400:600] = np.nan
    paths = re.findall(r'd="([^"]*l[^"]*)"', ecg_svg(recording, SheetWish()))
    assert max(path.count("M") for path in paths) == 2


def test_a_name_is_no_markup() -> None:
    svg = ecg_svg(sine(name="<script>"), SheetWish())
    assert "<script>" not in svg
    ET.fromstring(svg)


def test_an_unknown_speed_is_refused() -> None:
    with pytest.raises(MalformedError):
        SheetWish(speed_mm=33)
