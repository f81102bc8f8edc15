"""One object while it is received."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from imaging.archive.disk import begin_writing, mapped, read_range
from imaging.errors import UnavailableError

# So much is left to be digested while the disk syncs; of more the sender would wait for it.
_UNDIGESTED_BYTES: Final = 4 * 1024 * 1024
# Whenever so much has come the disk begins with it, and has less to do when the sender waits for it.
_BEGUN_BYTES: Final = 256 * 1024
_PIECE_BYTES: Final = 64 * 1024
# Most headers are read at once.
_HEADER_BYTES: Final = 32 * 1024
PLACE: Final = "The landing directory"


class LandingFile:
    """A file that grows piece by piece, nothing of it in memory; leaving its block without `keep` removes it."""

    def __init__(self, path: Path, *, on_lost_write: Callable[[], None]) -> None:
        self._path = path
        self._slot = path.stem
        self._on_lost_write = on_lost_write
        self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._sha256 = hashlib.sha256()
        self._size_bytes = self._begun_bytes = self._digested_bytes = 0
        self._ending = threading.Lock()
        self._is_closed = self._is_kept = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

    @property
    def path(self) -> Path:
        """Where it lies now."""
        return self._path

    @property
    def slot(self) -> str:
        """Its part of the object key."""
        return self._slot

    @property
    def size_bytes(self) -> int:
        """How much was received so far."""
        return self._size_bytes

    def sha256(self) -> bytes:
        """Return the digest of what was received so far; of the last pieces it is taken only now."""
        self._digest()
        return self._sha256.digest()

    def open(self) -> BinaryIO:
        """Open what was received so far for reading; valid until the file is kept or removed."""
        source = os.fdopen(self._descriptor, "rb", _HEADER_BYTES, closefd=False)
        source.seek(0)
        return source

    def read_start(self, count: int) -> bytes:
        """Return the first bytes of what was received so far, as many as there are."""
        return read_range(self._descriptor, 0, count)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append a piece."""
        rest = memoryview(data)
        with mapped(PLACE):
            while rest:
                count = os.pwrite(self._descriptor, rest, self._size_bytes)
                self._size_bytes += count
                rest = rest[count:]
        if self._size_bytes - self._begun_bytes >= _BEGUN_BYTES:
            begin_writing(self._descriptor, self._begun_bytes, self._size_bytes - self._begun_bytes)
            self._begun_bytes = self._size_bytes
        if self._size_bytes - self._digested_bytes > _UNDIGESTED_BYTES:
            self._digest()

    def replace_start(self, data: bytes) -> None:
        """Write other bytes over the first ones."""
        with mapped(PLACE):
            os.pwrite(self._descriptor, data, 0)
        self._sha256, self._digested_bytes = hashlib.sha256(), 0

    def sync(self) -> None:
        """Make the bytes durable. Where this fails once it is never tried again: the kernel has dropped the pages."""
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            self._on_lost_write()
            raise UnavailableError(f"{PLACE} could not make what was received durable ({error.strerror}).") from error

    def keep(self, path: Path) -> None:
        """Give it the name by which it is found until the blob store has it.

        Another thread may do so than the one that received, which may have given up meanwhile: one of them is first.
        """
        with self._ending, mapped(PLACE):
            if self._is_closed:
                raise UnavailableError("What was received was given up.")
            os.rename(self._path, path)  # noqa: PTH104  (a path object costs more than the call)
            self._path, self._is_kept = path, True
            self._close()

    def abort(self) -> None:
        """Forget it, unless it is kept."""
        with self._ending, suppress(OSError):
            if not self._is_kept:
                self._close()
                self._path.unlink(missing_ok=True)

    def _digest(self) -> None:
        """Take along what was received since; it is still in the memory of the kernel."""
        piece = memoryview(bytearray(_PIECE_BYTES))
        with mapped(PLACE):
            while self._digested_bytes < self._size_bytes:
                count = os.preadv(self._descriptor, [piece], self._digested_bytes)
                if not count:
                    raise OSError(errno.EIO, "what was written is not there")
                self._sha256.update(piece[:count])
                self._digested_bytes += count

    def _close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            os.close(self._descriptor)
