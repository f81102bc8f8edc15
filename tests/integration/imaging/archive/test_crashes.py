"""A receiving process is killed at random and between all steps: what was acknowledged is there, and nothing else."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import signal
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import select

from imaging.archive.composition import Archive
from imaging.archive.settling import Step
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.index.tables import instances
from tests.engines import open_archive
from tests.integration.imaging.archive import crashing

RANDOM_KILLS = int(os.environ.get("FILMLESS_TEST_KILLS", "100"))
# Everything is imported once, in a process that does nothing but fork.
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["__main__", crashing.__name__])


def start(directory: Path, url: str, step: str = "", count: int = 0) -> ForkServerProcess:
    child = FORKING.Process(target=crashing.receive_until_killed, args=(directory, url, step, count))
    child.start()
    return child


def check(archive: Archive, directory: Path, known: set[str]) -> int:
    """Compare what was acknowledged with what is there, and what is not known as sound bit for bit; tell how much."""
    sweep = Sweep(archive.index, archive.landing, archive.ingest)
    sweep.run()
    while Transfer(archive.index, archive.landing, archive.blobs).run():
        pass
    sweep.run()
    acknowledged = crashing.acknowledged(directory)
    with archive.index.read() as connection:
        rows = connection.execute(select(instances.c.object_key, instances.c.sha256)).all()
    assert acknowledged <= {row.sha256.hex() for row in rows}
    for row in rows:
        if row.object_key not in known:
            assert hashlib.sha256(archive.blobs.read(row.object_key)).digest() == row.sha256
            known.add(row.object_key)
    assert sorted(archive.blobs.keys()) == sorted(row.object_key for row in rows)
    assert [path for path in archive.landing.directory.rglob("*") if path.is_file()] == []
    return len(acknowledged)


@pytest.mark.parametrize("step", list(Step))
def test_killed_between_steps(tmp_path: Path, step: Step) -> None:
    url = f"sqlite:///{tmp_path}/index.sqlite3"
    archive = open_archive(tmp_path, url)
    for count in (1, 3):
        child = start(tmp_path, url, step.value, count)
        child.join(60)
        assert child.exitcode == -signal.SIGKILL
        check(archive, tmp_path, set())
    archive.close()


def test_killed_at_random(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/index.sqlite3"
    archive = open_archive(tmp_path, url)
    chance, known, acknowledged = random.Random(2), set[str](), 0
    for _ in range(RANDOM_KILLS // 2):
        children = [start(tmp_path, url) for _ in range(2)]
        deadline = time.monotonic() + 30
        while len(crashing.acknowledged(tmp_path)) == acknowledged and time.monotonic() < deadline:
            time.sleep(0.02)
        for child in children:
            time.sleep(chance.uniform(0, 0.2))
            child.kill()
            child.join()
        after = check(archive, tmp_path, known)
        assert after > acknowledged
        acknowledged = after
    check(archive, tmp_path, set())
    archive.close()
