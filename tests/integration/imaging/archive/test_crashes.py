"""A receiving process is killed at random and between all steps: what was acknowledged is there, and nothing else."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from imaging.archive.composition import Archive
from imaging.archive.ingest import Step
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.index.tables import instances
from tests.data import ROOT
from tests.engines import open_archive

CHILD = Path(__file__).with_name("crashing.py")
RANDOM_KILLS = int(os.environ.get("FILMLESS_TEST_KILLS", "20"))


def start(directory: Path, url: str, step: str = "", count: int = 0) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, str(CHILD), str(directory), url, step, str(count)]
    return subprocess.Popen(arguments, env=os.environ | {"PYTHONPATH": str(ROOT)})


def check(archive: Archive, directory: Path) -> int:
    """Compare what was acknowledged with what is there, bit for bit; return how much that is."""
    sweep = Sweep(archive.index, archive.landing, archive.ingest)
    sweep.run()
    while Transfer(archive.index, archive.landing, archive.blobs).run():
        pass
    sweep.run()
    acknowledged = set((directory / "acknowledged").read_text().split())
    with archive.index.read() as connection:
        rows = connection.execute(select(instances.c.object_key, instances.c.sha256)).all()
    assert acknowledged <= {row.sha256.hex() for row in rows}
    for row in rows:
        assert hashlib.sha256(archive.blobs.read(row.object_key)).digest() == row.sha256
    assert sorted(archive.blobs.keys()) == sorted(row.object_key for row in rows)
    assert [path for path in archive.landing.directory.rglob("*") if path.is_file()] == []
    return len(acknowledged)


@pytest.mark.parametrize("step", list(Step))
def test_killed_between_steps(tmp_path: Path, step: Step) -> None:
    url = f"sqlite:///{tmp_path}/index.sqlite3"
    archive = open_archive(tmp_path, url)
    for count in (1, 3):
        assert start(tmp_path, url, step.value, count).wait(60) == -signal.SIGKILL
        check(archive, tmp_path)
    archive.close()


def test_killed_at_random(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/index.sqlite3"
    archive = open_archive(tmp_path, url)
    chance = random.Random(2)
    acknowledged = 0
    for _ in range(RANDOM_KILLS // 2):
        children = [start(tmp_path, url) for _ in range(2)]
        lines = acknowledged
        deadline = time.monotonic() + 30
        while lines == acknowledged and time.monotonic() < deadline:
            time.sleep(0.05)
            lines = len((tmp_path / "acknowledged").read_text().split()) if (tmp_path / "acknowledged").exists() else 0
        for child in children:
            time.sleep(chance.uniform(0, 0.3))
            child.kill()
            child.wait()
        after = check(archive, tmp_path)
        assert after > acknowledged
        acknowledged = after
    archive.close()
