"""The last steps of an object: nothing is in the index before its bytes are durable and it has its name."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import pytest

from imaging.archive import settling
from imaging.archive.composition import Archive
from imaging.archive.ingest import Ingest, Origin, Outcome
from imaging.archive.landing_file import LandingFile
from imaging.archive.settling import Settling, Step, Syncer
from imaging.clock import SystemClock
from imaging.errors import UnavailableError
from imaging.index.engine import Index
from tests.data import sample_path
from tests.engines import receive


@pytest.fixture(scope="module")
def ct() -> bytes:
    return sample_path("ct_head_phantom/ct_phantom_001.dcm").read_bytes()


@pytest.mark.parametrize("awaited_bytes", [settling.AWAITED_BYTES, 0])
def test_the_index_knows_nothing_of_what_is_not_durable(
    archive: Archive, ct: bytes, monkeypatch: pytest.MonkeyPatch, awaited_bytes: int
) -> None:
    monkeypatch.setattr(settling, "AWAITED_BYTES", awaited_bytes)
    known: dict[Step, int] = {}

    def look(step: Step) -> None:
        known[step] = len(archive.retrieve.instances_of(None))

    ingest = Ingest(archive.index, archive.landing, archive.objects, SystemClock(), look)
    file = archive.landing.begin()
    file.write(ct)
    ingest.accept(file, Origin(1, "test"))
    assert known == {Step.RECEIVED: 0, Step.SYNCED: 0, Step.NAMED: 0, Step.COMMITTED: 1}


def test_bytes_that_did_not_reach_the_disk_leave_nothing(
    archive: Archive, ct: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: LandingFile) -> None:
        raise UnavailableError("The disk is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(LandingFile, "sync", fail)
        with pytest.raises(UnavailableError):
            receive(archive, ct)
    assert archive.retrieve.instances_of(None) == []
    assert [path for path in archive.landing.directory.rglob("*") if path.is_file() and path.stat().st_size] == []
    assert receive(archive, ct).outcome is Outcome.STORED


def test_the_thread_that_commits_and_the_one_that_received_both_hear_of_a_failed_sync(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_fail = threading.Event()

    def fail(_: LandingFile) -> None:
        may_fail.wait(10)
        raise UnavailableError("The disk is gone.")

    monkeypatch.setattr(LandingFile, "sync", fail)
    name, idle = archive.landing.directory / "name.dcm", deque[Syncer]()
    with (
        archive.landing.begin() as file,
        ThreadPoolExecutor(2) as threads,
        Settling(file, idle, lambda step: None) as settling,
    ):
        heard = [threads.submit(settling.finish, name) for _ in range(2)]
        may_fail.set()
        for each in heard:
            with pytest.raises(UnavailableError, match="The disk is gone"):
                each.result(10)
    assert len(idle) == 1
    idle.pop().end()


def test_objects_that_come_one_after_the_other_share_a_syncing_thread(archive: Archive, ct: bytes) -> None:
    before = set(threading.enumerate())
    for _ in range(3):
        receive(archive, ct)
    begun = [thread for thread in set(threading.enumerate()) - before if thread.name == "sync"]
    assert len(begun) == 1
    archive.ingest.close()
    begun[0].join(10)
    assert not begun[0].is_alive()


def test_other_writers_do_not_wait_for_a_large_object(
    archive: Archive, ct: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would for as long as the disk takes for it."""
    monkeypatch.setattr(settling, "AWAITED_BYTES", len(ct) - 1)
    is_writing: list[bool] = []
    sync, write = LandingFile.sync, Index.write_together

    def look_at_the_end(file: LandingFile) -> None:
        sync(file)
        is_writing.append(False)

    def note(*said: object, **named: object) -> object:
        is_writing.append(True)
        return write(*said, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(LandingFile, "sync", look_at_the_end)
    monkeypatch.setattr(Index, "write_together", note)
    receive(archive, ct)
    assert is_writing == [False, True]
