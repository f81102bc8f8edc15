"""``multipart/related`` (RFC 2387) in both directions, a piece at a time: no body is ever held in memory.

::

    preamble  --boundary CRLF headers CRLFCRLF content CRLF  --boundary CRLF …  --boundary--  epilogue
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from imaging.errors import LimitError, MalformedError

MAX_PART_HEADER_BYTES = 16 * 1024
MAX_PREAMBLE_BYTES = 64 * 1024
MAX_BOUNDARY_CHARACTERS = 70
CRLF = b"\r\n"


def new_boundary() -> str:
    """Return a boundary that no content contains but by a chance of one in 2^128."""
    return secrets.token_hex(16)


def part_head(boundary: str, content_type: str, location: str = "", *, is_first: bool = False) -> bytes:
    """Return what stands before a part's content; one client compares ``Content-Type:`` letter for letter."""
    lead = "" if is_first else "\r\n"
    where = f"Content-Location: {location}\r\n" if location else ""
    return f"{lead}--{boundary}\r\nContent-Type: {content_type}\r\n{where}\r\n".encode("latin-1")


def closing(boundary: str) -> bytes:
    """Return what stands after the last part."""
    return f"\r\n--{boundary}--\r\n".encode("latin-1")


@dataclass(frozen=True)
class PartBegins:
    """A part's headers, by their names in lower case."""

    headers: dict[str, str]


@dataclass(frozen=True)
class PartContent:
    """A piece of the content of the part that began last."""

    data: bytes


@dataclass(frozen=True)
class PartEnds:
    """The part that began last is whole."""


PartEvent = PartBegins | PartContent | PartEnds


class _State(Enum):
    PREAMBLE = auto()
    AFTER_BOUNDARY = auto()
    HEADERS = auto()
    CONTENT = auto()
    EPILOGUE = auto()


@dataclass
class MultipartReader:
    """Takes the bytes of a body as they come and tells what they mean."""

    boundary: str
    _state: _State = field(default=_State.PREAMBLE, init=False)
    _held: bytearray = field(default_factory=bytearray, init=False)
    # How much of what is held stands before the content.
    _skip: int = field(default=0, init=False)
    _delimiter: bytes = field(init=False)

    def __post_init__(self) -> None:
        if not self.boundary or len(self.boundary) > MAX_BOUNDARY_CHARACTERS or not self.boundary.isascii():
            raise MalformedError("The Content-Type names no usable boundary.")
        self._delimiter = CRLF + b"--" + self.boundary.encode("ascii")
        # The first boundary may open the body without a line before it.
        self._held += CRLF

    def feed(self, data: bytes) -> Iterator[PartEvent]:
        """Take more bytes, yield what became known.

        Raises
        ------
        MalformedError
            The body does not follow its boundary.
        LimitError
            A part's headers are larger than any client's.
        """
        self._held += data
        while True:
            before = self._state, len(self._held)
            yield from self._step()
            if before == (self._state, len(self._held)):
                return

    def finish(self) -> None:
        """Say that no more bytes come; raises MalformedError where the last boundary is missing."""
        if self._state is not _State.EPILOGUE:
            raise MalformedError("The body ends before its last boundary.")

    def _step(self) -> Iterator[PartEvent]:
        if self._state is _State.PREAMBLE:
            self._skip_preamble()
        elif self._state is _State.AFTER_BOUNDARY:
            self._read_boundary_end()
        elif self._state is _State.HEADERS:
            yield from self._read_headers()
        elif self._state is _State.CONTENT:
            yield from self._read_content()
        else:
            self._held.clear()

    def _skip_preamble(self) -> None:
        found = self._held.find(self._delimiter)
        if found < 0:
            if len(self._held) > MAX_PREAMBLE_BYTES:
                raise MalformedError("The boundary that the Content-Type names does not occur.")
            return
        del self._held[: found + len(self._delimiter)]
        self._state = _State.AFTER_BOUNDARY

    def _read_boundary_end(self) -> None:
        """Read what follows a boundary: ``--`` after the last, blanks and a line's end after every other."""
        if self._held.startswith(b"--"):
            self._state = _State.EPILOGUE
            return
        end = self._held.find(CRLF)
        if end < 0 and len(self._held) < 64:
            return
        if end < 0 or self._held[:end].strip(b" \t"):
            raise MalformedError("A boundary is followed by something else than a new line.")
        # The line's end stays: with no headers it is the first half of the empty line.
        del self._held[:end]
        self._state = _State.HEADERS

    def _read_headers(self) -> Iterator[PartEvent]:
        end = self._held.find(CRLF + CRLF)
        if (end if end >= 0 else len(self._held)) > MAX_PART_HEADER_BYTES:
            raise LimitError("The headers of a part are too long.", limit=MAX_PART_HEADER_BYTES)
        if end < 0:
            return
        headers = _parse_headers(bytes(self._held[:end]))
        # Again the line's end stays, so that even a part without content is followed by a delimiter.
        del self._held[: end + len(CRLF)]
        self._skip = len(CRLF)
        self._state = _State.CONTENT
        yield PartBegins(headers)

    def _read_content(self) -> Iterator[PartEvent]:
        found = self._held.find(self._delimiter)
        # The held end may be the beginning of a delimiter; only what stands before it is sure to be content.
        sure = found if found >= 0 else len(self._held) - len(self._delimiter) + 1
        if sure > self._skip:
            yield PartContent(bytes(memoryview(self._held)[self._skip : sure]))
            self._skip = 0
            del self._held[:sure]
            found = min(found, 0)
        if found >= 0:
            del self._held[: found + len(self._delimiter)]
            self._state = _State.AFTER_BOUNDARY
            yield PartEnds()


def _parse_headers(block: bytes) -> dict[str, str]:
    headers = {}
    for line in block.split(CRLF):
        name, colon, value = line.partition(b":")
        if line and (not colon or not name.strip()):
            raise MalformedError("A part has a line among its headers that is none.")
        headers[name.strip().decode("latin-1").lower()] = value.strip().decode("latin-1")
    headers.pop("", None)
    return headers
