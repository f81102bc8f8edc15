"""Metadata of instances and the bulk data that it refers to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.metadata import QUIET
from imaging.clock import SetClock
from imaging.errors import NotFoundError
from tests.data import sample_path
from tests.engines import NOON, open_archive, receive

BASE = "https://example.org/dicom-web"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def archive(tmp_path: Path, clock: SetClock) -> Iterator[Archive]:
    opened = open_archive(tmp_path, clock=clock)
    for number in (1, 2):
        receive(opened, sample_path(f"ct_head_phantom/ct_phantom_00{number}.dcm").read_bytes())
    yield opened
    opened.close()


def documents(directory: Path) -> list[Path]:
    return sorted((directory / "derived").rglob("*.json.zz"))


def test_each_instance_answers_with_its_own_attributes(archive: Archive) -> None:
    instances = archive.retrieve.instances_of(None)
    answers = json.loads(archive.metadata.json(instances, BASE))
    assert [answer["00080018"]["Value"][0] for answer in answers] == [each.sop_instance_uid for each in instances]
    assert answers[0]["00080005"]["Value"] == ["ISO_IR 192"]


def test_bulk_data_is_referred_to_by_whole_addresses(archive: Archive) -> None:
    [instance, _] = archive.retrieve.instances_of(None)
    [answer] = json.loads(archive.metadata.json([instance], BASE))
    address = f"{BASE}/studies/{instance.study_instance_uid}/series/{instance.series_instance_uid}"
    assert answer["7FE00010"]["BulkDataURI"] == f"{address}/instances/{instance.sop_instance_uid}/bulkdata/7FE00010"


def test_a_series_that_still_grows_is_not_kept(archive: Archive, tmp_path: Path) -> None:
    archive.metadata.json(archive.retrieve.instances_of(None), BASE)
    assert documents(tmp_path) == []


def test_a_quiet_series_is_kept_and_answers_the_same(archive: Archive, clock: SetClock, tmp_path: Path) -> None:
    clock.advance(QUIET + timedelta(seconds=1))
    instances = archive.retrieve.instances_of(None)
    first = archive.metadata.json(instances, BASE)
    assert len(documents(tmp_path)) == 1
    assert archive.metadata.json(instances, BASE) == first


def test_another_instance_makes_another_document(archive: Archive, clock: SetClock, tmp_path: Path) -> None:
    archive.metadata.derive(archive.retrieve.instances_of(None))
    [before] = documents(tmp_path)
    receive(archive, sample_path("ct_head_phantom/ct_phantom_003.dcm").read_bytes())
    instances = archive.retrieve.instances_of(None)
    assert len(json.loads(archive.metadata.json(instances, BASE))) == 3
    assert archive.metadata.derive(instances)
    assert not archive.metadata.derive(instances)
    [after] = documents(tmp_path)
    assert after != before


def test_a_damaged_document_is_derived_again(archive: Archive, tmp_path: Path) -> None:
    instances = archive.retrieve.instances_of(None)
    archive.metadata.derive(instances)
    [document] = documents(tmp_path)
    document.write_bytes(b"nonsense")
    assert len(json.loads(archive.metadata.json(instances, BASE))) == 2


def test_bulk_data_lies_in_the_object(archive: Archive) -> None:
    receive(archive, sample_path("ecg/ecg_12lead.dcm").read_bytes())
    *_, ecg = archive.retrieve.instances_of(None)
    [answer] = json.loads(archive.metadata.json([ecg], BASE))
    path = answer["54000100"]["Value"][0]["54001010"]["BulkDataURI"].partition("/bulkdata/")[2]
    found = archive.retrieve.bulk(ecg, path)
    assert found.vr == "OW"
    assert found.value is not None
    assert found.length == len(found.value) == 240_000
    assert found.value in b"".join(archive.retrieve.open(ecg))


def test_pixels_are_a_range_of_the_object(archive: Archive) -> None:
    receive(archive, sample_path("charset/cn_utf8_chrX1.dcm").read_bytes())
    [native] = [each for each in archive.retrieve.instances_of(None) if each.pixel_length]
    found = archive.retrieve.bulk(native, "7FE00010")
    assert (found.offset, found.length) == (native.pixel_offset, native.pixel_length)


@pytest.mark.parametrize("path", ["7FE00010", "00990099", "54000100", "54000100/7/54001010", "../../etc/passwd", ""])
def test_there_is_no_other_bulk_data(archive: Archive, path: str) -> None:
    instance = archive.retrieve.instances_of(None)[0]
    with pytest.raises(NotFoundError):
        archive.retrieve.bulk(instance, path)
