"""A deflated data set read as it inflates: in bounded pieces, forwards only, never whole in memory (PS3.5 A.5)."""

from __future__ import annotations

import zlib
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final

from imaging.errors import LimitError, MalformedError

PIECE_BYTES: Final = 64 * 1024
# What is kept in memory of an inflated data set whose frames are wanted; more goes to a temporary file.
IN_MEMORY_BYTES: Final = 8 * 1024 * 1024


class InflatedStream:
    """What comes out of a deflated stream, by position.

    Parameters
    ----------
    source
        A file that stands at the first deflated byte.
    max_bytes
        More inflated bytes than this are a bomb.
    """

    def __init__(self, source: BinaryIO, max_bytes: int) -> None:
        self._source = source
        self._max_bytes = max_bytes
        # Raw deflate; some devices write the zlib wrapper, which begins with CMF 0x78 (RFC 1950).
        first = source.read(2)
        has_wrapper = len(first) == 2 and first[0] == 0x78 and int.from_bytes(first) % 31 == 0
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS if has_wrapper else -zlib.MAX_WBITS)
        self._waiting = first
        self._position = 0

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes; fewer mean that the data set ends.

        Raises
        ------
        MalformedError
            The bytes are no deflated stream, or it is cut short.
        LimitError
            It inflates to more than is allowed.
        """
        pieces, missing = [], size
        while missing > 0 and (piece := self._inflate(min(missing, PIECE_BYTES))):
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def seek(self, position: int) -> int:
        """Go forwards; the end of the data set stops it."""
        while self._position < position and self._inflate(min(position - self._position, PIECE_BYTES)):
            pass
        return self._position

    def _inflate(self, size: int) -> bytes:
        piece = b""
        while not piece and not self._inflater.eof:
            deflated = self._waiting or self._source.read(PIECE_BYTES)
            try:
                piece = self._inflater.decompress(deflated, size)
            except zlib.error as error:
                raise MalformedError("The deflated data set can't be inflated.") from error
            self._waiting = self._inflater.unconsumed_tail
            if not piece and not deflated:
                raise MalformedError("The deflated data set is cut short.")
        self._position += len(piece)
        if self._position > self._max_bytes:
            raise LimitError(f"The data set inflates to more than {self._max_bytes:,} bytes.", limit=self._max_bytes)
        return piece


def inflate_to_file(source: BinaryIO, dataset_offset: int, max_bytes: int) -> BinaryIO:
    """Inflate a data set into a temporary file in which the offsets of its elements hold (PS3.5 annex A.5).

    Parameters
    ----------
    source
        A seekable file.
    dataset_offset
        First byte of the deflated data set in it.
    max_bytes
        Of the inflated data set.

    Raises
    ------
    MalformedError
        The data set can't be inflated, or is cut short.
    LimitError
        It inflates to more than ``max_bytes``.
    """
    source.seek(dataset_offset)
    stream = InflatedStream(source, max_bytes)
    target: BinaryIO = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # type: ignore[assignment]  # It is one in all but name.  # noqa: SIM115
    while piece := stream.read(PIECE_BYTES):
        target.write(piece)
    target.seek(0)
    return target
