"""Where objects rest: by name, whole or in part, never changed once they are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

CHUNK_BYTES = 1024 * 1024


class BlobStore(Protocol):
    """A place for objects. Errors: `NotFoundError`, `NoSpaceError`, `UnavailableError`."""

    def put(self, key: str, source: Path, sha256: bytes) -> None:
        """Keep a copy of the file ``source``; when this returns it is durable and known to be whole.

        Putting the same object again is allowed and changes nothing.
        """
        ...

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Read a range; ``length`` None reads to the end. Less comes back where the object ends earlier."""
        ...

    def stream(self, key: str, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Read a range in pieces of at most `CHUNK_BYTES`."""
        ...

    def size(self, key: str) -> int:
        """Tell the number of bytes of an object."""
        ...

    def delete(self, key: str) -> None:
        """Forget an object; one that is not there is no error."""
        ...

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Name every object whose name begins with ``prefix``, in the order of their names."""
        ...

    def check(self) -> None:
        """Raise `UnavailableError` unless objects can be kept and read now."""
        ...
