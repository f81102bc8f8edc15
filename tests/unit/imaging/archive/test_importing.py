"""What is imported: folders, archives, DICOMDIRs; and what is not."""

from __future__ import annotations

import errno
import io
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from imaging.archive import candidates as limits
from imaging.archive.candidates import Candidate, candidates
from imaging.archive.composition import Archive
from imaging.archive.importing import Importer
from imaging.archive.ingest import Outcome
from imaging.dicom.dicom_json import to_dicom_json
from imaging.dicom.dicomdir import DirectoryEntry, write_dicomdir
from imaging.dicom.header import read_header
from imaging.errors import NotFoundError
from tests.engines import open_archive
from tests.synthetic import secondary_capture


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = open_archive(tmp_path / "data")
    yield opened
    opened.close()


def take(archive: Archive, path: Path) -> Counter[Outcome | None]:
    importer = Importer(archive.landing, archive.ingest, 1)
    return Counter(importer.take(candidate).outcome for candidate in candidates(path))


def refusal(archive: Archive, path: Path) -> str:
    """Why the only candidate of a path was refused."""
    [imported] = map(Importer(archive.landing, archive.ingest, 1).take, candidates(path))
    assert imported.outcome is None
    assert str(path) in imported.name
    return imported.reason


def packed(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_folder_with_all_that_lies_in_it(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "1").write_bytes(secondary_capture())
    (folder / "deep" / "deeper" / "2.dcm").write_bytes(secondary_capture())
    (folder / "readme.txt").write_text("no image")
    (folder / "link.dcm").symlink_to(folder / "1")
    assert take(archive, folder) == {Outcome.STORED: 2, None: 1}
    assert take(archive, folder) == {Outcome.DUPLICATE: 2, None: 1}


def test_an_archive_whose_names_climb_out(archive: Archive, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"../../1.dcm": secondary_capture(), "/etc/2.dcm": secondary_capture()})
    assert take(archive, path) == {Outcome.STORED: 2}
    assert not (tmp_path.parent.parent / "1.dcm").exists()
    assert list(tmp_path.rglob("*.part")) == [path for path in tmp_path.rglob("*.part") if not path.stat().st_size]


def test_links_in_an_archive_are_passed_over(archive: Archive, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"1.dcm": secondary_capture()})
    link = zipfile.ZipInfo("link.dcm")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert take(archive, path) == {Outcome.STORED: 1}


def test_an_archive_that_swells_is_refused(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HARMLESS_BYTES", 1 << 20)
    path = packed(tmp_path / "bomb.zip", {"1.dcm": bytes(4 << 20)})
    assert "no archive of images" in refusal(archive, path)


def test_an_archive_of_too_many_entries_is_refused(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 3)
    path = packed(tmp_path / "many.zip", {str(number): b"" for number in range(4)})
    assert "more than 3 entries" in refusal(archive, path)


def test_an_archive_in_an_archive_is_not_opened(archive: Archive, tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"1.dcm": secondary_capture()})
    assert take(archive, packed(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})) == {None: 1}


def test_an_entry_that_is_damaged_costs_itself_alone(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("1.dcm", secondary_capture())
        zipped.writestr("2.dcm", secondary_capture())
    data = bytearray(path.read_bytes())
    data[400] ^= 0xFF
    path.write_bytes(data)
    assert take(archive, path) == {Outcome.STORED: 1, None: 1}


def test_what_is_longer_than_it_says_is_refused_and_leaves_nothing(archive: Archive) -> None:
    data = secondary_capture()
    growing = Candidate("growing.dcm", len(data) - 1, lambda: io.BytesIO(data))
    imported = Importer(archive.landing, archive.ingest, 1).take(growing)
    assert (imported.outcome, imported.reason) == (None, "It is longer than it says.")
    assert [path for path in archive.landing.directory.rglob("*") if path.is_file() and path.stat().st_size] == []


def test_what_only_looks_like_an_archive_is_refused_and_ends_nothing(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"PK nothing")
    (folder / "b.dcm").write_bytes(secondary_capture())
    (folder / "c").mkdir()
    (folder / "c" / "DICOMDIR").write_bytes(b"no DICOM")
    assert take(archive, folder) == {Outcome.STORED: 1, None: 1}
    assert "no ZIP archive" in refusal(archive, folder / "a.zip")
    assert "DICOM" in refusal(archive, folder / "c" / "DICOMDIR")


def test_what_can_not_be_read_is_refused_alone(archive: Archive) -> None:
    def fail() -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    imported = Importer(archive.landing, archive.ingest, 1).take(Candidate("scratched.dcm", 1000, fail))
    assert (imported.outcome, imported.reason) == (None, "It can't be read (Input/output error).")


def test_a_dicomdir_names_its_files(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "cd"
    (folder / "IMAGES").mkdir(parents=True)
    data = secondary_capture()
    (folder / "IMAGES" / "IM1").write_bytes(data)
    (folder / "IMAGES" / "NOTNAMED").write_bytes(secondary_capture())
    header = read_header(io.BytesIO(data))
    attributes = to_dicom_json(header.dataset, lambda path: path)
    entry = DirectoryEntry(("IMAGES", "IM1"), attributes, header.transfer_syntax_uid)
    (folder / "DICOMDIR").write_bytes(write_dicomdir([entry]))
    assert take(archive, folder / "DICOMDIR") == {Outcome.STORED: 1}
    assert take(archive, folder) == {Outcome.STORED: 1, Outcome.DUPLICATE: 1}


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        list(candidates(tmp_path / "nothing"))
