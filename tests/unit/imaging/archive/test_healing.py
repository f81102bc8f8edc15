"""What is sent again heals what was lost, and a doubtful answer of the database loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import dcmread

from imaging.archive.composition import Archive
from imaging.archive.ingest import Ingest, Origin, Outcome
from imaging.archive.keys import ObjectKey
from imaging.archive.objects import Objects
from imaging.archive.rows import Rows
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Verification
from imaging.clock import SetClock
from imaging.errors import UnavailableError
from imaging.pixels.render import Rendering
from imaging.sharing.film import Films
from tests.engines import NOON, receive
from tests.synthetic import secondary_capture


def kept(archive: Archive) -> bytes:
    [instance] = archive.retrieve.instances_of(None)
    return b"".join(archive.retrieve.open(instance))


def named(archive: Archive) -> list[Path]:
    return list(archive.landing.directory.rglob("*.dcm"))


def transfer(archive: Archive) -> None:
    Transfer(archive.index, archive.landing, archive.blobs).run()


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("is_cut", [False, True])
def test_sent_again_heals_what_is_missing(archive: Archive, tmp_path: Path, *, is_moved: bool, is_cut: bool) -> None:
    data = secondary_capture()
    receive(archive, data)
    if is_moved:
        transfer(archive)
    [lost] = (tmp_path / "objects").rglob("*.dcm") if is_moved else named(archive)
    if is_cut:
        lost.write_bytes(data[:-1])
    else:
        lost.unlink()

    assert receive(archive, data).outcome is Outcome.STORED
    assert kept(archive) == data
    transfer(archive)
    assert kept(archive) == data
    assert receive(archive, data).outcome is Outcome.DUPLICATE
    assert list(Verification(archive.index, archive.objects).run()) == []
    assert len(list(archive.landing.directory.rglob("*.dcm"))) == 0


def with_other_meta(data: bytes) -> bytes:
    """The same data set as another machine would send it, behind file meta information of another length."""
    dataset = dcmread(BytesIO(data))
    dataset.file_meta.SourceApplicationEntityTitle = "ANOTHER"
    written = BytesIO()
    dataset.save_as(written, enforce_file_format=True)
    assert len(written.getvalue()) != len(data)
    return written.getvalue()


def lose(archive: Archive, directory: Path, data: bytes) -> Path:
    """Have an object moved to the blob store, and tell where it lies there."""
    receive(archive, data)
    transfer(archive)
    [lost] = (directory / "objects").rglob("*.dcm")
    return lost


@pytest.mark.parametrize("is_cut", [False, True])
def test_the_same_data_set_behind_other_file_meta_heals_what_is_missing(
    archive: Archive, tmp_path: Path, *, is_cut: bool
) -> None:
    data = secondary_capture()
    lost = lose(archive, tmp_path, data)
    if is_cut:
        lost.write_bytes(data[:-1])
    else:
        lost.unlink()
    other = with_other_meta(data)
    assert receive(archive, other).outcome is Outcome.STORED
    transfer(archive)
    assert kept(archive) == other
    [instance] = archive.retrieve.instances_of(None)
    assert archive.retrieve.frame(instance, 1) == bytes(range(256))
    assert list(Verification(archive.index, archive.objects).run()) == []
    assert receive(archive, data).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"PatientID": "P2"}, id="another patient"),
        pytest.param({"PatientName": "Wang^Si=王^四"}, id="another name of the same length"),
        pytest.param({"PatientBirthDate": "19700102"}, id="another birth date"),
        pytest.param({"AccessionNumber": "A2"}, id="another order"),
        pytest.param({"StudyInstanceUID": "1.2.826.0.1.3680043.8.498.7"}, id="another study"),
        pytest.param({"SeriesInstanceUID": "1.2.826.0.1.3680043.8.498.7"}, id="another series"),
        pytest.param({"InstanceNumber": 2}, id="another image"),
        pytest.param({"PhotometricInterpretation": "MONOCHROME1"}, id="another look"),
        pytest.param({"PixelData": bytes(258)}, id="another length"),
    ],
)
def test_what_says_anything_else_never_takes_the_place_of_what_is_missing(
    archive: Archive, tmp_path: Path, said: dict[str, object]
) -> None:
    common = {"SOPInstanceUID": "1.2.3", "PatientName": "Wang^San=王^三"}
    lose(archive, tmp_path, secondary_capture(**common)).unlink()
    assert receive(archive, secondary_capture(**common | said)).outcome is Outcome.QUARANTINED
    [aside] = named(archive)
    assert ",quarantine" in f",{aside.name}"


def test_what_is_left_of_a_cut_object_must_agree(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture(SOPInstanceUID="1.2.3")
    lost = lose(archive, tmp_path, data)
    lost.write_bytes(data[:-1])
    other = secondary_capture(SOPInstanceUID="1.2.3", PixelData=bytes(256))
    assert receive(archive, with_other_meta(other)).outcome is Outcome.QUARANTINED
    assert lost.exists()


class Overtaken(Objects):
    """Objects that somebody else heals just after they were found missing."""

    def holds(self, key: str, size_bytes: int, *, is_stored: bool) -> bool:
        is_here = super().holds(key, size_bytes, is_stored=is_stored)
        others = vars(self).pop("others", None)
        if others is not None:
            others()
        return is_here


def test_two_that_heal_at_once_leave_one_object(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture()
    lose(archive, tmp_path, data).unlink()
    slow = Overtaken(archive.landing, archive.blobs)
    vars(slow)["others"] = lambda: receive(archive, data)
    ingest = Ingest(archive.index, archive.landing, slow, SetClock(NOON))
    file = archive.landing.begin()
    file.write(data)
    assert ingest.accept(file, Origin(1, "test")).outcome is Outcome.DUPLICATE
    assert kept(archive) == data
    assert len(named(archive)) == 1
    transfer(archive)
    assert list(Verification(archive.index, archive.objects).run()) == []


def test_the_same_bytes_in_another_transfer_syntax_are_something_else(archive: Archive) -> None:
    data = secondary_capture()
    receive(archive, data)
    assert data.count(b"1.2.840.10008.1.2.1\0") == 1
    other = data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0")
    assert receive(archive, other).outcome is Outcome.QUARANTINED


def test_the_beginning_of_what_is_here_is_something_else(archive: Archive) -> None:
    whole = secondary_capture(SOPInstanceUID="1.2.3", DataSetTrailingPadding=bytes(64))
    beginning = whole[: -64 - 12]
    receive(archive, whole)
    assert receive(archive, b"\1" + beginning[1:]).outcome is Outcome.QUARANTINED


def test_what_may_lie_on_another_machine_is_not_replaced(archive: Archive) -> None:
    data = secondary_capture()
    receive(archive, data)
    [lost] = named(archive)
    lost.unlink()
    assert receive(archive, with_other_meta(data)).outcome is Outcome.QUARANTINED
    assert len(named(archive)) == 1


def test_what_was_kept_of_a_study_is_read_anew(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture()
    lost, films = lose(archive, tmp_path, data), Films(archive.index, archive.retrieve)
    assert [b"".join(archive.retrieve.open(one)) for one in films.of([1]).instances] == [data]
    lost.unlink()
    receive(archive, data)
    assert [b"".join(archive.retrieve.open(one)) for one in films.of([1]).instances] == [data]


def test_a_picture_is_made_anew_when_other_bytes_took_the_place(archive: Archive, tmp_path: Path) -> None:
    data = secondary_capture(SOPInstanceUID="1.2.3")
    lost = lose(archive, tmp_path, data)
    [instance] = archive.retrieve.instances_of(None)
    before = archive.pictures.rendered(instance, 1, Rendering())
    lost.unlink()
    other = secondary_capture(SOPInstanceUID="1.2.3", PixelData=bytes(reversed(range(256))))
    assert receive(archive, other).outcome is Outcome.STORED
    [instance] = archive.retrieve.instances_of(None)
    assert archive.pictures.rendered(instance, 1, Rendering()).data != before.data


def test_the_kept_object_is_not_its_own_duplicate(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the sweep comes to a file at the moment in which its row is committed after all."""
    data = secondary_capture()
    receive(archive, data)
    [path] = named(archive)
    os.utime(path, (0, 0))
    monkeypatch.setattr(Sweep, "_sweep_named", _adopt_blindly)
    Sweep(archive.index, archive.landing, archive.ingest).run()
    assert kept(archive) == data


def _adopt_blindly(sweep: Sweep, path: Path) -> None:
    sweep._adopt(path, ObjectKey.parse(path.name.replace(",", "/")), 1)


@pytest.mark.parametrize("comes_late", [False, True])
def test_a_doubtful_commit_leaves_the_object(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, *, comes_late: bool
) -> None:
    data, add, late = secondary_capture(), Rows.add, []

    def lose_the_answer(rows: Rows, record: object, placement: object, before_commit: Callable[[], None]) -> bool:
        before_commit()
        late.append((rows, record, placement))
        raise UnavailableError("The database has gone.")

    with monkeypatch.context() as patch:
        patch.setattr(Rows, "add", lose_the_answer)
        with pytest.raises(UnavailableError):
            receive(archive, data)
    if comes_late:
        assert add(*late[0])  # type: ignore[arg-type]
    [path] = named(archive)
    os.utime(path, (0, 0))
    Sweep(archive.index, archive.landing, archive.ingest).run()

    assert kept(archive) == data
    assert list(Verification(archive.index, archive.objects).run()) == []
