"""The last steps of an object on its way in: its bytes become durable, then it gets the name by which it is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from enum import StrEnum
from pathlib import Path
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


class Settling:
    """Has a thread sync the file from the beginning of the block on; the block does not end before that has."""

    def __init__(self, file: LandingFile, syncing: Executor, on_step: Callable[[Step], None]) -> None:
        self._file, self._on_step = file, on_step
        self._synced = syncing.submit(file.sync)
        self._is_done = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The file must not be closed under the sync.
        self._synced.exception()

    @property
    def may_be_awaited(self) -> bool:
        """Whether a transaction may stay open until it is done."""
        return self._file.size_bytes <= AWAITED_BYTES

    def finish(self, path: Path) -> None:
        """Return when the bytes are durable and the object has this name; the second time at once."""
        if self._is_done:
            return
        self._synced.result()
        self._on_step(Step.SYNCED)
        self._file.keep(path)
        self._on_step(Step.NAMED)
        self._is_done = True
