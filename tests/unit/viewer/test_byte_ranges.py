"""Ranges as clients and attackers write them."""

from __future__ import annotations

import time

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from viewer.byte_ranges import ByteRange, requested_range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bytes=0-", ByteRange(0, 100, 100)),
        ("bytes=0-0", ByteRange(0, 1, 100)),
        ("bytes=10-19", ByteRange(10, 10, 100)),
        ("bytes=90-1000", ByteRange(90, 10, 100)),
        ("bytes=-7", ByteRange(93, 7, 100)),
        ("bytes=-1000", ByteRange(0, 100, 100)),
        ("Bytes= 5 - 6 ", ByteRange(5, 2, 100)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("lines=1-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=" + ",".join(f"{n}-{n}" for n in range(10_000)), None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_ranges(text: str, expected: ByteRange | None) -> None:
    began = time.perf_counter()
    assert requested_range(Headers({"range": text}), 100, '"t"') == expected
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(("text", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-1", 0)])
def test_what_lies_behind_the_end_is_416(text: str, size: int) -> None:
    with pytest.raises(HTTPException) as caught:
        requested_range(Headers({"range": text}), size, '"t"')
    assert (caught.value.status_code, caught.value.headers) == (416, {"Content-Range": f"bytes */{size}"})


def test_if_range_of_another_edition_gives_the_whole() -> None:
    assert requested_range(Headers({"range": "bytes=1-2", "if-range": '"old"'}), 100, '"new"') is None
    assert requested_range(Headers({"range": "bytes=1-2", "if-range": '"new"'}), 100, '"new"') == ByteRange(1, 2, 100)


def test_content_range() -> None:
    assert ByteRange(93, 7, 100).content_range == "bytes 93-99/100"
