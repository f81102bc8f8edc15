"""A planned archive is a ZIP that others read, and every range of it is a part of the same bytes."""

from __future__ import annotations

import io
import itertools
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest

from imaging.archive.zip_layout import Member, ZipLayout, streamed

MODIFIED = datetime(2026, 3, 1, 9, 30, 8, tzinfo=UTC)
FILES = {"README.TXT": b"read me", "IMAGES/SE0001/IM00001": bytes(range(256)) * 40, "空/文件": b"", "LAST": b"x" * 5000}


def pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + 1000] for start in range(0, len(data), 1000))


@pytest.fixture
def layout() -> ZipLayout:
    return ZipLayout([Member(name, len(data), partial(pieces, data)) for name, data in FILES.items()], MODIFIED)


def whole(layout: ZipLayout) -> bytes:
    return b"".join(layout.read(0, layout.size_bytes))


def test_python_and_its_sums_find_every_file_whole(layout: ZipLayout) -> None:
    with zipfile.ZipFile(io.BytesIO(whole(layout))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.getinfo("LAST").date_time == (2026, 3, 1, 9, 30, 8)


def test_the_size_is_known_before_a_byte_is_read(layout: ZipLayout) -> None:
    assert len(whole(layout)) == layout.size_bytes


def test_any_range_is_a_part_of_the_same_bytes(layout: ZipLayout) -> None:
    data = whole(layout)
    for offset, length in itertools.product((0, 1, 29, 47, 48, 700, 11_000, len(data) - 30), (1, 20, 3000)):
        part = b"".join(layout.read(offset, min(length, len(data) - offset)))
        assert part == data[offset : offset + length], (offset, length)


def test_a_stream_is_the_same_bytes_and_begins_before_the_last_member_is_found(layout: ZipLayout) -> None:
    made: list[str] = []

    def members() -> Iterator[Member]:
        for name, data in FILES.items():
            made.append(name)
            yield Member(name, len(data), partial(pieces, data), zlib.crc32(data))

    stream = streamed(members(), MODIFIED)
    first = next(stream)
    assert made == ["README.TXT"]
    assert first + b"".join(stream) == whole(layout)


def test_a_range_near_the_end_reads_nothing_before_it_but_for_the_sums() -> None:
    opened: list[str] = []

    def read(name: str) -> Iterator[bytes]:
        opened.append(name)
        return iter((b"abc",))

    layout = ZipLayout([Member(name, 3, partial(read, name)) for name in ("one", "two")], MODIFIED)
    start_of_two = 30 + 3 + 20 + 3
    b"".join(layout.read(start_of_two, 30 + 3 + 20 + 3))
    assert set(opened) == {"two"}


def test_no_file_makes_an_empty_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(whole(ZipLayout([], MODIFIED)))) as archive:
        assert archive.namelist() == []


def test_places_behind_four_gigabytes_are_written_with_64_bits() -> None:
    size = 5 * 1024**3
    large = Member("large", size, lambda: itertools.repeat(bytes(1 << 20), size >> 20))
    # Its sum would take seconds and is not what is asked here.
    large.__dict__["crc32"] = 0
    layout = ZipLayout([large, Member("small", 3, lambda: iter((b"abc",)))], MODIFIED)
    tail_length = 1000
    tail = b"".join(layout.read(layout.size_bytes - tail_length, tail_length))
    source = Tail(tail, layout.size_bytes)
    with zipfile.ZipFile(source) as archive:  # type: ignore[arg-type]
        assert archive.getinfo("large").file_size == size
        assert archive.read("small") == b"abc"


class Tail(io.RawIOBase):
    """A large file of which only the end is there."""

    def __init__(self, tail: bytes, size: int) -> None:
        self._tail, self._size, self._at = tail, size, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + {0: 0, 1: self._at, 2: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, length: int = -1) -> bytes:
        start = self._at - (self._size - len(self._tail))
        assert start >= 0
        data = self._tail[start : None if length < 0 else start + length]
        self._at += len(data)
        return data
