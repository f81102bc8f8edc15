"""What a process leaves that ended without notice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.keys import ObjectKey
from imaging.archive.landing_owner import Owner
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from tests.engines import NOON, open_archive, receive
from tests.synthetic import secondary_capture

SLOT = "0123456789abcdef01234567"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    yield opened
    opened.close()


def sweep(archive: Archive) -> int:
    return Sweep(archive.index, archive.landing, archive.ingest).run()


def left(archive: Archive, name: str, data: bytes) -> Path:
    """A file of a process that has ended."""
    path = archive.landing.directory / SLOT[:8] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_what_was_never_whole_is_removed(archive: Archive) -> None:
    path = left(archive, f"{SLOT}.part", b"half")
    assert sweep(archive) == 1
    assert not path.parent.exists()


def test_what_is_being_received_stays(archive: Archive) -> None:
    file = archive.landing.begin()
    file.write(b"half")
    assert sweep(archive) == 0
    assert file.path.exists()


def test_what_was_whole_is_adopted(archive: Archive) -> None:
    data = secondary_capture()
    key = ObjectKey("MAIN", NOON, SLOT)
    left(archive, str(key).replace("/", ","), data)
    assert sweep(archive) == 1
    [instance] = archive.retrieve.instances_of(frozenset({1}))
    assert (instance.object_key, instance.received_at) == (str(key), NOON)
    assert b"".join(archive.retrieve.open(instance)) == data


def test_what_is_here_already_is_not_adopted_twice(archive: Archive) -> None:
    data = secondary_capture()
    receive(archive, data)
    path = left(archive, str(ObjectKey("MAIN", NOON, SLOT)).replace("/", ","), data)
    assert sweep(archive) == 1
    assert not path.exists()
    assert len(archive.retrieve.instances_of(None)) == 1


def test_a_name_that_was_lost_with_the_power_is_given_again(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture()
    receive(archive, data)
    archive.landing.close()
    [named] = archive.landing.directory.rglob("*.dcm")
    named.rename(named.with_name(f"{named.stem[-24:]}.part"))
    again = open_archive(tmp_path)
    assert sweep(again) == 1
    assert named.exists()
    [instance] = again.retrieve.instances_of(None)
    assert b"".join(again.retrieve.open(instance)) == data
    again.close()


def test_a_copy_that_the_blob_store_has_is_freed(archive: Archive) -> None:
    data = secondary_capture()
    receive(archive, data)
    [named] = archive.landing.directory.rglob("*.dcm")
    Transfer(archive.index, archive.landing, archive.blobs).run()
    assert not named.exists()
    named.write_bytes(data)
    archive.landing.close()
    assert sweep(archive) == 1
    assert not named.exists()


def test_what_can_not_be_read_stays_for_a_person(archive: Archive) -> None:
    path = left(archive, str(ObjectKey("MAIN", NOON, SLOT)).replace("/", ","), b"no DICOM")
    assert sweep(archive) == 0
    assert path.exists()


def test_bad_names_keep_nothing_else_from_being_swept(archive: Archive) -> None:
    bad = left(archive, "a.dcm", b"")
    left(archive, f"{SLOT}.part", b"half")
    left(archive, str(ObjectKey("MAIN", NOON, SLOT)).replace("/", ","), secondary_capture())
    (archive.landing.directory / "a file").touch()
    assert sweep(archive) == 2
    assert bad.exists()
    assert len(archive.retrieve.instances_of(None)) == 1


def test_what_goes_away_meanwhile_is_passed_over(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = left(archive, "gone.dcm", b"")
    gone.unlink()
    part = left(archive, f"{SLOT}.part", b"half")
    monkeypatch.setattr(Owner, "files", lambda owner: [gone, part] if owner.directory == part.parent else [])
    Sweep(archive.index, archive.landing, archive.ingest).run()
    assert not part.exists()
