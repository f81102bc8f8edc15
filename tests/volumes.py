"""Volumes that are soon full, for tests of what happens then."""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers import require


@dataclass(frozen=True)
class SmallVolume:
    """A file system of its own."""

    directory: Path

    @property
    def _filler(self) -> Path:
        return self.directory / "filler"

    def fill(self) -> None:
        """Take the last byte."""
        with self._filler.open("wb", buffering=0) as filler:
            for size in (1 << 16, 1):
                try:
                    while filler.write(bytes(size)):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self) -> None:
        """Give it all back."""
        self._filler.unlink()


@contextmanager
def small_volume(directory: Path, mebibytes: int) -> Iterator[SmallVolume]:
    """Mount a volume of this size in memory."""
    mount = require("small-volume")
    directory.mkdir()
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={mebibytes}m", "filmless", directory], check=True)
    try:
        yield SmallVolume(directory)
    finally:
        subprocess.run([mount.with_name("umount"), "--lazy", directory], check=True)
