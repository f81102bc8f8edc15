"""What belongs to the images is durable before anybody hears so."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imaging.archive.kept_files import KeptFiles
from imaging.archive.local_blobs import LocalBlobStore

PDF = b"%PDF-1.7\n..."
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> KeptFiles:
    return KeptFiles(LocalBlobStore(tmp_path / "objects"), tmp_path / "arriving", "reports")


def keep(files: KeptFiles) -> str:
    return files.keep(PDF, "pdf", NOON)


def test_the_bytes_are_synced_before_they_get_their_name(
    files: KeptFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[Path, int, bool]] = []

    def sync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.is_file():
            is_named = any((tmp_path / "objects").rglob("*.pdf"))
            synced.append((path.parent, path.stat().st_size, is_named))

    monkeypatch.setattr(os, "fsync", sync)
    assert files.read(keep(files)) == PDF
    assert synced == [(tmp_path / "arriving", len(PDF), False)]
    assert list((tmp_path / "arriving").iterdir()) == []


def test_what_a_process_left_is_removed_but_not_what_is_being_written(files: KeptFiles, tmp_path: Path) -> None:
    left, growing = tmp_path / "arriving" / "left.part", tmp_path / "arriving" / "growing.part"
    left.parent.mkdir()
    left.touch()
    growing.touch()
    os.utime(left, (0, 0))

    keep(files)

    assert list(left.parent.iterdir()) == [growing]
