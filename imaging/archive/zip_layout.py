"""A ZIP archive that exists only as a plan: any range of it can be produced, and it is the same bytes each time.

Members are stored, not compressed: images hardly shrink, and so the place of every byte is known before the first is
read. A member's sum (CRC-32) is found by reading it once, just before it is sent or when the directory at the end is
asked for; nothing is ever held in memory but the piece that is on its way. Where even the sizes are only known once
each member is made, `streamed` sends the same bytes while they are.

::

    local header | bytes | local header | bytes | … | central directory | end        (PKWARE APPNOTE 6.3.10)
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate

_LOCAL, _CENTRAL, _END = 0x04034B50, 0x02014B50, 0x06054B50
_END_64, _LOCATOR_64 = 0x06064B50, 0x07064B50
_MOST_32, _MOST_16 = 0xFFFFFFFF, 0xFFFF
# Bit 11: names are UTF-8.
_FLAGS = 1 << 11
_VERSION_64 = 45
_EXTRA_64 = 1
# Made on Unix: an ordinary file that everybody may read.
_MADE_BY = 3 << 8 | _VERSION_64
_MODE = 0o100644 << 16


@dataclass(frozen=True)
class Member:
    """One file of the archive."""

    name: str
    size_bytes: int
    read: Callable[[], Iterator[bytes]] = field(repr=False)
    # None: to be found by reading.
    known_crc32: int | None = None

    @property
    def header_length(self) -> int:
        """Length of the local header: always with sizes of 64 bits, so that nothing depends on what is in the file."""
        return 30 + len(self.name.encode()) + 20

    @cached_property
    def crc32(self) -> int:
        """The sum of the bytes."""
        if self.known_crc32 is not None:
            return self.known_crc32
        total = 0
        for chunk in self.read():
            total = zlib.crc32(chunk, total)
        return total


class ZipLayout:
    """The plan of an archive; safe to share between threads."""

    def __init__(self, members: Sequence[Member], modified: datetime) -> None:
        self._members = tuple(members)
        self._stamp = _dos_stamp(modified)
        lengths = [member.header_length + member.size_bytes for member in self._members]
        self._starts = (0, *accumulate(lengths))

    @cached_property
    def size_bytes(self) -> int:
        """Size of the whole archive."""
        names = sum(46 + len(member.name.encode()) + 28 for member in self._members)
        return self._starts[-1] + names + 56 + 20 + 22

    def read(self, offset: int, length: int) -> Iterator[bytes]:
        """Produce ``length`` bytes from ``offset`` on."""
        end = offset + length
        for member, start in zip(self._members, self._starts, strict=False):
            if start + member.header_length + member.size_bytes > offset and start < end:
                yield from _clipped(self._member(member), start, offset, end)
        if end > self._starts[-1]:
            yield from _clipped(iter((self.directory(),)), self._starts[-1], offset, end)

    def _member(self, member: Member) -> Iterator[bytes]:
        yield _local_header(member, self._stamp)
        yield from member.read()

    def directory(self) -> bytes:
        """Produce what stands behind the members."""
        entries = b"".join(self._entry(*each) for each in zip(self._members, self._starts, strict=False))
        start, count = self._starts[-1], len(self._members)
        end_64 = struct.pack("<IQHHIIQQQQ", _END_64, 44, _MADE_BY, _VERSION_64, 0, 0, count, count, len(entries), start)
        locator = struct.pack("<IIQI", _LOCATOR_64, 0, start + len(entries), 1)
        few = min(count, _MOST_16)
        end = struct.pack("<IHHHHIIH", _END, 0, 0, few, few, min(len(entries), _MOST_32), min(start, _MOST_32), 0)
        return entries + end_64 + locator + end

    def _entry(self, member: Member, start: int) -> bytes:
        name = member.name.encode()
        extra = struct.pack("<HHQQQ", _EXTRA_64, 24, member.size_bytes, member.size_bytes, start)
        return (
            struct.pack("<IHHHHII", _CENTRAL, _MADE_BY, _VERSION_64, _FLAGS, 0, self._stamp, member.crc32)
            + struct.pack("<IIHHHHHII", _MOST_32, _MOST_32, len(name), len(extra), 0, 0, 0, _MODE, _MOST_32)
            + name
            + extra
        )


def streamed(members: Iterable[Member], modified: datetime) -> Iterator[bytes]:
    """Produce the archive from its first byte while its members are still being found."""
    found, stamp = [], _dos_stamp(modified)
    for member in members:
        found.append(member)
        yield _local_header(member, stamp)
        yield from member.read()
    yield ZipLayout(found, modified).directory()


def _local_header(member: Member, stamp: int) -> bytes:
    name = member.name.encode()
    fixed = struct.pack("<IHHHII", _LOCAL, _VERSION_64, _FLAGS, 0, stamp, member.crc32)
    extra = struct.pack("<HHQQ", _EXTRA_64, 16, member.size_bytes, member.size_bytes)
    return fixed + struct.pack("<IIHH", _MOST_32, _MOST_32, len(name), len(extra)) + name + extra


def _clipped(chunks: Iterator[bytes], start: int, offset: int, end: int) -> Iterator[bytes]:
    """Pass on what lies between ``offset`` and ``end`` of chunks that begin at ``start``."""
    at = start
    for chunk in chunks:
        piece = chunk[max(0, offset - at) : max(0, end - at)]
        at += len(chunk)
        if piece:
            yield piece
        if at >= end:
            return


def _dos_stamp(moment: datetime) -> int:
    """Time in the low and date in the high word, in steps of two seconds from 1980 on."""
    date = max(0, moment.year - 1980) << 9 | moment.month << 5 | moment.day
    return date << 16 | moment.hour << 11 | moment.minute << 5 | moment.second // 2
