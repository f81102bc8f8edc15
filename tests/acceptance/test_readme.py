"""The README and the demo's screen word by word, as somebody follows them who has read nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from imaging.index.tables import bindings, orders
from tests.acceptance.demo_visits import LOGIN, SECRET, Demo
from tests.acceptance.test_demo import FILMLESS, Newcomer
from tests.data import ROOT
from tests.peers import require
from tests.synthetic import secondary_capture

README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDER = "/path/to/a/study"


@dataclass(frozen=True)
class Reader:
    """Somebody in another shell beside the running demo, who has the demo's screen and the README."""

    demo: Demo

    @property
    def newcomer(self) -> Newcomer:
        return self.demo.newcomer

    @property
    def screen(self) -> str:
        return self.demo.screen

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
        while not self._is_bound(number):
            assert time.monotonic() < deadline, "the study did not appear"
            time.sleep(0.1)
        assert self.step(number) == "images"

    def _is_bound(self, number: str) -> bool:
        """Looked up where it is kept: a command for each look would be most of the machine's work meanwhile."""
        query = select(bindings.c.study_id).join(orders, orders.c.id == bindings.c.order_id)
        with self.newcomer.index() as index, index.read() as connection:
            return connection.scalar(query.where(orders.c.accession_number == number)) is not None


def readme_line(beginning: str) -> str:
    """The one line of the README's commands that begins so."""
    [line] = re.findall(rf"^{re.escape(beginning)}.*", README, re.MULTILINE)
    return str(line)


@pytest.fixture(scope="module")
def reader(demo: Demo) -> Reader:
    return Reader(demo)


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


def test_what_the_screen_says_is_true(reader: Reader) -> None:
    said, newcomer = reader.screen, reader.newcomer
    assert f"http://127.0.0.1:{newcomer.http_port}/i#" in said
    assert re.search(r"storescu .* 127\.0\.0\.1 " + str(newcomer.dicom_port), said)
    with httpx.Client(base_url=f"http://127.0.0.1:{newcomer.http_port}") as browser:
        printed = LOGIN.findall(said)
        logins = ["desk", "doctor", "admin", "privacy", "east", "surgeon", "east-admin"]
        assert [login for login, _ in printed] == logins
        secrets = dict(SECRET.findall(said))
        assert list(secrets) == ["doctor"]
        for login, password in printed:
            signed_in = browser.post("/desk/api/session", json={"login": login, "password": password})
            assert signed_in.status_code == 200, login
            assert ("next" in signed_in.json()) is (login in secrets)
            if login in secrets:
                shown = {"ticket": signed_in.json()["ticket"], "code": reader.demo.doctors_phone.code()}
                assert browser.post("/desk/api/session/code", json=shown).json()["login"] == login
    (drawn,) = zxingcpp.read_barcodes(picture_of_the_code(said))
    (first, *_) = re.findall(r"http://\S+/i#\w+", said)
    assert drawn.text == first
    counts = reader.demo.counts
    assert (counts["hospitals"], counts["users"], counts["reports"]) == (2, 7, 2)


def picture_of_the_code(said: str) -> Image.Image:
    """Draw what the terminal shows in half blocks, a module in four pixels."""
    lines = re.findall(r"\x1b\[30;107m([█▀▄ ]+)\x1b\[0m", said)
    halves = {"█": (0, 0), "▀": (0, 255), "▄": (255, 0), " ": (255, 255)}
    rows = [[halves[block][half] for block in line] for line in lines for half in (0, 1)]
    modules = np.array(rows, np.uint8)
    return Image.fromarray(modules.repeat(4, axis=0).repeat(4, axis=1))


def test_the_screen_and_the_readme_say_the_same(reader: Reader) -> None:
    printed = next(line.strip() for line in reader.screen.splitlines() if "storescu" in line)
    assert printed == readme_line("storescu").replace("11112", str(reader.newcomer.dicom_port))


@pytest.mark.parametrize("tool", ["dcmtk", "pynetdicom"])
def test_a_study_sent_as_it_says_appears_on_the_page_of_its_slip(reader: Reader, tmp_path: Path, tool: str) -> None:
    # Which storescu it is depends on whether an environment is activated in that shell.
    programs = require("storescu").parent if tool == "dcmtk" else Path(sys.executable).parent
    number = f"A123{tool}"
    order = readme_line(".venv/bin/filmless order add").replace("A123", number)
    assert "/i#" in reader.types(order)
    assert reader.step(number) == "scheduled"
    reader.types(readme_line("storescu").replace(FOLDER, f"'{study(tmp_path, number)}'"), str(programs))
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
