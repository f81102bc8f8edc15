"""The PDF files of reports are durable before anybody hears so."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imaging.access.actors import Operator
from imaging.archive.local_blobs import LocalBlobStore
from imaging.archive.verification import Fault, Finding, Verification
from imaging.house import House
from imaging.orders.orders import NewOrder
from imaging.orders.report_files import ReportFiles
from imaging.orders.reports import NewReport, ReportState

PDF = b"%PDF-1.7\n..."
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> ReportFiles:
    return ReportFiles(LocalBlobStore(tmp_path / "objects"), tmp_path / "arriving")


def keep(files: ReportFiles) -> str:
    return files.keep(PDF, hashlib.sha256(PDF).digest(), NOON)


def test_the_bytes_are_synced_before_they_get_their_name(
    files: ReportFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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


def test_what_a_process_left_is_removed_but_not_what_is_being_written(files: ReportFiles, tmp_path: Path) -> None:
    left, growing = tmp_path / "arriving" / "left.part", tmp_path / "arriving" / "growing.part"
    left.parent.mkdir()
    left.touch()
    growing.touch()
    os.utime(left, (0, 0))

    keep(files)

    assert list(left.parent.iterdir()) == [growing]


def test_a_verification_reads_the_reports(house: House, tmp_path: Path) -> None:
    order = house.orders.create(1, NewOrder("A-1", "P-1", "王小明", "1960-02-29", "CT"))[0].id
    whole, damaged, missing = (
        house.reports.add(Operator(), order, 1, NewReport(ReportState.DRAFT, pdf=PDF + name)).pdf_key
        for name in (b"whole", b"damaged", b"missing")
    )
    house.reports.add(Operator(), order, 1, NewReport(ReportState.DRAFT, "without a PDF"))
    verification = Verification(house.index, house.archive.objects)
    assert (verification.count(), list(verification.run())) == (3, [])

    other = tmp_path / "other"
    other.write_bytes(PDF + b"DAMAGED")
    house.archive.blobs.put(damaged, other, hashlib.sha256(other.read_bytes()).digest())
    house.archive.blobs.delete(missing)

    assert list(verification.run()) == [Finding(damaged, Fault.DAMAGED), Finding(missing, Fault.MISSING)]
    assert house.archive.blobs.read(whole) == PDF + b"whole"
