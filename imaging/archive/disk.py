"""The seam between the operating system's errors about disks and ours."""

from __future__ import annotations

import errno
import os
from ctypes import CDLL, c_int64
from pathlib import Path
from types import TracebackType

from imaging.errors import NoSpaceError, NotFoundError, UnavailableError

# Python has no call of its own for it.
_LIBC = CDLL(None)
_SYNC_FILE_RANGE_WRITE = 2
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class mapped:  # noqa: N801  (it reads as a verb where it is used)
    """Lets only our own errors out of the block; ``what`` names the place in the message."""

    __slots__ = ("_what",)

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, OSError):
            return
        if isinstance(error, FileNotFoundError):
            raise NotFoundError(f"{self._what} holds no such object.") from error
        if error.errno in _FULL:
            raise NoSpaceError(f"{self._what} has no space left.", retry_after_seconds=30) from error
        raise UnavailableError(f"{self._what} can't be read or written ({error.strerror}).") from error


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
