"""Objects in a local directory whose former try was cut off."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from imaging.archive import local_blobs
from imaging.archive.local_blobs import LocalBlobStore
from imaging.errors import NotFoundError

KEY = "MAIN/20260131/one.dcm"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    directories: list[Path] = []
    monkeypatch.setattr(local_blobs, "sync_directory", directories.append)
    return directories


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "landed"
    path.write_bytes(b"whole")
    return path


def put(store: LocalBlobStore, source: Path) -> None:
    store.put(KEY, source, hashlib.sha256(source.read_bytes()).digest())


def test_a_name_that_a_former_try_left_is_made_durable(tmp_path: Path, source: Path, synced: list[Path]) -> None:
    put(LocalBlobStore(tmp_path / "objects"), source)
    synced.clear()

    put(LocalBlobStore(tmp_path / "objects"), source)

    assert synced == [tmp_path / "objects", tmp_path / "objects" / "MAIN", tmp_path / "objects" / "MAIN" / "20260131"]


def test_the_same_bytes_in_another_file_are_made_durable(tmp_path: Path, source: Path, synced: list[Path]) -> None:
    store = LocalBlobStore(tmp_path / "objects")
    put(store, source)
    again = tmp_path / "again"
    again.write_bytes(source.read_bytes())
    synced.clear()

    put(store, again)

    assert synced == [tmp_path / "objects" / "MAIN" / "20260131"]


def test_other_bytes_that_a_former_try_left_are_replaced(tmp_path: Path, source: Path) -> None:
    store = LocalBlobStore(tmp_path / "objects")
    target = tmp_path / "objects" / KEY
    target.parent.mkdir(parents=True)
    target.write_bytes(b"who")

    put(store, source)

    assert store.read(KEY) == b"whole"


def test_a_copy_to_another_volume_is_durable_before_it_has_its_name(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    rename, fsync = Path.rename, os.fsync

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    def note_fsync(descriptor: int) -> None:
        steps.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        steps.append(f"{path.name} is {target.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)
    store = LocalBlobStore(tmp_path / "objects")
    put(store, source)

    growing, renamed, directory = steps[-3:]
    assert growing.startswith(".one.dcm.")
    assert renamed == f"{growing} is one.dcm"
    assert directory == "20260131"
    assert store.read(KEY) == b"whole"


@pytest.mark.parametrize("key", ["../x", "A/../../x", "/x", "A//x", "A/./x", "A\\x", "A/x\0", ""])
def test_no_name_leads_out_of_the_directory(tmp_path: Path, key: str) -> None:
    store = LocalBlobStore(tmp_path / "objects")
    (tmp_path / "x").write_bytes(b"secret")
    for ask in (store.read, store.size, store.delete):
        with pytest.raises(NotFoundError):
            ask(key)
    assert (tmp_path / "x").exists()
