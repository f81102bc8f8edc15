"""Opens the blob store that an address names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from imaging.archive.blobs import BlobStore
from imaging.archive.local_blobs import LocalBlobStore
from imaging.archive.s3_address import S3Address
from imaging.archive.s3_blobs import S3BlobStore
from imaging.errors import SettingsError


def open_blob_store(url: str) -> BlobStore:
    """Open ``file:///directory`` or ``s3://bucket/prefix?endpoint=…``; nothing is asked of a server yet."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return LocalBlobStore(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return S3BlobStore(S3Address.parse(url))
    raise SettingsError("FILMLESS_OBJECTS_URL", url, "file:///… or s3://bucket/prefix?endpoint=…")
