"""The part of the landing directory that one process receives into, seen by another."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOCK: Final = "lock"


@dataclass(frozen=True)
class Owner:
    """A process by its directory, which it keeps locked while it lives."""

    directory: Path

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Tell whether the process has ended, and if so keep others from sweeping after it in the meantime."""
        try:
            descriptor = os.open(self.directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except FileNotFoundError:
            yield False
            return
        try:
            yield _lock(descriptor)
        finally:
            os.close(descriptor)

    def files(self) -> list[Path]:
        """List what was received or is being received."""
        with suppress(FileNotFoundError):
            return [path for path in self.directory.iterdir() if path.suffix in {".part", ".dcm"}]
        return []

    def remove_if_empty(self) -> None:
        """Remove the directory of a process that has ended, unless something still waits in it."""
        if not self.files():
            with suppress(OSError):
                (self.directory / LOCK).unlink()
                self.directory.rmdir()


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
