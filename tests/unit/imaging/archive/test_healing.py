"""What is sent again heals what was lost, and a doubtful answer of the database loses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from imaging.archive.composition import Archive
from imaging.archive.ingest import Outcome
from imaging.archive.keys import ObjectKey
from imaging.archive.rows import Rows
from imaging.archive.sweep import Sweep
from imaging.archive.transfer import Transfer
from imaging.archive.verification import Verification
from imaging.errors import UnavailableError
from tests.engines import open_archive, receive
from tests.synthetic import secondary_capture


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path)
    yield opened
    opened.close()


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


def test_other_file_meta_does_not_replace_what_is_missing_but_is_not_lost(archive: Archive) -> None:
    data = secondary_capture()
    receive(archive, data)
    [lost] = named(archive)
    lost.unlink()
    assert receive(archive, b"\1" + data[1:]).outcome is Outcome.QUARANTINED
    assert len(named(archive)) == 1


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

    def lose_the_answer(rows: Rows, *said: object) -> bool:
        late.append((rows, *said))
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
