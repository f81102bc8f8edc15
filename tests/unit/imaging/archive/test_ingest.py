"""The one way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.ingest import Expected, Outcome
from imaging.archive.rows import Rows
from imaging.errors import MalformedError, MismatchError, NoSpaceError
from tests.data import sample_path
from tests.engines import receive


@pytest.fixture(scope="module")
def ct() -> bytes:
    return sample_path("ct_head_phantom/ct_phantom_001.dcm").read_bytes()


def landed(archive: Archive, suffix: str) -> list[Path]:
    return [path for path in archive.landing.directory.rglob(f"*{suffix}") if path.stat().st_size]


def test_what_is_stored_comes_back_bit_for_bit(archive: Archive, ct: bytes) -> None:
    accepted = receive(archive, ct)
    [instance] = archive.retrieve.instances_of(frozenset({1}), sop_instance_uid=accepted.sop_instance_uid)
    assert accepted.outcome is Outcome.STORED
    assert b"".join(archive.retrieve.open(instance)) == ct


def test_sent_again_is_one_instance(archive: Archive, ct: bytes) -> None:
    receive(archive, ct)
    assert receive(archive, ct).outcome is Outcome.DUPLICATE
    assert len(archive.retrieve.instances_of(None)) == 1
    assert len(landed(archive, ".dcm")) == 1


def test_other_file_meta_is_the_same_instance(archive: Archive, ct: bytes) -> None:
    receive(archive, ct)
    other = ct.replace(b"pydicom", b"PYDICOM") if b"pydicom" in ct[:600] else b"\1" + ct[1:]
    assert other != ct
    assert receive(archive, other).outcome is Outcome.DUPLICATE


def test_other_bytes_under_one_uid_are_quarantined(archive: Archive, ct: bytes) -> None:
    receive(archive, ct)
    assert receive(archive, ct[:-2] + b"xx").outcome is Outcome.QUARANTINED
    assert receive(archive, ct[:-2] + b"xx").outcome is Outcome.QUARANTINED
    [kept] = archive.retrieve.instances_of(None)
    assert b"".join(archive.retrieve.open(kept)) == ct
    assert len(landed(archive, ".dcm")) == 2


def test_what_was_announced_otherwise_is_refused(archive: Archive, ct: bytes) -> None:
    with pytest.raises(MismatchError, match="SOP Instance UID"):
        receive(archive, ct, Expected(sop_instance_uid="1.2.3"))
    assert archive.retrieve.instances_of(None) == []
    assert landed(archive, ".part") == []


def test_what_is_no_dicom_is_refused(archive: Archive) -> None:
    with pytest.raises(MalformedError):
        receive(archive, b"GIF89a" * 100)
    assert landed(archive, ".part") == []


def test_a_program_in_the_preamble_is_defused(archive: Archive, ct: bytes) -> None:
    receive(archive, b"MZ" + bytes(126) + ct[128:])
    [instance] = archive.retrieve.instances_of(None)
    assert b"".join(archive.retrieve.open(instance)) == bytes(128) + ct[128:]


def test_a_tiff_in_the_preamble_is_kept(archive: Archive, ct: bytes) -> None:
    dual = b"II*\0" + bytes(124) + ct[128:]
    receive(archive, dual)
    [instance] = archive.retrieve.instances_of(None)
    assert b"".join(archive.retrieve.open(instance)) == dual


@pytest.mark.parametrize("no", [MalformedError("It can't be held."), NoSpaceError("The disk is full.")])
def test_what_the_index_refuses_for_good_leaves_no_file(
    archive: Archive, ct: bytes, monkeypatch: pytest.MonkeyPatch, no: Exception
) -> None:
    def refuse(rows: Rows, record: object, placement: object, before_commit: Callable[[], None]) -> bool:
        before_commit()
        raise no

    monkeypatch.setattr(Rows, "add", refuse)
    with pytest.raises(type(no)):
        receive(archive, ct)
    assert list(archive.landing.directory.rglob("*.dcm")) == []
