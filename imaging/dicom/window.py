"""The part of a source that is in memory while a header is read."""

from __future__ import annotations

from typing import Protocol

from imaging.errors import LimitError

FIRST_CHUNK_BYTES = 16 * 1024
LARGEST_CHUNK_BYTES = 512 * 1024


class Source(Protocol):
    """What a header is read from; it is only ever moved forwards."""

    def read(self, size: int, /) -> bytes:
        """Return up to that many bytes; fewer mean that the source has ended."""
        ...

    def seek(self, position: int, /) -> int:
        """Move to an absolute position."""
        ...


class Window:
    """``data[i]`` is byte ``base + i`` of the source; whoever keeps ``data`` may go on reading it after a move."""

    __slots__ = ("_chunk_bytes", "_max_bytes", "_read_bytes", "_source", "base", "data")

    def __init__(self, source: Source, position: int, max_bytes: int) -> None:
        self._source = source
        self._max_bytes = max_bytes
        self._read_bytes = 0
        self._chunk_bytes = FIRST_CHUNK_BYTES
        self.base = position
        self.data = b""
        source.seek(position)

    def load(self, position: int, count: int) -> int:
        """Have ``count`` bytes from ``position`` on in memory and return how many are: fewer at the source's end."""
        missing = min(count, position + count - self.base - len(self.data))
        if missing > 0:
            self._move(position, max(missing, self._chunk_bytes))
            self._chunk_bytes = min(self._chunk_bytes * 2, LARGEST_CHUNK_BYTES)
        return min(count, self.base + len(self.data) - position)

    def peek(self, position: int, count: int) -> bytes:
        """Return ``count`` bytes (fewer at the end) without reading ahead: for places that lie far apart."""
        missing = min(count, position + count - self.base - len(self.data))
        if missing > 0:
            self._move(position, missing)
        at = position - self.base
        return self.data[at : at + count]

    def _move(self, position: int, count: int) -> None:
        kept = self.data[position - self.base :]
        if not kept:
            self._source.seek(position)
        more = self._source.read(count)
        self._read_bytes += len(more)
        if self._read_bytes > self._max_bytes:
            raise LimitError(f"The header is longer than {self._max_bytes:,} bytes.", limit=self._max_bytes)
        self.data = kept + more
        self.base = position
