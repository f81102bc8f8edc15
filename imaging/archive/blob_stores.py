"""Opens the blob store that an address names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from imaging.archive.blobs import BlobStore
from imaging.archive.local_blobs import LocalBlobStore
from imaging.errors import SettingsError


def open_blob_store(url: str) -> BlobStore:
    """Open ``file:///directory``."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return LocalBlobStore(Path(unquote(parts.path)))
    raise SettingsError("FILMLESS_OBJECTS_URL", url, "file:///… or s3://bucket/prefix?endpoint=…")
