"""Reads every object again and compares it with what the index says of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, func, select, true

from imaging.archive.keys import ObjectKey
from imaging.archive.objects import Objects, StillLandedError
from imaging.errors import MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import instances, quarantine, reports

_PAGE: Final = 500


@dataclass(frozen=True)
class _Named:
    """A table that names objects, and what it says of each."""

    table: Table
    object_key: ColumnElement[str]
    size_bytes: ColumnElement[int]
    sha256: ColumnElement[bytes]
    is_stored: ColumnElement[bool]
    has_object: ColumnElement[bool]


def _of_objects(table: Table) -> _Named:
    columns = table.c
    return _Named(table, columns.object_key, columns.size_bytes, columns.sha256, columns.is_stored, true())


_NAMED: Final = (
    _of_objects(instances),
    _of_objects(quarantine),
    # The PDF of a report goes to the blob store before its row is written.
    _Named(reports, reports.c.pdf_key, reports.c.pdf_size_bytes, reports.c.pdf_sha256, true(), reports.c.pdf_key != ""),
)


class Fault(StrEnum):
    """What can be wrong."""

    MISSING = "missing"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One object that is not as it should be."""

    object_key: str
    fault: Fault


@dataclass(frozen=True)
class Verification:
    """Verifies the objects of an archive."""

    index: Index
    objects: Objects

    def count(self) -> int:
        """Tell how many objects the index names."""
        with self.index.read() as connection:
            return sum(
                connection.scalar(select(func.count()).select_from(named.table).where(named.has_object)) or 0
                for named in _NAMED
            )

    def run(self, on_each: Callable[[], None] = lambda: None) -> Iterator[Finding]:
        """Compare size and checksum of every object, then look for objects that the index does not name."""
        for named in _NAMED:
            for row in self._rows(named):
                fault = self._fault(row)
                if fault is not None:
                    yield Finding(row.object_key, fault)
                on_each()
        yield from self._unknown()

    def _rows(self, named: _Named) -> Iterator[Any]:
        """Read the table in pages, so that a verification of hours holds no transaction open."""
        after, number = 0, named.table.c.id
        every = select(
            number,
            named.object_key.label("object_key"),
            named.size_bytes.label("size_bytes"),
            named.sha256.label("sha256"),
            named.is_stored.label("is_stored"),
        ).where(named.has_object)
        while True:
            with self.index.read() as connection:
                page = connection.execute(every.where(number > after).order_by(number).limit(_PAGE)).all()
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def _fault(self, row: Any) -> Fault | None:
        digest, size_bytes = hashlib.sha256(), 0
        try:
            for piece in self.objects.stream(row.object_key, is_stored=row.is_stored):
                digest.update(piece)
                size_bytes += len(piece)
        except (NotFoundError, StillLandedError):
            # What another machine has not moved is not whole before it is seen here.
            return Fault.MISSING
        is_sound = size_bytes == row.size_bytes and digest.digest() == row.sha256
        return None if is_sound else Fault.DAMAGED

    def _unknown(self) -> Iterator[Finding]:
        for key in self.objects.blobs.keys(""):
            try:
                table = quarantine if ObjectKey.parse(key).is_quarantined else instances
            except MalformedError:
                continue
            with self.index.read() as connection:
                known = connection.scalar(select(table.c.id).where(table.c.object_key == key))
            if known is None:
                yield Finding(key, Fault.UNKNOWN)
