"""The seam between the operating system's errors about disks and ours."""

from __future__ import annotations

import errno
import os
from ctypes import CDLL, c_int64
from pathlib import Path

from imaging.errors import FilmlessError, NoSpaceError, NotFoundError, UnavailableError
from imaging.seam import Seam

# Python has no call of its own for it.
_LIBC = CDLL(None)
_SYNC_FILE_RANGE_WRITE = 2
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class _DiskSeam(Seam):
    """Knows what goes wrong with disks."""

    __slots__ = ("_what",)

    def __init__(self, what: str) -> None:
        self._what = what

    def ours(self, error: BaseException) -> FilmlessError | None:
        """Return what an error of the operating system means."""
        if not isinstance(error, OSError):
            return None
        if isinstance(error, FileNotFoundError):
            return NotFoundError(f"{self._what} holds no such object.")
        if error.errno in _FULL:
            return NoSpaceError(f"{self._what} has no space left.", retry_after_seconds=30)
        return UnavailableError(f"{self._what} can't be read or written ({error.strerror}).")


def mapped(what: str) -> Seam:
    """Let only our own errors out of the block; ``what`` names the place in the message."""
    return _DiskSeam(what)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def begin_writing(descriptor: int, offset: int, length: int) -> None:
    """Have the kernel begin to write a range of a file (sync_file_range(2)); a sync later tells what went wrong."""
    _LIBC.sync_file_range(descriptor, c_int64(offset), c_int64(length), _SYNC_FILE_RANGE_WRITE)


def read_range(descriptor: int, offset: int, length: int) -> bytes:
    """Read a range of an open file; less comes back where the file ends earlier."""
    whole = os.pread(descriptor, length, offset)
    if len(whole) == length:
        return whole
    pieces = [whole]
    while pieces[-1] and (rest := length - sum(map(len, pieces))) > 0:
        pieces.append(os.pread(descriptor, rest, offset + length - rest))
    return b"".join(pieces)
