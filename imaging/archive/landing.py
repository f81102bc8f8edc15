"""The landing directory: received bytes go here first, piece by piece, and stay until the blob store has them.

::

    landing/7f3a09c2/lock                        held while the process that receives lives
    landing/7f3a09c2/<slot>.part                 being received, or prepared for the next
    landing/7f3a09c2/MAIN,20260131,…-<slot>.dcm  received whole and checked; the name says its object key
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imaging.archive.disk import mapped, sync_directory
from imaging.archive.keys import OWNER_DIGITS, ObjectKey
from imaging.archive.landing_file import PLACE, LandingFile
from imaging.archive.landing_owner import LOCK, Owner
from imaging.errors import NoSpaceError, UnavailableError

_PREPARED: Final = 32
GIB: Final = 1024**3


@dataclass(frozen=True)
class Space:
    """Room on the volume of the landing directory."""

    total_bytes: int
    free_bytes: int
    needed_bytes: int

    @property
    def is_low(self) -> bool:
        """Whether nothing more is received until there is room again."""
        return self.free_bytes < self.needed_bytes


class Landing:
    """Where one process receives; threads share it, a forked child must open its own."""

    def __init__(self, directory: Path, *, needed_bytes: int = 5 * GIB, needed_share: float = 0.1) -> None:
        self._root = directory
        self._needed_bytes, self._needed_share = needed_bytes, needed_share
        self._owner = secrets.token_hex(OWNER_DIGITS // 2)
        self._own = directory / self._owner
        self._lock_descriptor: int | None = None
        self._prepared: deque[Path] = deque()
        self._preparing = threading.Lock()
        self._ahead = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prepare")
        self._is_broken = False

    @property
    def directory(self) -> Path:
        """Where it lies."""
        return self._root

    def owners(self) -> list[Owner]:
        """List the processes that receive or have received."""
        if not self._root.is_dir():
            return []
        return [Owner(path) for path in sorted(self._root.iterdir()) if not path.name.startswith(".")]

    def space(self) -> Space:
        """Tell how much room there is."""
        with mapped(PLACE):
            try:
                found = os.statvfs(self._root)
            except FileNotFoundError:
                self._root.mkdir(parents=True, exist_ok=True)
                found = os.statvfs(self._root)
        total = found.f_blocks * found.f_frsize
        needed = min(self._needed_bytes, int(total * self._needed_share))
        return Space(total, found.f_bavail * found.f_frsize, needed)

    def begin(self) -> LandingFile:
        """Open an empty file to receive into, if there is room."""
        if self._is_broken:
            raise UnavailableError("The landing directory lost a write; see to its volume, then start again.")
        if self.space().is_low:
            raise NoSpaceError("The landing directory is nearly full.", retry_after_seconds=30)
        with mapped(PLACE):
            return LandingFile(self._next_slot(), on_lost_write=self._distrust)

    def path(self, key: ObjectKey) -> Path:
        """Tell where the landed object of this name lies, if it still does."""
        return Path(f"{self._root}/{key.slot[:OWNER_DIGITS]}/{str(key).replace('/', ',')}")

    def close(self) -> None:
        """Remove what was prepared and not used, and give the directory up."""
        self._ahead.shutdown()
        if self._lock_descriptor is None:
            return
        with self._preparing, mapped(PLACE):
            while self._prepared:
                self._prepared.popleft().unlink(missing_ok=True)
            os.close(self._lock_descriptor)
            self._lock_descriptor = None

    def _distrust(self) -> None:
        """Receive nothing more: after a failed sync nobody knows what the volume holds."""
        self._is_broken = True

    def _next_slot(self) -> Path:
        with self._preparing:
            if not self._prepared:
                self._prepare()
            slot = self._prepared.popleft()
            is_half_used = len(self._prepared) == _PREPARED // 2
        if is_half_used:
            # Nobody waits for the next ones while there are some left.
            self._ahead.submit(self._prepare)
        return slot

    def _prepare(self) -> None:
        """Make several empty files at once: their names become durable by one sync of the directory."""
        if self._lock_descriptor is None:
            # It appears locked, so that no sweep takes it for that of a process which has ended.
            hidden = self._root / f".{self._owner}"
            hidden.mkdir(parents=True, exist_ok=True)
            self._lock_descriptor = os.open(hidden / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            hidden.rename(self._own)
            sync_directory(self._root)
        fresh = [self._own / f"{self._owner}{secrets.token_hex(8)}.part" for _ in range(_PREPARED)]
        with mapped(PLACE):
            for path in fresh:
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            sync_directory(self._own)
        self._prepared.extend(fresh)
