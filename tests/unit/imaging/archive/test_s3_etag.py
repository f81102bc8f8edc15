"""A bucket with encryption by a key service answers an ETag in the shape of an MD5 that is none."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imaging.archive.s3_address import S3Address
from imaging.archive.s3_blobs import S3BlobStore
from imaging.archive.s3_upload import Uploaded
from imaging.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class OtherETags(S3BlobStore):
    """A store whose server keeps ``held``, whatever was sent, and names an ETag of its own."""

    held = b""

    def _head(self, client: S3Client, key: str) -> Uploaded:
        return Uploaded(len(self.held), "0123456789abcdef0123456789abcdef")

    def _read(self, key: str, byte_range: str) -> bytes:
        first, last = byte_range.removeprefix("bytes=").split("-")
        return self.held[int(first) : int(last) + 1]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> OtherETags:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    return OtherETags(S3Address.parse("s3://film?endpoint=http://127.0.0.1:1"))


@pytest.fixture
def deleted(store: OtherETags, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    keys: list[str] = []
    monkeypatch.setattr(store._client, "put_object", lambda **said: None)
    monkeypatch.setattr(store._client, "delete_object", lambda **said: keys.append(said["Key"]))
    return keys


def put(store: OtherETags, directory: Path, data: bytes) -> None:
    source = directory / "source"
    source.write_bytes(data)
    store.put("A/1.dcm", source, hashlib.sha256(data).digest())


def test_another_etag_for_the_same_bytes_is_kept(store: OtherETags, deleted: list[str], tmp_path: Path) -> None:
    store.held = os.urandom(1000)
    put(store, tmp_path, store.held)
    assert deleted == []


@pytest.mark.parametrize("held", [b"altered!", b"cut"])
def test_another_etag_for_other_bytes_is_refused(
    store: OtherETags, deleted: list[str], tmp_path: Path, held: bytes
) -> None:
    store.held = held
    with pytest.raises(UnavailableError, match="did not keep"):
        put(store, tmp_path, b"original")
    assert set(deleted) == {"A/1.dcm"}
