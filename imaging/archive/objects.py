"""Objects wherever they lie: in the landing directory until the blob store has them, then there.

Machines of a region share the blob store, and each has a landing directory of its own. So for the first seconds an
object can be had only from the machine that received it.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from imaging.archive.blobs import CHUNK_BYTES, BlobStore
from imaging.archive.disk import mapped, read_range
from imaging.archive.keys import ObjectKey
from imaging.archive.landing import Landing
from imaging.errors import NotFoundError, UnavailableError

_READ_AHEAD_BYTES: Final = 64 * 1024
# About as long as an object lies before it is moved.
_MOVED_IN_SECONDS: Final = 5


class StillLandedError(UnavailableError):
    """It was received just now by another machine, which has not brought it to the blob store yet."""


@dataclass(frozen=True)
class Objects:
    """Reads objects by key. ``is_stored`` is what the index said: a hint where to look first, since objects move on."""

    landing: Landing
    blobs: BlobStore

    def read(self, key: str, offset: int, length: int, *, is_stored: bool) -> bytes:
        """Read a range; less comes back where the object ends earlier."""
        if not is_stored and (descriptor := self._landed(key)) is not None:
            try:
                return read_range(descriptor, offset, length)
            finally:
                os.close(descriptor)
        with _landed_elsewhere(is_stored=is_stored):
            return self.blobs.read(key, offset, length)

    def stream(self, key: str, *, is_stored: bool) -> Iterator[bytes]:
        """Read the whole object in pieces."""
        descriptor = None if is_stored else self._landed(key)
        if descriptor is None:
            with _landed_elsewhere(is_stored=is_stored):
                yield from self.blobs.stream(key)
            return
        with os.fdopen(descriptor, "rb", buffering=0) as source:
            while piece := source.read(CHUNK_BYTES):
                yield piece

    def open(self, key: str, size_bytes: int, *, is_stored: bool) -> BinaryIO:
        """Open the object as a seekable file."""
        if not is_stored and (descriptor := self._landed(key)) is not None:
            return os.fdopen(descriptor, "rb")
        return _opened(partial(self.read, key, is_stored=is_stored), key, size_bytes)

    def holds(self, key: str, size_bytes: int, *, is_stored: bool) -> bool:
        """Tell whether an object is there with its size; a blob store that is away is believed what it confirmed."""
        if not is_stored and (descriptor := self._landed(key)) is not None:
            try:
                return os.fstat(descriptor).st_size == size_bytes
            finally:
                os.close(descriptor)
        try:
            return self.blobs.size(key) == size_bytes
        except NotFoundError:
            return False
        except UnavailableError:
            return is_stored

    def remove(self, key: str) -> None:
        """Remove what is left of an object that the index names no more."""
        with mapped("The landing directory"):
            self.landing.path(ObjectKey.parse(key)).unlink(missing_ok=True)
        self.blobs.delete(key)

    def _landed(self, key: str) -> int | None:
        try:
            return os.open(self.landing.path(ObjectKey.parse(key)), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None


def open_blob(blobs: BlobStore, key: str, size_bytes: int) -> BinaryIO:
    """Open an object of a blob store as a seekable file."""
    return _opened(partial(blobs.read, key), key, size_bytes)


def _opened(read: Callable[[int, int], bytes], key: str, size_bytes: int) -> BinaryIO:
    return io.BufferedReader(RangedObject(read, key, size_bytes), _READ_AHEAD_BYTES)


@contextmanager
def _landed_elsewhere(*, is_stored: bool) -> Iterator[None]:
    """Tell what the blob store does not hold yet from what it holds no more."""
    try:
        yield
    except NotFoundError as error:
        if is_stored:
            raise
        raise StillLandedError(
            "This was received just now and is still being stored; it can be read in a moment.",
            retry_after_seconds=_MOVED_IN_SECONDS,
        ) from error


class RangedObject(io.RawIOBase):
    """An object as a file; every read is a range read, from an offset on and of a length."""

    def __init__(self, read: Callable[[int, int], bytes], key: str, size_bytes: int) -> None:
        self._read, self._key, self._size_bytes = read, key, size_bytes
        self._position = 0

    @property
    def name(self) -> str:
        """Its key: who reads files may want to name them, as pydicom does."""
        return self._key

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that its position can be set."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size_bytes}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # Narrower than Buffer.
        """Fill a buffer from the present position on."""
        length = min(len(buffer), self._size_bytes - self._position)
        if length <= 0:
            return 0
        data = self._read(self._position, length)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
