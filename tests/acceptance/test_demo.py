"""`filmless demo` as a newcomer meets it: started, read from the screen, started again, started on a taken port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select

from imaging.access.totp import code_at
from imaging.index.engine import Index
from imaging.index.tables import hospitals, instances, links, orders, reports, users
from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port

FILMLESS = Path(sys.executable).parent / "filmless"
COUNTED = (instances, orders, links, reports, users, hospitals)
LINK = re.compile(r"/i#\w+")
LOGIN = re.compile(r"^ *(desk|doctor|admin|privacy|east) +(\S+) ", re.MULTILINE)
SECRET = re.compile(r"otpauth://totp/Filmless:(\w+)\?secret=([A-Z2-7]+)")


@dataclass(frozen=True)
class Newcomer:
    """Where the demo runs."""

    data: Path
    http_port: int
    dicom_port: int

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "FILMLESS_DATA_DIR": str(self.data),
            "FILMLESS_HTTP_BIND": f"127.0.0.1:{self.http_port}",
            "FILMLESS_DICOM_BIND": f"127.0.0.1:{self.dicom_port}",
        }

    @contextmanager
    def demo(self) -> Iterator[str]:
        """Run the demo and give what it said until it was ready."""
        process = subprocess.Popen(
            [*DYING_TOGETHER, FILMLESS, "demo"], env=self.environment, stdout=subprocess.PIPE, text=True
        )
        try:
            said = []
            for line in process.stdout or ():
                said.append(line)
                if "Control-C ends it" in line:
                    break
            # What keeps it from its end stands on the screen, and would be lost with it.
            assert "Control-C ends it" in said[-1], "".join(said)
            yield "".join(said)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)

    def counts(self) -> dict[str, int]:
        """How much there is of everything that must not be doubled."""
        index = Index.open(f"sqlite:///{self.data / 'index.sqlite3'}")
        with index.read() as connection:
            found = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in COUNTED}
        index.close()
        return {name: count or 0 for name, count in found.items()}


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    return Newcomer(tmp_path / "data", free_port(), free_port())


def test_it_says_what_a_newcomer_needs_and_does_not_double_anything(newcomer: Newcomer) -> None:
    with newcomer.demo() as said:
        before = newcomer.counts()
    elsewhere = replace(newcomer, http_port=free_port())
    with elsewhere.demo() as said_again:
        after = elsewhere.counts()
    assert f"http://127.0.0.1:{newcomer.http_port}/i#" in said
    assert re.search(r"storescu .* 127\.0\.0\.1 " + str(newcomer.dicom_port), said)
    assert "178/178" in said
    assert before["instances"] == 178
    assert before["orders"] == 4
    assert after == before
    assert LINK.findall(said) == LINK.findall(said_again)
    assert said_again.count(f"http://127.0.0.1:{elsewhere.http_port}/i#") == len(LINK.findall(said_again)) == 3


def test_what_it_prints_is_true(newcomer: Newcomer) -> None:
    with newcomer.demo() as said, httpx.Client(base_url=f"http://127.0.0.1:{newcomer.http_port}") as browser:
        printed = LOGIN.findall(said)
        assert [login for login, _ in printed] == ["desk", "doctor", "admin", "privacy", "east"]
        secrets = dict(SECRET.findall(said))
        assert list(secrets) == ["doctor"]
        for login, password in printed:
            signed_in = browser.post("/desk/api/session", json={"login": login, "password": password})
            assert signed_in.status_code == 200, login
            assert ("next" in signed_in.json()) is (login in secrets)
            if login in secrets:
                code = code_at(secrets[login], datetime.now(UTC))
                shown = {"ticket": signed_in.json()["ticket"], "code": code}
                assert browser.post("/desk/api/session/code", json=shown).json()["login"] == login
        (drawn,) = zxingcpp.read_barcodes(picture_of_the_code(said))
        (first, *_) = re.findall(r"http://\S+/i#\w+", said)
        assert drawn.text == first
        counts = newcomer.counts()
    assert (counts["hospitals"], counts["users"], counts["reports"]) == (2, 5, 2)


def picture_of_the_code(said: str) -> Image.Image:
    """Draw what the terminal shows in half blocks, a module in four pixels."""
    lines = re.findall(r"\x1b\[30;107m([█▀▄ ]+)\x1b\[0m", said)
    halves = {"█": (0, 0), "▀": (0, 255), "▄": (255, 0), " ": (255, 255)}
    rows = [[halves[block][half] for block in line] for line in lines for half in (0, 1)]
    modules = np.array(rows, np.uint8)
    return Image.fromarray(modules.repeat(4, axis=0).repeat(4, axis=1))


def test_control_c_ends_it_in_the_middle_and_the_next_start_completes_it(newcomer: Newcomer) -> None:
    demo = subprocess.Popen(
        [*DYING_TOGETHER, FILMLESS, "demo"],
        env=newcomer.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    await_instances(newcomer)
    os.killpg(demo.pid, signal.SIGINT)
    said, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0
    assert "Traceback" not in said
    assert "Filmless is running" not in said
    assert 0 < newcomer.counts()["instances"] < 178
    with newcomer.demo() as said_again:
        assert newcomer.counts()["instances"] == 178
    assert len(LINK.findall(said_again)) == 3


def await_instances(newcomer: Newcomer) -> None:
    """Wait until the first studies have come in."""
    deadline = time.monotonic() + 60
    while not (newcomer.data / "served-address").exists() or newcomer.counts()["instances"] < 3:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("port", "setting"), [("http_port", "FILMLESS_HTTP_BIND"), ("dicom_port", "FILMLESS_DICOM_BIND")]
)
def test_a_taken_port_names_the_setting(newcomer: Newcomer, port: str, setting: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", getattr(newcomer, port)))
        taken.listen()
        ended = subprocess.run(
            [FILMLESS, "demo"], env=newcomer.environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert setting in ended.stderr
    assert "Traceback" not in ended.stderr
