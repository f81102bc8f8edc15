"""One object that can't be moved keeps no other waiting."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from imaging.archive.composition import Archive
from imaging.archive.local_blobs import LocalBlobStore
from imaging.archive.transfer import Transfer
from imaging.errors import UnavailableError
from imaging.index.tables import instances, quarantine
from tests.engines import receive
from tests.synthetic import secondary_capture


class LosesFirst(LocalBlobStore):
    """A blob store under which the first file goes away."""

    is_lost = False

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        if not self.is_lost:
            self.is_lost = True
            source.unlink()
        super().put(key, source, sha256)


class RefusesInstances(LocalBlobStore):
    """A blob store that does not take what is not in quarantine."""

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        if not key.startswith("quarantine/"):
            raise UnavailableError("No.")
        super().put(key, source, sha256)


class PointsElsewhere(LocalBlobStore):
    """A blob store that is so slow that the row names another copy by the time it is done."""

    archive: Archive

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        super().put(key, source, sha256)
        with self.archive.index.write() as connection:
            other = "1" if key[-5] == "0" else "0"
            connection.execute(update(instances).values(object_key=f"{key[:-5]}{other}.dcm"))


def test_what_names_another_copy_meanwhile_is_not_noted_as_moved(archive: Archive, tmp_path: Path) -> None:
    receive(archive, secondary_capture())
    blobs = PointsElsewhere(tmp_path / "objects")
    blobs.archive = archive
    Transfer(archive.index, archive.landing, blobs).run()
    with archive.index.read() as connection:
        assert not connection.scalar(select(instances.c.is_stored))


def test_a_file_that_goes_away_is_passed_over(archive: Archive, tmp_path: Path) -> None:
    for _ in range(3):
        receive(archive, secondary_capture())
    assert Transfer(archive.index, archive.landing, LosesFirst(tmp_path / "objects")).run() == 2


def test_a_name_that_is_none_is_passed_over(archive: Archive) -> None:
    for _ in range(2):
        receive(archive, secondary_capture())
    with archive.index.write() as connection:
        first = connection.scalar(select(func.min(instances.c.id)))
        connection.execute(update(instances).where(instances.c.id == first).values(object_key="bad"))
    assert Transfer(archive.index, archive.landing, archive.blobs).run() == 1


def test_instances_that_fail_do_not_keep_the_quarantine_waiting(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture()
    receive(archive, data)
    receive(archive, data[:-2] + b"xx")
    with pytest.raises(UnavailableError):
        Transfer(archive.index, archive.landing, RefusesInstances(tmp_path / "objects")).run()
    with archive.index.read() as connection:
        assert connection.scalar(select(quarantine.c.is_stored))
