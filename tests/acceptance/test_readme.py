"""The README word by word, as somebody follows it who has read nothing else: a study sent, and the page of its slip."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.test_demo import FILMLESS, Newcomer, free_port
from tests.data import ROOT
from tests.peers import require
from tests.synthetic import secondary_capture

README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDER = "/path/to/a/study"


@dataclass(frozen=True)
class Reader:
    """Somebody in another shell beside the running demo, who has the demo's screen and the README."""

    newcomer: Newcomer
    screen: str

    def types(self, line: str, path: str = "") -> str:
        """Type a line of the README or of the screen, and return what it prints."""
        line = line.replace("11112", str(self.newcomer.dicom_port)).replace(".venv/bin/filmless", str(FILMLESS))
        environment = self.newcomer.environment
        environment["PATH"] = os.pathsep.join(filter(None, (path, environment["PATH"])))
        ended = subprocess.run(
            ["sh", "-c", line], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def step(self, number: str) -> str:
        """How far the page of an order's slip is."""
        [row] = json.loads(self.types(f".venv/bin/filmless order list --text {number} --json"))
        return str(row["step"])

    def awaits_images(self, number: str) -> None:
        deadline = time.monotonic() + 20
        while self.step(number) != "images":
            assert time.monotonic() < deadline, "the study did not appear"
            time.sleep(0.2)


def readme_line(beginning: str) -> str:
    """The one line of the README's commands that begins so."""
    [line] = re.findall(rf"^{re.escape(beginning)}.*", README, re.MULTILINE)
    return str(line)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    newcomer = Newcomer(tmp_path_factory.mktemp("newcomer") / "data", free_port(), free_port())
    with newcomer.demo() as screen:
        yield Reader(newcomer, screen)


def study(folder: Path, number: str) -> Path:
    """A folder of two slices that say the accession number and the patient of the README's order."""
    uid, folder = f"2.25.{int.from_bytes(number.encode())}", folder / "a study"
    folder.mkdir()
    for slice_number in (1, 2):
        data = secondary_capture(
            StudyInstanceUID=uid,
            SeriesInstanceUID=f"{uid}.1",
            AccessionNumber=number,
            PatientID="P7",
            PatientBirthDate="19800101",
            InstanceNumber=slice_number,
        )
        (folder / f"{slice_number}.dcm").write_bytes(data)
    return folder


@pytest.mark.parametrize("source", ["screen", "README"])
@pytest.mark.parametrize("tool", ["dcmtk", "pynetdicom"])
def test_a_study_sent_as_it_says_appears_on_the_page_of_its_slip(
    reader: Reader, tmp_path: Path, source: str, tool: str
) -> None:
    # Which storescu it is depends on whether an environment is activated in that shell.
    programs = require("storescu").parent if tool == "dcmtk" else Path(sys.executable).parent
    number = f"A123{source}{tool}"[:16]
    order = readme_line(".venv/bin/filmless order add").replace("A123", number)
    printed = next(line.strip() for line in reader.screen.splitlines() if "storescu" in line)
    line = printed if source == "screen" else readme_line("storescu")
    assert "/i#" in reader.types(order)
    assert reader.step(number) == "scheduled"
    reader.types(line.replace(FOLDER, f"'{study(tmp_path, number)}'"), str(programs))
    reader.awaits_images(number)


def test_folders_within_folders_go_with_dcmsend(reader: Reader, tmp_path: Path) -> None:
    require("dcmsend")
    [line] = re.findall(r"`(dcmsend [^`]+)`", README)
    reader.types(readme_line(".venv/bin/filmless order add").replace("A123", "A123dcmsend"))
    study(tmp_path, "A123dcmsend")
    reader.types(line.replace(FOLDER, str(tmp_path)))
    reader.awaits_images("A123dcmsend")


def test_nobody_is_told_to_activate_an_environment() -> None:
    """It would put another `storescu` before the one that the reader has installed."""
    assert "activate" not in README
    assert "activate" not in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
