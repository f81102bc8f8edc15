from __future__ import annotations

import io

import pytest

from imaging.dicom.window import FIRST_CHUNK_BYTES, Window
from imaging.errors import LimitError

CONTENT = bytes(range(256)) * 1000


class Forwards(io.BytesIO):
    """Refuses to go back, as an inflated stream can't."""

    def seek(self, position: int, whence: int = io.SEEK_SET, /) -> int:
        assert position >= self.tell()
        return super().seek(position, whence)


def window(max_bytes: int = 1 << 20) -> Window:
    return Window(Forwards(CONTENT), 0, max_bytes)


def test_what_is_loaded_lies_behind_the_base() -> None:
    looking = window()
    for position, count in ((0, 8), (5, 20_000), (100_001, 12), (100_005, 90_000)):
        assert looking.load(position, count) == count
        at = position - looking.base
        assert looking.data[at : at + count] == CONTENT[position : position + count]


def test_the_end_of_the_source_leaves_fewer() -> None:
    looking = window()
    assert looking.load(len(CONTENT) - 5, 8) == 5
    assert window().load(len(CONTENT), 8) == 0


def test_peeking_reads_no_more_than_it_gives() -> None:
    looking = window(max_bytes=FIRST_CHUNK_BYTES + 100)
    looking.load(0, 8)
    for position in range(50_000, 60_000, 1000):
        assert looking.peek(position, 8) == CONTENT[position : position + 8]


def test_reading_more_than_allowed_is_refused() -> None:
    with pytest.raises(LimitError, match="longer than 100,000 bytes"):
        window(100_000).load(0, 150_000)
