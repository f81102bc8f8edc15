"""Whose turn it is to write into SQLite, which takes one writer at a time.

SQLite itself lets those who wait ask again and again, with pauses that grow to a tenth of a second; the lock is free
for most of that time. A lock of the operating system wakes the next one at once, in this process and in the others.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imaging.errors import UnavailableError


class Turns:
    """The turns of one database; every process opens its own."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path, self._busy_seconds = path, busy_seconds
        self._lock = threading.Lock()
        self._descriptor: int | None = None

    @contextmanager
    def wait(self) -> Iterator[None]:
        """Wait for the turn, and hold it during the block."""
        if not self._lock.acquire(timeout=self._busy_seconds):
            raise UnavailableError("The index is busy with other writers.", retry_after_seconds=self._busy_seconds)
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Give the lock file up."""
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None
