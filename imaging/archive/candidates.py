"""What there is to import under a path: files of folders, of ZIP archives, of DICOMDIRs.

Nothing is unpacked: an entry of an archive is read as a stream, its name is never used for a path, so that it can't lie
outside of anything. Symbolic links are not followed. An archive that promises far more than it holds is refused whole.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final, NoReturn

from imaging.dicom.dicomdir import read_dicomdir
from imaging.errors import LimitError, MalformedError, NotFoundError, RefusedError

MAX_ENTRIES: Final = 200_000
MAX_ARCHIVE_BYTES: Final = 1 << 40
# Images of nothing but black shrink a thousandfold; only what is large as well is taken for a bomb.
MAX_RATIO: Final = 200
HARMLESS_BYTES: Final = 1 << 30


@dataclass(frozen=True)
class Candidate:
    """Something that may be DICOM."""

    name: str
    size_bytes: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


def candidates(path: Path) -> Iterator[Candidate]:
    """Name what lies under a path; what can't be looked into is a candidate as well, and says why when it is opened.

    Raises
    ------
    NotFoundError
        Nothing is there.
    """
    if path.is_dir():
        yield from _of_folder(path)
    elif path.is_file():
        yield from _of_file(path)
    else:
        raise NotFoundError(f"{path} is not there.")


def _of_folder(directory: Path) -> Iterator[Candidate]:
    try:
        entries = sorted(directory.iterdir())
    except OSError as error:
        yield _unreadable(directory, error)
        return
    for entry in entries:
        if entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _of_folder(entry)
        # The files that a DICOMDIR names lie beside it, and are met on the way.
        elif entry.is_file() and entry.name.upper() != "DICOMDIR":
            yield from _of_file(entry)


def _of_file(path: Path) -> Iterator[Candidate]:
    try:
        if path.name.upper() == "DICOMDIR":
            yield from map(_plain, read_dicomdir(path))
        elif path.suffix.lower() == ".zip":
            yield from _of_archive(path)
        else:
            yield _plain(path)
    except (RefusedError, OSError) as error:
        yield _unreadable(path, error)


def _plain(path: Path) -> Candidate:
    return Candidate(str(path), path.stat().st_size, lambda: path.open("rb"))


def _unreadable(path: Path, error: RefusedError | OSError) -> Candidate:
    def open_it() -> NoReturn:
        raise error

    return Candidate(str(path), 0, open_it)


def _of_archive(path: Path) -> Iterator[Candidate]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
            _check(path, entries)
            for entry in entries:
                yield Candidate(f"{path}/{entry.filename}", entry.file_size, partial(archive.open, entry))
    except (zipfile.BadZipFile, RuntimeError, ValueError, struct.error) as error:
        raise MalformedError(f"{path} is no ZIP archive that can be read.") from error


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return entry.is_dir() or is_link or entry.filename.rpartition("/")[2].upper() == "DICOMDIR"


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise LimitError(f"{path} has more than {MAX_ENTRIES:,} entries.", limit=MAX_ENTRIES)
    whole = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if whole > MAX_ARCHIVE_BYTES or (whole > HARMLESS_BYTES and whole > MAX_RATIO * packed):
        raise LimitError(f"{path} would unpack to {whole:,} bytes, which no archive of images does.", limit=MAX_RATIO)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise MalformedError(f"{path} is encrypted; unpack it first.")
