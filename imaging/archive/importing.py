"""Brings files in, one by one, the one way in."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.candidates import Candidate
from imaging.archive.ingest import Ingest, Origin, Outcome
from imaging.archive.landing import Landing
from imaging.errors import LimitError, MalformedError, RefusedError

IMPORT: Final = "import"


@dataclass(frozen=True)
class Imported:
    """What became of a candidate: an outcome, or why it was refused."""

    name: str
    outcome: Outcome | None
    reason: str = ""


@dataclass(frozen=True)
class Importer:
    """Imports for one hospital."""

    landing: Landing
    ingest: Ingest
    hospital_id: int

    def take(self, candidate: Candidate) -> Imported:
        """Import one candidate.

        Raises
        ------
        NoSpaceError, UnavailableError
            Nothing can be imported now.
        """
        try:
            return Imported(candidate.name, self._take(candidate))
        except RefusedError as error:
            return Imported(candidate.name, None, str(error))

    def _take(self, candidate: Candidate) -> Outcome:
        with self.landing.begin() as file:
            for piece in _pieces(candidate):
                file.write(piece)
                if file.size_bytes > candidate.size_bytes:
                    raise LimitError("It is longer than it says.", limit=candidate.size_bytes)
            return self.ingest.accept(file, Origin(self.hospital_id, IMPORT)).outcome


def _pieces(candidate: Candidate) -> Iterator[bytes]:
    """Read a candidate; that it can't be read refuses it alone."""
    try:
        with candidate.open() as source:
            while piece := source.read(CHUNK_BYTES):
                yield piece
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError) as error:
        raise MalformedError("Its archive is damaged here.") from error
    except OSError as error:
        raise RefusedError(f"It can't be read ({error.strerror or 'it is damaged'}).") from error
