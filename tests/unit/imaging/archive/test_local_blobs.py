"""Objects in a local directory whose former try was cut off."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from imaging.archive import local_blobs
from imaging.archive.local_blobs import LocalBlobStore

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
