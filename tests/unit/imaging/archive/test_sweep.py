"""What a process leaves that ended without notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.ingest import Landed, Outcome
from imaging.archive.keys import ObjectKey
from imaging.archive.landing_owner import Owner
from imaging.archive.quarantine import Quarantine
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from tests.engines import NOON, open_archive, receive
from tests.synthetic import secondary_capture

SLOT = "0123456789abcdef01234567"
OTHER_SLOT = "fedcba9876543210fedcba98"


def sweep(archive: Archive) -> int:
    return Sweep(archive.index, archive.landing, archive.ingest).run()


def named(slot: str, at: datetime = NOON, *, is_quarantined: bool = False) -> str:
    return str(ObjectKey("MAIN", at, slot, is_quarantined)).replace("/", ",")


def left(archive: Archive, name: str, data: bytes) -> Path:
    """A file of a process that has ended."""
    slot = Path(name).stem[-len(SLOT) :] if len(name) > len(SLOT) else SLOT
    path = archive.landing.directory / slot[:8] / name
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


def test_what_nobody_foresaw_in_one_file_keeps_no_other_waiting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt = archive.ingest.adopt

    def fail_at_first(landed: Landed, hospital_id: int) -> Outcome:
        if landed.key.slot == SLOT:
            raise OverflowError
        return adopt(landed, hospital_id)

    monkeypatch.setattr(archive.ingest, "adopt", fail_at_first)
    bad = left(archive, named(SLOT), secondary_capture())
    left(archive, named(OTHER_SLOT), secondary_capture())
    assert sweep(archive) == 1
    assert bad.exists()
    assert len(archive.retrieve.instances_of(None)) == 1


@pytest.mark.parametrize("is_quarantined", [False, True])
@pytest.mark.parametrize("slots", [(SLOT, OTHER_SLOT), (OTHER_SLOT, SLOT)])
def test_after_a_lost_index_the_first_is_the_first_whoever_received_it(
    archive: Archive, slots: tuple[str, str], is_quarantined: bool
) -> None:
    first, later = (secondary_capture(SOPInstanceUID="1.2.3", PatientID=patient) for patient in ("P1", "P2"))
    left(archive, named(slots[1], NOON + timedelta(seconds=1), is_quarantined=is_quarantined), later)
    left(archive, named(slots[0]), first)
    assert sweep(archive) == 2
    [instance] = archive.retrieve.instances_of(None)
    assert b"".join(archive.retrieve.open(instance)) == first
    [aside] = Quarantine(archive.index).list(1)
    assert (aside.sop_instance_uid, aside.detail) == ("1.2.3", "PatientID")
    assert sweep(archive) == 0


def test_what_was_put_aside_stays_aside_where_the_first_one_is_not_known(archive: Archive) -> None:
    left(archive, named(SLOT, is_quarantined=True), secondary_capture())
    assert sweep(archive) == 1
    assert archive.retrieve.instances_of(None) == []
    assert len(Quarantine(archive.index).list(1)) == 1


def test_what_goes_away_meanwhile_is_passed_over(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = left(archive, "gone.dcm", b"")
    gone.unlink()
    part = left(archive, f"{SLOT}.part", b"half")
    monkeypatch.setattr(Owner, "files", lambda owner: [gone, part] if owner.directory == part.parent else [])
    Sweep(archive.index, archive.landing, archive.ingest).run()
    assert not part.exists()
