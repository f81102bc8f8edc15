"""The landing directory, and what happens when its disk is full or broken."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.ingest import Outcome
from imaging.archive.landing import Landing
from imaging.errors import NoSpaceError, UnavailableError
from tests.engines import receive
from tests.synthetic import secondary_capture


def fail(code: int) -> int:
    raise OSError(code, os.strerror(code))


def test_a_full_disk_refuses_and_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda *_: fail(errno.ENOSPC))
        file = archive.landing.begin()
        with pytest.raises(NoSpaceError), file:
            file.write(b"x")
    assert not file.path.exists()
    assert receive(archive, secondary_capture()).outcome is Outcome.STORED


def test_a_lost_write_is_never_synced_again(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", lambda _: fail(errno.EIO))
        with pytest.raises(UnavailableError, match="durable"):
            receive(archive, secondary_capture())
    # The volume answers again, but nobody knows what it has lost.
    with pytest.raises(UnavailableError, match="lost a write"):
        archive.landing.begin()
    assert archive.retrieve.instances_of(None) == []


def test_the_names_of_what_is_acknowledged_survive_a_power_cut(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, fsync = [], os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    receive(archive, secondary_capture())
    [kept] = archive.landing.directory.rglob("*.dcm")
    assert kept.parent in synced
    assert archive.landing.directory in synced


def test_nothing_is_received_below_the_watermark(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing", needed_bytes=1 << 62, needed_share=1.0)
    assert landing.space().is_low
    with pytest.raises(NoSpaceError, match="nearly full"):
        landing.begin()


def test_the_needed_room_is_bounded_by_the_volume(tmp_path: Path) -> None:
    space = Landing(tmp_path, needed_bytes=1 << 62, needed_share=0.1).space()
    assert space.needed_bytes == space.total_bytes // 10


def test_closing_leaves_no_prepared_files(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    landing.begin().abort()
    landing.close()
    assert list((tmp_path / "landing").rglob("*.part")) == []


def test_an_abandoned_file_is_removed(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    with landing.begin() as file:
        file.write(b"half of an object")
    assert not file.path.exists()
    landing.close()
