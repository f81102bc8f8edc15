"""The landing directory, and what happens when its disk is full or broken."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from imaging.archive import landing_file
from imaging.archive.composition import Archive
from imaging.archive.disk import begin_writing
from imaging.archive.ingest import Outcome
from imaging.archive.landing import Landing
from imaging.archive.landing_file import LandingFile
from imaging.dicom.limits import MIB
from imaging.errors import NoSpaceError, UnavailableError
from tests.engines import receive
from tests.synthetic import secondary_capture


def fail(code: int) -> int:
    raise OSError(code, os.strerror(code))


def test_a_full_disk_refuses_and_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", lambda *_: fail(errno.ENOSPC))
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


@pytest.mark.parametrize("size_bytes", [0, 1000, 9 * MIB + 1])
def test_the_digest_is_that_of_all_that_was_received(tmp_path: Path, size_bytes: int) -> None:
    landing, data = Landing(tmp_path / "landing"), os.urandom(size_bytes)
    with landing.begin() as file:
        for start in range(0, size_bytes, 100_000):
            file.write(data[start : start + 100_000])
        assert file.sha256() == hashlib.sha256(data).digest()
        file.write(b"and more")
        assert file.sha256() == hashlib.sha256(data + b"and more").digest()
        file.replace_start(b"AND")
        assert file.sha256() == hashlib.sha256(b"AND" + (data + b"and more")[3:]).digest()
    landing.close()


def test_the_disk_begins_while_the_rest_still_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[int, int]] = []

    def note(descriptor: int, offset: int, length: int) -> None:
        begin_writing(descriptor, offset, length)
        begun.append((offset, length))

    monkeypatch.setattr(landing_file, "begin_writing", note)
    landing, data = Landing(tmp_path / "landing"), os.urandom(600_000)
    with landing.begin() as file:
        for start in range(0, len(data), 100_000):
            file.write(data[start : start + 100_000])
        assert begun == [(0, 300_000), (300_000, 300_000)]
        file.keep(tmp_path / "kept.dcm")
    assert (tmp_path / "kept.dcm").read_bytes() == data
    landing.close()


def test_what_is_read_in_between_does_not_move_what_is_written(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    with landing.begin() as file:
        file.write(b"one ")
        assert file.open().read() == b"one "
        file.write(b"two")
        assert file.open().read() == b"one two"
        assert file.size_bytes == 7
    landing.close()


def test_what_was_received_and_is_gone_has_no_digest(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    with landing.begin() as file:
        file.write(b"received")
        os.truncate(file.path, 3)
        with pytest.raises(UnavailableError, match="not there"):
            file.sha256()
    landing.close()


def test_what_is_kept_stays_whoever_gives_it_up(tmp_path: Path) -> None:
    landing, kept = Landing(tmp_path / "landing"), tmp_path / "kept.dcm"
    with landing.begin() as file:
        file.write(b"whole")
        file.keep(kept)
        file.abort()
    assert kept.read_bytes() == b"whole"
    landing.close()


def test_what_was_given_up_is_not_kept_any_more(tmp_path: Path) -> None:
    # A writer that took the work of another thread along may come to it after that has given up.
    landing, kept = Landing(tmp_path / "landing"), tmp_path / "kept.dcm"
    file = landing.begin()
    file.abort()
    with pytest.raises(UnavailableError, match="given up"):
        file.keep(kept)
    assert not kept.exists()
    landing.close()


def test_a_disk_that_does_not_give_back_is_unavailable(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(LandingFile, "open", lambda _: Broken())
        with pytest.raises(UnavailableError, match="The landing directory can't be read"):
            receive(archive, secondary_capture())
    assert archive.retrieve.instances_of(None) == []
    assert receive(archive, secondary_capture()).outcome is Outcome.STORED


def test_an_abandoned_file_is_removed(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    with landing.begin() as file:
        file.write(b"half of an object")
    assert not file.path.exists()
    landing.close()
