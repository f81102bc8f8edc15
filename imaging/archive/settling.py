"""The last steps of an object on its way in: its bytes become durable, then it gets the name by which it is found."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from imaging.archive.landing_file import LandingFile

# The disk is done with so much in the time of a few statements. Other writers need not wait for more.
AWAITED_BYTES: Final = 4 * 1024 * 1024


class Step(StrEnum):
    """The moments between which a crash could fall."""

    RECEIVED = "received"
    SYNCED = "synced"
    NAMED = "named"
    COMMITTED = "committed"


class Syncer:
    """A thread that syncs one file at a time, until it is ended; each `begin` is followed by one `wait`.

    Two plain queues, because an executor and its futures take a tenth of the time that Python has for an object.
    """

    def __init__(self) -> None:
        self._files: SimpleQueue[LandingFile | None] = SimpleQueue()
        self._errors: SimpleQueue[Exception | None] = SimpleQueue()
        threading.Thread(target=self._run, name="sync", daemon=True).start()

    def begin(self, file: LandingFile) -> None:
        """Begin to sync a file."""
        self._files.put(file)

    def wait(self) -> Exception | None:
        """Wait until that is done, and return what went wrong."""
        return self._errors.get()

    def end(self) -> None:
        """End the thread."""
        self._files.put(None)

    def _run(self) -> None:
        while (file := self._files.get()) is not None:
            self._errors.put(_error_of(file))
            # Nothing is held on to while the next one is waited for.
            del file


class Settling:
    """Has a thread sync the file from the beginning of the block on; the block does not end before that has.

    ``idle`` are syncers that wait for work: one of them is taken, or another is made, and goes back to them.
    """

    def __init__(self, file: LandingFile, idle: deque[Syncer], on_step: Callable[[Step], None]) -> None:
        self._file, self._idle, self._on_step = file, idle, on_step
        self._waiting = threading.Lock()
        self._is_synced = self._is_done = False
        self._error: Exception | None = None
        try:
            self._syncer = idle.pop()
        except IndexError:
            self._syncer = Syncer()
        self._syncer.begin(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The file must not be closed under the sync.
        self._wait()

    @property
    def may_be_awaited(self) -> bool:
        """Whether a transaction may stay open until it is done."""
        return self._file.size_bytes <= AWAITED_BYTES

    def finish(self, path: Path) -> None:
        """Return when the bytes are durable and the object has this name; the second time at once."""
        if self._is_done:
            return
        self._wait()
        if self._error is not None:
            raise self._error
        self._on_step(Step.SYNCED)
        self._file.keep(path)
        self._on_step(Step.NAMED)
        self._is_done = True

    def _wait(self) -> None:
        """Wait for the syncer; the thread that commits may do so, and the one that received, each when it wants."""
        with self._waiting:
            if not self._is_synced:
                self._error = self._syncer.wait()
                self._is_synced = True
                self._idle.append(self._syncer)


def _error_of(file: LandingFile) -> Exception | None:
    try:
        file.sync()
    except Exception as error:  # noqa: BLE001  (it is raised in the thread that waits)
        return error
    return None
