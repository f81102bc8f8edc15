"""What the administrator is told of an object that was set aside."""

from __future__ import annotations

from io import BytesIO

from pydicom import dcmread

from imaging.archive.composition import Archive
from imaging.archive.contradictions import Contradictions, SetAside
from imaging.archive.ingest import OTHER_BYTES
from imaging.clock import SystemClock
from tests.data import sample_path
from tests.engines import receive

CT = "ct_head_phantom/ct_phantom_001.dcm"


def ct(**attributes: str) -> bytes:
    dataset = dcmread(sample_path(CT))
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    written = BytesIO()
    dataset.save_as(written)
    return written.getvalue()


def set_aside(archive: Archive) -> SetAside:
    [found] = Contradictions(archive.index, SystemClock()).set_aside(1)
    return found


def test_it_is_told_who_sent_it_what_differs_and_what_both_say(archive: Archive) -> None:
    receive(archive, ct(PatientName="Wang^One", PatientID="P-1"))
    receive(archive, ct(PatientName="Li^Two", PatientID="P-2", SliceThickness="9", StudyDate="20260301"))
    found = set_aside(archive)
    assert (found.reason, found.source) == (OTHER_BYTES, "test")
    assert found.detail == "StudyDate, PatientName, PatientID, SliceThickness"
    assert found.here is not None
    assert (found.here.patient_name, found.here.patient_id) == ("Wang^One", "P-1")
    came = (found.came.patient_name, found.came.patient_id, found.came.study_date)
    assert came == ("Li^Two", "P-2", "20260301")
    assert "Li" not in repr(found)


def test_pixels_that_differ_are_no_attribute(archive: Archive) -> None:
    receive(archive, ct())
    receive(archive, ct()[:-2] + b"xx")
    found = set_aside(archive)
    assert found.detail == ""
    assert found.here == found.came


def test_another_transfer_syntax_is_named(archive: Archive) -> None:
    receive(archive, ct())
    dataset = dcmread(sample_path(CT))
    dataset.decompress(generate_instance_uid=False)
    written = BytesIO()
    dataset.save_as(written)
    receive(archive, written.getvalue())
    assert "TransferSyntaxUID" in set_aside(archive).detail.split(", ")
