"""One body of STOW-RS on its way to the disk: part after part, none of them ever whole in memory.

A part that can't be kept is noted and the next one is read; what has been kept stays.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from pydicom.filereader import read_partial

from imaging.archive.ingest import Expected, Ingest, Origin
from imaging.archive.landing import Landing
from imaging.archive.landing_file import LandingFile
from imaging.dicom.uids import is_valid_uid
from imaging.errors import FilmlessError, LimitError, MalformedError, UnavailableError
from viewer.dicomweb.accept import parse_media_type
from viewer.dicomweb.multipart import MultipartReader, PartBegins, PartContent, PartEvent
from viewer.dicomweb.store_answer import Named, PartResult, refusal, settle
from viewer.offload import in_thread

DICOM = "application/dicom"
MAX_PARTS = 20_000
# Written to the disk in pieces of this size, by a thread.
BLOCK_BYTES = 512 * 1024
# Where the file meta information of a part is found, so that a refusal can say what was refused.
HEAD_BYTES = 2048


@dataclass
class Upload:
    """The parts of one request."""

    landing: Landing
    ingest: Ingest
    origin: Origin
    study_instance_uid: str | None = None
    results: list[PartResult] = field(default_factory=list)
    # What made a part fail that would have been kept at a better time.
    unavailable: UnavailableError | None = None
    _part: _Part | None = None

    async def take_multipart(self, body: AsyncIterator[bytes], boundary: str) -> None:
        """Take every part of a ``multipart/related`` body."""
        reader = MultipartReader(boundary)
        try:
            async for data in body:
                for event in reader.feed(data):
                    await self._take(event)
            reader.finish()
        finally:
            self._forget()

    async def take_single(self, body: AsyncIterator[bytes]) -> None:
        """Take a body that is one object."""
        try:
            self._part = _Part(self.landing)
            async for data in body:
                await self._part.write(data)
            await self._end_part(self._part)
        finally:
            self._forget()

    async def _take(self, event: PartEvent) -> None:
        if isinstance(event, PartBegins):
            if len(self.results) >= MAX_PARTS:
                raise LimitError(f"A request has at most {MAX_PARTS} parts.", limit=MAX_PARTS)
            self._part = _Part(self.landing)
            media_type, _ = parse_media_type(event.headers.get("content-type", DICOM))
            if media_type != DICOM:
                self._part.fail(MalformedError("The part is no DICOM object."))
        elif self._part is not None and isinstance(event, PartContent):
            await self._part.write(event.data)
        elif self._part is not None:
            await self._end_part(self._part)

    async def _end_part(self, part: _Part) -> None:
        self._part = None
        try:
            file = await part.finish()
            expected = Expected(study_instance_uid=self.study_instance_uid)
            self.results.append(settle(await in_thread(self.ingest.accept, file, self.origin, expected)))
        except FilmlessError as error:
            self.results.append(refusal(error, part.named()))
            if isinstance(error, UnavailableError):
                self.unavailable = error

    def _forget(self) -> None:
        if self._part is not None:
            self._part.abort()


class _Part:
    """One part: collects a block at a time; after a failure it takes the rest and drops it."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self._file: LandingFile | None = None
        self._block = bytearray()
        self._head = b""
        self._error: FilmlessError | None = None

    async def write(self, data: bytes) -> None:
        """Take a piece of the content."""
        if self._error is not None:
            return
        if len(self._head) < HEAD_BYTES:
            self._head += data[: HEAD_BYTES - len(self._head)]
        self._block += data
        if len(self._block) >= BLOCK_BYTES:
            await self._flush()

    async def finish(self) -> LandingFile:
        """Return the whole content; raises what made the part fail."""
        if self._block:
            await self._flush()
        if self._error is not None:
            raise self._error
        if self._file is None:
            raise MalformedError("The part is empty.")
        return self._file

    def fail(self, error: FilmlessError) -> None:
        """Give the part up."""
        self._error = error
        self.abort()

    def abort(self) -> None:
        """Remove what was written."""
        if self._file is not None:
            self._file.abort()
            self._file = None

    def named(self) -> Named:
        """Say what the part calls itself in its file meta information, as far as it can be read."""
        try:
            meta = read_partial(io.BytesIO(self._head), stop_when=lambda tag, *_: tag.group > 2).file_meta
            uids = str(meta.MediaStorageSOPClassUID), str(meta.MediaStorageSOPInstanceUID)
        except Exception:  # noqa: BLE001  (pydicom raises whatever the bytes of a stranger lead it to)
            return Named()
        return Named(*uids) if all(map(is_valid_uid, uids)) else Named()

    async def _flush(self) -> None:
        block, self._block = self._block, bytearray()
        try:
            await in_thread(self._write, block)
        except FilmlessError as error:
            self.fail(error)

    def _write(self, block: bytearray) -> None:
        if self._file is None:
            self._file = self._landing.begin()
        self._file.write(memoryview(block))
