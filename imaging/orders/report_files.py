"""The PDF files of reports, kept beside the images as objects of their own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imaging.archive.blobs import BlobStore

PREFIX = "reports"


@dataclass(frozen=True)
class ReportFiles:
    """Files under names that say when they came and nothing else."""

    blobs: BlobStore

    def keep(self, content: bytes, sha256: bytes, at: datetime) -> str:
        """Keep a file and return its key; the same content has the same key on the same day."""
        key = f"{PREFIX}/{at:%Y%m%d}/{sha256.hex()}.pdf"
        with tempfile.NamedTemporaryFile(prefix="filmless-report-") as file:
            file.write(content)
            file.flush()
            self.blobs.put(key, Path(file.name), sha256)
        return key

    def read(self, key: str) -> bytes:
        """Return a file's content."""
        return self.blobs.read(key)
