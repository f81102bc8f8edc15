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
from pathlib import Path

import pytest
from sqlalchemy import func, select

from imaging.index.engine import Index
from imaging.index.tables import hospitals, instances, links, orders, reports, users
from tests.lifetimes import DYING_TOGETHER
from tests.ports import free_port

FILMLESS = Path(sys.executable).parent / "filmless"
COUNTED = (instances, orders, links, reports, users, hospitals)
LINK = re.compile(r"/i#\w+")


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
            [*DYING_TOGETHER, FILMLESS, "demo"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
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
        with self.index() as index, index.read() as connection:
            found = {table.name: connection.scalar(select(func.count()).select_from(table)) for table in COUNTED}
        return {name: count or 0 for name, count in found.items()}

    @contextmanager
    def index(self) -> Iterator[Index]:
        """What is kept, looked at from outside."""
        index = Index.open(f"sqlite:///{self.data / 'index.sqlite3'}")
        try:
            yield index
        finally:
            index.close()


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    return Newcomer(tmp_path / "data", free_port(), free_port())


def test_control_c_ends_it_the_next_start_completes_it_and_another_doubles_nothing(newcomer: Newcomer) -> None:
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
    with newcomer.demo() as said:
        before = newcomer.counts()
    assert "178/178" in said
    assert (before["instances"], before["orders"]) == (178, 4)
    elsewhere = replace(newcomer, http_port=free_port())
    with elsewhere.demo() as said_again:
        assert elsewhere.counts() == before
    assert LINK.findall(said) == LINK.findall(said_again)
    assert said_again.count(f"http://127.0.0.1:{elsewhere.http_port}/i#") == len(LINK.findall(said_again)) == 3


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
