"""Every fault of an object is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Fault, Finding, Verification
from tests.engines import open_archive, receive
from tests.synthetic import secondary_capture


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    for number in range(3):
        receive(opened, secondary_capture(InstanceNumber=number))
    yield opened
    opened.close()


def findings(archive: Archive) -> list[Finding]:
    return list(Verification(archive.index, archive.objects).run())


def test_what_is_whole_has_no_fault(archive: Archive) -> None:
    assert findings(archive) == []
    Transfer(archive.index, archive.landing, archive.blobs).run()
    assert findings(archive) == []


def test_faults(archive: Archive, tmp_path: Path) -> None:
    Transfer(archive.index, archive.landing, archive.blobs).run()
    missing, damaged, cut = archive.blobs.keys("")
    archive.blobs.delete(missing)
    path = tmp_path / "objects" / damaged
    altered = bytearray(path.read_bytes())
    altered[-1] ^= 1
    path.write_bytes(altered)
    path = tmp_path / "objects" / cut
    path.write_bytes(path.read_bytes()[:-1])
    unknown = path.with_name(path.name.replace("120000", "120001"))
    unknown.write_bytes(b"")
    assert {(each.object_key, each.fault) for each in findings(archive)} == {
        (missing, Fault.MISSING),
        (damaged, Fault.DAMAGED),
        (cut, Fault.DAMAGED),
        (unknown.relative_to(tmp_path / "objects").as_posix(), Fault.UNKNOWN),
    }
