"""Whose turn it is to write into SQLite, which takes one writer at a time.

SQLite itself lets those who wait ask again and again, with pauses that grow to a tenth of a second; the lock is free
for most of that time. A lock of the operating system wakes the next one at once, in this process and in the others.
It can't be waited for with a deadline, so a thread waits for it, and who asked waits for the thread::

    free ─────────────────────────► taken at once
    taken by another process ─────► a thread waits ──► its turn came: handed over
                                          └ given up ─► its turn came: let go at once
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imaging.errors import UnavailableError


class Turns:
    """The turns of one database; every process opens its own."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self._path, self.busy_seconds = path, busy_seconds
        self._lock = threading.Lock()
        self._file: _LockFile | None = None

    @contextmanager
    def wait(self, until: float | None = None) -> Iterator[None]:
        """Wait for the turn, and hold it during the block.

        ``until`` is a moment of `time.monotonic`; without one the wait ends after the seconds that were set.
        """
        deadline = time.monotonic() + self.busy_seconds if until is None else until
        if not self._lock.acquire(timeout=_left(deadline)):
            raise self._busy()
        try:
            file = self._take(deadline)
            try:
                yield
            finally:
                file.let_go()
        finally:
            self._lock.release()

    def close(self) -> None:
        """Give the lock file up."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _take(self, deadline: float) -> _LockFile:
        try:
            self._file = self._file or _LockFile(self._path)
            has_come = self._file.take(deadline)
        except OSError as error:
            because = f"The system gives no lock on {self._path.name} ({error.strerror})."
            raise UnavailableError(because, retry_after_seconds=1) from error
        if not has_come:
            raise self._busy()
        return self._file

    def _busy(self) -> UnavailableError:
        return UnavailableError("The index is busy with other writers.", retry_after_seconds=self.busy_seconds)


class _LockFile:
    """The lock between processes; one thread at a time asks for it."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._changed = threading.Condition()
        self._is_waiting = self._is_wanted = self._has_come = self._is_closed = False
        self._waiter: threading.Thread | None = None

    def take(self, deadline: float) -> bool:
        """Take the lock; False if the deadline passed first, or the wait for it failed."""
        with self._changed:
            if not self._is_waiting:
                if self._took_at_once():
                    return True
                self._begin_to_wait()
            self._is_wanted = True
            is_over = self._changed.wait_for(lambda: not self._is_waiting, _left(deadline))
            self._is_wanted = False
            return is_over and self._has_come

    def let_go(self) -> None:
        """Let the next one have it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close it; where a thread still waits for the lock, that does it."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            if self._is_waiting:
                return
        if self._waiter is not None:
            # Who is about to fork has no second thread.
            self._waiter.join()
        os.close(self._descriptor)

    def _took_at_once(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _waited_for(self) -> bool:
        """Wait for the lock; False where the system has none to give, which the next writer may find changed."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError:
            return False
        return True

    def _begin_to_wait(self) -> None:
        """Have the thread wait; it stays for the next time, because making one takes longer than most turns."""
        if self._waiter is None:
            waiter = threading.Thread(target=self._wait, name="turn", daemon=True)
            waiter.start()
            self._waiter = waiter
        self._is_waiting = True
        self._changed.notify_all()

    def _wait(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_waiting or self._is_closed)
                if not self._is_waiting:
                    return
            has_come = self._waited_for()
            with self._changed:
                self._is_waiting, self._has_come = False, has_come
                self._changed.notify_all()
                if has_come and not self._is_wanted:
                    self.let_go()
                if self._is_closed:
                    os.close(self._descriptor)
                    return


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
