"""Objects in a local directory."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.disk import mapped, read_range, sync_directory
from imaging.errors import NotFoundError, UnavailableError

_PLACE = "The object directory"
_NO_SECOND_NAME = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP}


class LocalBlobStore:
    """A directory; each object is a file that appears whole or not at all."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        with mapped(_PLACE):
            directory.mkdir(parents=True, exist_ok=True)
        # Directories whose own names this process has made durable; that they exist says nothing about it.
        self._durable = {directory}

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        """Keep the file ``source`` under ``key``, by a second name where both lie on one volume."""
        target = self._path(key)
        with mapped(_PLACE):
            self._make_directory(target.parent)
            try:
                os.link(source, target)
            except FileExistsError:
                # A former try may have been cut off: the name may be there without being durable, or with other bytes.
                if not _is_durably_same(source, target, sha256):
                    _copy(source, target)
            except OSError as error:
                if error.errno not in _NO_SECOND_NAME:
                    raise
                _copy(source, target)
            sync_directory(target.parent)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Read a range."""
        with mapped(_PLACE):
            descriptor = os.open(self._path(key), os.O_RDONLY)
            try:
                if length is None:
                    length = max(0, os.fstat(descriptor).st_size - offset)
                return read_range(descriptor, offset, length)
            finally:
                os.close(descriptor)

    def stream(self, key: str, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Read a range in pieces; a missing object is told by the first of them."""
        with mapped(_PLACE):
            descriptor = os.open(self._path(key), os.O_RDONLY)
            try:
                end = os.fstat(descriptor).st_size if length is None else offset + length
                while offset < end and (piece := os.pread(descriptor, min(CHUNK_BYTES, end - offset), offset)):
                    yield piece
                    offset += len(piece)
            finally:
                os.close(descriptor)

    def size(self, key: str) -> int:
        """Tell the number of bytes of an object."""
        with mapped(_PLACE):
            return self._path(key).stat().st_size

    def delete(self, key: str) -> None:
        """Forget an object."""
        with mapped(_PLACE):
            self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Name the objects in the order of their names."""
        start = self._path(prefix.rpartition("/")[0]) if "/" in prefix else self._directory
        for path in _walk(start):
            key = path.relative_to(self._directory).as_posix()
            if key.startswith(prefix):
                yield key

    def check(self) -> None:
        """Look whether the directory is there and writable."""
        if not os.access(self._directory, os.R_OK | os.W_OK | os.X_OK):
            raise UnavailableError(f"{_PLACE} {self._directory} can't be written.")

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(part in {"", ".", ".."} or "\\" in part or "\0" in part for part in parts):
            raise NotFoundError(f"{_PLACE} holds no such object.")
        return self._directory.joinpath(*parts)

    def _make_directory(self, directory: Path) -> None:
        if directory in self._durable and directory.is_dir():
            return
        if directory != self._directory:
            self._make_directory(directory.parent)
        directory.mkdir(exist_ok=True)
        sync_directory(directory.parent)
        self._durable.add(directory)


def _is_durably_same(source: Path, target: Path, sha256: bytes) -> bool:
    """Tell whether a file that is there already is the one to be kept, with bytes that survive a power cut."""
    if target.samefile(source):
        return True
    with target.open("rb") as kept:
        is_same = hashlib.file_digest(kept, "sha256").digest() == sha256
        os.fsync(kept.fileno())
    return is_same


def _copy(source: Path, target: Path) -> None:
    """Copy across volumes: the name appears when the bytes are durable."""
    growing = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with source.open("rb") as reader, growing.open("xb") as writer:
            shutil.copyfileobj(reader, writer, CHUNK_BYTES)
            writer.flush()
            os.fsync(writer.fileno())
        growing.rename(target)
    finally:
        growing.unlink(missing_ok=True)


def _walk(directory: Path) -> Iterator[Path]:
    """Every file below a directory, in the order of names, but none that is still being copied."""
    if not directory.is_dir():
        return
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        elif not entry.name.startswith("."):
            yield Path(entry.path)
