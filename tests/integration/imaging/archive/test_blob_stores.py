"""What every blob store does: the local directory and Ceph's S3 alike."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from imaging.archive.blob_stores import open_blob_store
from imaging.archive.blobs import BlobStore
from imaging.errors import NotFoundError


@pytest.fixture(params=["local", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "local":
        return open_blob_store((tmp_path / "objects").as_uri())
    bucket = f"b{os.urandom(6).hex()}"
    store = open_blob_store(request.getfixturevalue("ceph").address(bucket, "some/prefix"))
    store.check()
    return store


def put(blobs: BlobStore, key: str, data: bytes, directory: Path) -> None:
    path = directory / "source"
    path.write_bytes(data)
    blobs.put(key, path, hashlib.sha256(data).digest())
    path.unlink()


# Two sizes that go up whole, one that goes up in parts.
@pytest.mark.parametrize("size", [0, 1000, 20 * 1024 * 1024])
def test_what_is_put_is_read(blobs: BlobStore, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    put(blobs, "A/1.dcm", data, tmp_path)
    assert blobs.size("A/1.dcm") == size
    assert blobs.read("A/1.dcm") == data
    assert b"".join(blobs.stream("A/1.dcm")) == data


@pytest.mark.parametrize(
    ("offset", "length"), [(0, 10), (500, 100), (990, 100), (1000, 5), (2000, 5), (7, 0), (3, None)]
)
def test_ranges(blobs: BlobStore, tmp_path: Path, offset: int, length: int | None) -> None:
    data = os.urandom(1000)
    put(blobs, "A/1.dcm", data, tmp_path)
    assert blobs.read("A/1.dcm", offset, length) == data[offset : None if length is None else offset + length]


def test_putting_again_changes_nothing(blobs: BlobStore, tmp_path: Path) -> None:
    for _ in range(2):
        put(blobs, "A/1.dcm", b"the same", tmp_path)
    assert list(blobs.keys()) == ["A/1.dcm"]


def test_names_come_in_order_and_by_prefix(blobs: BlobStore, tmp_path: Path) -> None:
    for key in ("B/2.dcm", "A/2.dcm", "A/1.dcm"):
        put(blobs, key, b"x", tmp_path)
    assert list(blobs.keys()) == ["A/1.dcm", "A/2.dcm", "B/2.dcm"]
    assert list(blobs.keys("A/")) == ["A/1.dcm", "A/2.dcm"]
    assert list(blobs.keys("A/2")) == ["A/2.dcm"]
    assert list(blobs.keys("C/")) == []


def test_what_is_deleted_is_gone(blobs: BlobStore, tmp_path: Path) -> None:
    put(blobs, "A/1.dcm", b"x", tmp_path)
    blobs.delete("A/1.dcm")
    blobs.delete("A/1.dcm")
    for ask in (blobs.read, blobs.size):
        with pytest.raises(NotFoundError):
            ask("A/1.dcm")
    with pytest.raises(NotFoundError):
        list(blobs.stream("A/1.dcm"))
