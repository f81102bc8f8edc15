"""The index built again from the objects alone is the index that was."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from imaging.archive.composition import Archive
from imaging.archive.quarantine import Quarantine
from imaging.archive.reindex import Reindex, Reindexed
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.archive.twins import Twins
from imaging.clock import SetClock
from imaging.index.tables import hospitals, instances, quarantine, series, series_variants, studies, study_variants
from tests.data import sample_path
from tests.engines import NOON, open_archive, receive
from tests.synthetic import secondary_capture

NUMBERS = {"id", "hospital_id", "study_id", "series_id", "study_variant_id", "series_variant_id"}


def content(archive: Archive) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row without the numbers of rows, which stand for nothing outside of their index, and without who sent it.

    No object says that.
    """
    told = {}
    with archive.index.read() as connection:
        for table in (studies, study_variants, series, series_variants, instances, quarantine):
            columns = [column for column in table.c if column.name not in {*NUMBERS, "source"}]
            told[table.name] = Counter(tuple(row) for row in connection.execute(select(*columns)))
        joined = select(
            hospitals.c.code, instances.c.sop_instance_uid, study_variants.c.digest, series_variants.c.digest
        )
        joined = joined.join(instances, instances.c.hospital_id == hospitals.c.id)
        joined = joined.join(series_variants, series_variants.c.id == instances.c.series_variant_id)
        joined = joined.join(study_variants, study_variants.c.id == series_variants.c.study_variant_id)
        told["joined"] = Counter(tuple(row) for row in connection.execute(joined))
    return told


def test_a_rebuilt_index_equals_the_old_one(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    old = open_archive(tmp_path, clock=clock)
    with old.index.write() as connection:
        connection.execute(old.index.insert(hospitals).values(id=2, code="OTHER", name="OTHER", created_at=NOON))
    sent = [path.read_bytes() for path in sorted(sample_path().rglob("*_00[123].dcm"))]
    sent += [path.read_bytes() for path in sorted(sample_path("charset").glob("*.dcm"))]
    sent += [secondary_capture(SOPInstanceUID="1.2.3"), secondary_capture(SOPInstanceUID="1.2.3", PatientID="P2")]
    for hospital_id in (1, 2):
        for data in sent:
            clock.advance(timedelta(seconds=0.5))
            receive(old, data, hospital_id=hospital_id)
    while Transfer(old.index, old.landing, old.blobs).run():
        pass
    new = open_archive(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3", clock)
    counted = Reindex(new.index, new.blobs, Twins(new.index, new.objects)).run()
    assert counted == {Reindexed.ADDED: 2 * (len(sent) - 1), Reindexed.QUARANTINED: 2}
    assert content(new) == content(old)
    again = Reindex(new.index, new.blobs, Twins(new.index, new.objects)).run()
    assert again == {Reindexed.KNOWN: 2 * len(sent)}
    assert content(new) == content(old)
    old.close()
    new.close()


def test_an_object_that_can_not_be_read_is_counted(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    receive(archive, secondary_capture())
    Transfer(archive.index, archive.landing, archive.blobs).run()
    [key] = archive.blobs.keys("")
    (tmp_path / "objects" / key).write_bytes(b"no DICOM")
    counted = Reindex(archive.index, archive.blobs, Twins(archive.index, archive.objects)).run()
    assert counted == {Reindexed.UNREADABLE: 1}
    archive.close()


def rebuilt(tmp_path: Path) -> tuple[Archive, Counter[Reindexed]]:
    """An archive whose index was lost and made anew as `filmless reindex` does."""
    new = open_archive(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3")
    counted = Reindex(new.index, new.blobs, Twins(new.index, new.objects)).run()
    Sweep(new.index, new.landing, new.ingest).run()
    return new, counted


def held(archive: Archive) -> bytes:
    [instance] = archive.retrieve.instances_of(None)
    return b"".join(archive.retrieve.open(instance))


FIRST = secondary_capture(SOPInstanceUID="1.2.3", PatientID="P1")
OTHER = secondary_capture(SOPInstanceUID="1.2.3", PatientID="P2")


def test_what_was_put_aside_and_not_moved_yet_takes_no_place_of_the_first_one(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    old = open_archive(tmp_path, clock=clock)
    receive(old, FIRST)
    Transfer(old.index, old.landing, old.blobs).run()
    clock.advance(timedelta(seconds=1))
    receive(old, OTHER)
    old.close()
    new, _ = rebuilt(tmp_path)
    assert held(new) == FIRST
    assert len(Quarantine(new.index).list(1)) == 1
    new.close()


def test_an_object_that_contradicts_what_took_its_place_is_put_aside(tmp_path: Path) -> None:
    old = open_archive(tmp_path)
    receive(old, FIRST)
    Transfer(old.index, old.landing, old.blobs).run()
    old.close()
    new = open_archive(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3")
    receive(new, OTHER)
    counted = Reindex(new.index, new.blobs, Twins(new.index, new.objects)).run()
    assert counted == {Reindexed.QUARANTINED: 1}
    assert len(Quarantine(new.index).list(1)) == 1
    new.close()
