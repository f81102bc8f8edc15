"""The seam between the operating system's errors about disks and ours."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imaging.errors import NoSpaceError, NotFoundError, UnavailableError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def mapped(what: str) -> Iterator[None]:
    """Let only our own errors out of the block; ``what`` names the place in the message."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(f"{what} holds no such object.") from error
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpaceError(f"{what} has no space left.", retry_after_seconds=30) from error
        raise UnavailableError(f"{what} can't be read or written ({error.strerror}).") from error


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_range(descriptor: int, offset: int, length: int) -> bytes:
    """Read a range of an open file; less comes back where the file ends earlier."""
    whole = os.pread(descriptor, length, offset)
    if len(whole) == length:
        return whole
    pieces = [whole]
    while pieces[-1] and (rest := length - sum(map(len, pieces))) > 0:
        pieces.append(os.pread(descriptor, rest, offset + length - rest))
    return b"".join(pieces)
