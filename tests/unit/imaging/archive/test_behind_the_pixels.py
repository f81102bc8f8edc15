"""What stands behind the pixels counts as much as what stands before them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom.uid import generate_uid

from imaging.archive.composition import Archive
from imaging.archive.ingest import Expected, Origin
from imaging.archive.query import Level, Match, Query
from imaging.archive.record import RecordReader
from imaging.dicom import tags as tag
from imaging.errors import MismatchError
from tests.synthetic import secondary_capture

PIXELS = {"Rows": 400, "Columns": 400, "PixelData": bytes(160_000)}


def receive(archive: Archive, data: bytes, expected: Expected | None = None) -> None:
    """As the gateway does, in pieces."""
    file = archive.landing.begin()
    for start in range(0, len(data), 65_536):
        file.write(data[start : start + 65_536])
    archive.ingest.accept(file, Origin(1, "test"), expected)


def test_what_stands_behind_the_pixels_is_read_too(archive: Archive) -> None:
    uid = generate_uid()
    behind = b"\xe1\x7f\x10\x00LO\x04\x00TEST"
    receive(archive, secondary_capture(SOPInstanceUID=uid, **PIXELS) + behind)
    [instance] = archive.retrieve.instances_of(None, sop_instance_uid=uid)
    assert archive.retrieve.header(instance).dataset.text(0x7FE10010) == "TEST"


def test_a_patient_who_is_named_behind_the_pixels_is_the_patient(archive: Archive) -> None:
    """The last of equal elements counts, wherever it stands: an image must not be filed under the first one's name."""
    receive(archive, secondary_capture(PatientID="P1", **PIXELS) + b"\x10\x00\x20\x00LO\x02\x00P9")
    found = {
        patient_id: len(archive.search.find(Query(Level.STUDY, (Match((tag.PATIENT_ID,), patient_id),))))
        for patient_id in ("P1", "P9")
    }
    assert found == {"P1": 0, "P9": 1}


def test_pixels_that_break_off_are_noticed(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture(**PIXELS)[:-1000]
    path = tmp_path / "cut.dcm"
    path.write_bytes(data)
    with path.open("rb") as cut:
        record = RecordReader().read(cut)
    receive(archive, data)
    [instance] = archive.retrieve.instances_of(None)
    assert (instance.pixel_length, instance.frame_table) == (record.pixel_length, record.frame_table)


def test_another_object_than_announced_is_refused(archive: Archive) -> None:
    with pytest.raises(MismatchError):
        receive(archive, secondary_capture(**PIXELS), Expected(sop_instance_uid=generate_uid()))
    assert archive.retrieve.instances_of(None) == []
