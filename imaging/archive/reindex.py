"""Builds the index again from the objects alone: their names say whose they are and when they came."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Final

import structlog
from sqlalchemy import select

from imaging.archive.blobs import BlobStore
from imaging.archive.ingest import OTHER_BYTES
from imaging.archive.keys import ObjectKey
from imaging.archive.objects import open_blob
from imaging.archive.record import Record, RecordReader
from imaging.archive.row_values import Placement
from imaging.archive.rows import Rows
from imaging.archive.twins import Kept, Twins
from imaging.errors import MalformedError, RefusedError
from imaging.index.engine import Index
from imaging.index.tables import hospitals

_AT_ONCE: Final = 4
_BATCH: Final = 64
log = structlog.get_logger("archive")


class Reindexed(StrEnum):
    """What became of an object."""

    ADDED = "added"
    KNOWN = "known"
    QUARANTINED = "quarantined"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Found:
    """An object, as the index needs to know it."""

    key: ObjectKey
    record: Record
    size_bytes: int
    sha256: bytes


class Reindex:
    """Adds what is missing in the index; what is there already stays as it is."""

    def __init__(self, index: Index, blobs: BlobStore, twins: Twins) -> None:
        self._index, self._blobs, self._twins = index, blobs, twins
        self._records, self._rows = RecordReader(), Rows(index)
        self._hospital_ids: dict[str, int] = {}

    def run(self, on_each: Callable[[], None] = lambda: None) -> Counter[Reindexed]:
        """Go through all objects, in the order in which they came to each hospital."""
        counted: Counter[Reindexed] = Counter()
        keys = self._keys()
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reindex") as pool:
            while batch := list(islice(keys, _BATCH)):
                for key, found in zip(batch, pool.map(self._read, batch), strict=True):
                    counted[self._add(key, found)] += 1
                    on_each()
        return counted

    def _keys(self) -> Iterator[ObjectKey]:
        """Name the objects; other things that the blob store holds, such as reports, have other names."""
        for text in self._blobs.keys(""):
            try:
                yield ObjectKey.parse(text)
            except MalformedError:
                continue

    def _read(self, key: ObjectKey) -> Found | None:
        size_bytes = self._blobs.size(str(key))
        digest = hashlib.sha256()
        for piece in self._blobs.stream(str(key)):
            digest.update(piece)
        try:
            with open_blob(self._blobs, str(key), size_bytes) as source:
                return Found(key, self._records.read(source), size_bytes, digest.digest())
        except RefusedError as error:
            log.warning("an object can't be read", key=str(key), reason=str(error))
            return None

    def _add(self, key: ObjectKey, found: Found | None) -> Reindexed:
        if found is None:
            return Reindexed.UNREADABLE
        try:
            return self._added(key, found)
        except RefusedError as error:
            log.warning("an object can't be indexed", key=str(key), reason=str(error))
            return Reindexed.UNREADABLE

    def _added(self, key: ObjectKey, found: Found) -> Reindexed:
        hospital_id = self._hospital_id(key)
        placement = Placement(hospital_id, str(key), found.size_bytes, found.sha256, key.received_at, is_stored=True)
        if key.is_quarantined:
            return self._set_aside(found, placement)
        return Reindexed.ADDED if self._rows.add(found.record, placement) else self._compare(found, placement)

    def _compare(self, found: Found, placement: Placement) -> Reindexed:
        """Look what the instance is that has this UID already: nothing that contradicts it may be passed over."""
        opened = partial(open_blob, self._blobs, str(found.key), found.size_bytes)
        kept = self._twins.compare(found.record, placement, opened)
        if kept is Kept.REPLACED:
            return Reindexed.ADDED
        if kept is not Kept.OTHER:
            return Reindexed.KNOWN
        log.error("another object has this UID", key=str(found.key))
        return self._set_aside(found, placement)

    def _set_aside(self, found: Found, placement: Placement) -> Reindexed:
        is_new = self._twins.set_aside(found.record, placement, OTHER_BYTES)
        return Reindexed.QUARANTINED if is_new else Reindexed.KNOWN

    def _hospital_id(self, key: ObjectKey) -> int:
        """Return the hospital of an object; one that the index has lost is made again, its code for its name."""
        code = key.hospital_code
        if code not in self._hospital_ids:
            values = {"code": code, "name": code, "created_at": key.received_at}
            with self._index.write() as connection:
                connection.execute(self._index.insert(hospitals).values(values).on_conflict_do_nothing())
                self._hospital_ids[code] = connection.execute(
                    select(hospitals.c.id).where(hospitals.c.code == code)
                ).scalar_one()
        return self._hospital_ids[code]
