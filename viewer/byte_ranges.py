"""``Range: bytes=…`` (RFC 9110 section 14), as far as one range goes; whoever asks for several is given everything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

_ONE_RANGE = re.compile(r"bytes=\s*(\d{1,18})?\s*-\s*(\d{1,18})?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """A part of something: its first byte, counted from 0, how many, and of how many in all."""

    offset: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of the Content-Range header."""
        return f"bytes {self.offset}-{self.offset + self.length - 1}/{self.size}"


def requested_range(headers: Headers, size: int, etag: str) -> ByteRange | None:
    """Return the range that a request asks for, None for the whole.

    Raises
    ------
    HTTPException
        416 when it begins behind the end.
    """
    asked = headers.get("range")
    if asked is None or headers.get("if-range", etag) != etag:
        return None
    found = _ONE_RANGE.match(asked)
    if found is None or found.groups() == (None, None):
        return None
    first, last = (None if text is None else int(text) for text in found.groups())
    if first is None:
        return _last_bytes(last or 0, size)
    if last is not None and last < first:
        return None
    if first >= size:
        raise _unsatisfiable(size)
    return ByteRange(first, min(size - 1 if last is None else last, size - 1) - first + 1, size)


def _last_bytes(count: int, size: int) -> ByteRange:
    if count == 0 or size == 0:
        raise _unsatisfiable(size)
    length = min(count, size)
    return ByteRange(size - length, length, size)


def _unsatisfiable(size: int) -> HTTPException:
    text = f"There are {size} bytes, and the range begins behind them."
    return HTTPException(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, text, {"Content-Range": f"bytes */{size}"})
