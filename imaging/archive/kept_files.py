"""Files that belong to the images, papers and reports, kept beside them as objects of their own."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from imaging.archive.blobs import BlobStore
from imaging.archive.disk import mapped

_PLACE: Final = "The data directory"
# Writing one takes seconds; what is older was left by a process that ended.
_LEFT_BEHIND_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class KeptFiles:
    """Files under names that say when they came and nothing else."""

    blobs: BlobStore
    # Where they are written, on the volume of the data: the blob store may give the file a second name only.
    directory: Path
    # What the names of their objects begin with.
    prefix: str

    def keep(self, content: bytes, suffix: str, at: datetime) -> str:
        """Keep a file durably and return its key; the same content has the same key on the same day."""
        sha256 = hashlib.sha256(content).digest()
        key = f"{self.prefix}/{at:%Y%m%d}/{sha256.hex()}.{suffix}"
        with mapped(_PLACE):
            self.directory.mkdir(parents=True, exist_ok=True)
            self._sweep()
            with tempfile.NamedTemporaryFile(dir=self.directory, suffix=".part") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                self.blobs.put(key, Path(file.name), sha256)
        return key

    def read(self, key: str) -> bytes:
        """Return a file's content."""
        return self.blobs.read(key)

    def _sweep(self) -> None:
        """Remove what a process left that ended while it wrote."""
        oldest = time.time() - _LEFT_BEHIND_SECONDS
        for path in self.directory.glob("*.part"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue
