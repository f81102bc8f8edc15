"""The one way out: whole objects, frames by range, headers, metadata, bulk data."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO, Final

from sqlalchemy import Select

from imaging.archive.bulk_data import BulkData, bulk_paths, find_bulk_data
from imaging.archive.frames import aligned, frame_table, is_deflated
from imaging.archive.matching import Criterion, Operator, condition
from imaging.archive.objects import Objects
from imaging.archive.recent import Recent
from imaging.archive.stored import StoredInstance, select_instances, stored_instance
from imaging.dicom.header import Header, open_data_set, read_header
from imaging.dicom.limits import DEFAULT_LIMITS, HeaderLimits
from imaging.errors import MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import instances, series, studies

BELIEVED_SECONDS: Final = 2.0
_KNOWN_INSTANCES: Final = 4096
_NARROWED: Final = {
    "study": studies.c.study_instance_uid,
    "series": series.c.series_instance_uid,
    "instance": instances.c.sop_instance_uid,
    "hospitals": instances.c.hospital_id,
    "studies": series.c.study_id,
}


class Retrieve:
    """Gives out what is in the archive; safe to share between threads. Who may have it was decided before."""

    def __init__(self, index: Index, objects: Objects) -> None:
        self._index, self._objects = index, objects
        self._known: Recent[Hashable, tuple[float, StoredInstance]] = Recent(_KNOWN_INSTANCES, lambda known: 1)

    def instances_of(
        self,
        hospital_ids: frozenset[int] | None,
        study_instance_uid: str | None = None,
        series_instance_uid: str | None = None,
        sop_instance_uid: str | None = None,
        study_ids: frozenset[int] | None = None,
    ) -> list[StoredInstance]:
        """List instances in the order of their series; empty if there are none.

        Parameters
        ----------
        hospital_ids, study_ids : frozenset of int or None
            Rows that bound what may be seen; None bounds nothing.
        study_instance_uid, series_instance_uid, sop_instance_uid : str or None
            What is wanted; None: all.
        """
        uids = {"study": study_instance_uid, "series": series_instance_uid, "instance": sop_instance_uid}
        bounds = {"hospitals": hospital_ids, "studies": study_ids}
        parameters: dict[str, Any] = {f"{name}_0": value for name, value in uids.items() if value is not None}
        shape = {name: 1 for name, value in uids.items() if value is not None}
        for name, bound in bounds.items():
            if bound is not None:
                within = Criterion(Operator.IN, tuple(bound))
                parameters |= within.parameters(name)
                shape[name] = within.shape[1]
        statement = _selection(tuple(shape.items()))
        with self._index.read() as connection:
            return [stored_instance(row) for row in connection.execute(statement, parameters)]

    def instance(
        self,
        hospital_ids: frozenset[int] | None,
        study_instance_uid: str,
        series_instance_uid: str,
        sop_instance_uid: str,
        study_ids: frozenset[int] | None = None,
    ) -> StoredInstance:
        """Return one instance; what was found is believed for a moment, since frames are asked for one by one.

        Parameters
        ----------
        hospital_ids, study_ids : frozenset of int or None
            Rows that bound what may be seen; None bounds nothing.
        study_instance_uid, series_instance_uid, sop_instance_uid : str
            All three have to agree with the index.

        Raises
        ------
        NotFoundError
            There is none that may be seen.
        """
        asked = (hospital_ids, study_instance_uid, series_instance_uid, sop_instance_uid, study_ids)
        known = self._known.get(asked)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        found = self.instances_of(*asked)
        if not found:
            raise NotFoundError("There is no such instance.")
        self._known.put(asked, (time.monotonic() + BELIEVED_SECONDS, found[0]))
        return found[0]

    def instances_of_series(self, series_id: int) -> list[StoredInstance]:
        """List the instances of the series of this row."""
        with self._index.read() as connection:
            rows = connection.execute(select_instances().where(instances.c.series_id == series_id))
            return [stored_instance(row) for row in rows]

    def by_id(self, instance_id: int) -> StoredInstance:
        """Return the instance of this row.

        Raises
        ------
        NotFoundError
            There is no such row.
        """
        with self._index.read() as connection:
            row = connection.execute(select_instances().where(instances.c.id == instance_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such instance.")
        return stored_instance(row)

    def open(self, instance: StoredInstance) -> Iterator[bytes]:
        """Read the whole object, bit for bit as it was received."""
        return self._objects.stream(instance.object_key, is_stored=instance.is_stored)

    def file(self, instance: StoredInstance) -> BinaryIO:
        """Open the object as a seekable file, to be closed by the caller."""
        return self._objects.open(instance.object_key, instance.size_bytes, is_stored=instance.is_stored)

    def holds(self, instance: StoredInstance) -> bool:
        """Tell whether the whole object can be had; what may still lie on another machine is not lost."""
        return not instance.is_stored or self._objects.holds(
            instance.object_key, instance.size_bytes, is_stored=instance.is_stored
        )

    def header(self, instance: StoredInstance, limits: HeaderLimits = DEFAULT_LIMITS) -> Header:
        """Read the header of the object.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        limits : HeaderLimits
            Bounds of what is looked at.

        Raises
        ------
        LimitError
            The header passes a limit.
        NotFoundError, UnavailableError
            The object is lost, or its place does not answer.
        """
        with self.file(instance) as source:
            return read_header(source, limits)

    def frame(self, instance: StoredInstance, frame_number: int) -> bytes:
        """Read a frame as it is stored: its code stream, or its native pixels (PS3.5 section 8 and annex A.4).

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        frame_number : int
            Counted from 1.

        Returns
        -------
        bytes
            The fragments of an encapsulated frame one after the other; native pixels in the byte order of the transfer
            syntax, from the border of a byte on (see `aligned`).

        Raises
        ------
        NotFoundError
            There is no such frame, or the object is lost.
        MalformedError
            There are pixels, but nobody can tell where this frame lies, or the object ends before it.
        UnavailableError
            The place of the object does not answer.
        """
        table = frame_table(instance)
        ranges = table.ranges(frame_number)
        if is_deflated(instance):
            return self._deflated(instance, ranges)
        data = b"".join(self.read(instance, offset, length) for offset, length in ranges)
        return aligned(data, table.bit_offset(frame_number), table.frame_bits)

    def bulk(self, instance: StoredInstance, path: str) -> BulkData:
        """Find a value that DICOM JSON has an address for (PS3.18 section F.2.6).

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        path : str
            Such as ``7FE00010``, or ``00400275/0/00420011`` in the first item of a sequence.

        Returns
        -------
        BulkData
            One that has an ``offset``, in bytes from the begin of the object, is had by `read`.

        Raises
        ------
        NotFoundError
            There is no such value; or it is a sequence, or encapsulated pixels, which are given as frames.
        """
        with self.file(instance) as source:
            return find_bulk_data(source, read_header(source), path)

    def bulk_paths(self, instance: StoredInstance) -> list[str]:
        """Name the values that metadata only refer to, by their paths."""
        return bulk_paths(self.header(instance).dataset)

    def read(self, instance: StoredInstance, offset: int, length: int) -> bytes:
        """Read a range of the object.

        Parameters
        ----------
        instance : StoredInstance
            An object of the archive.
        offset, length : int
            In bytes of the object as it was received.

        Raises
        ------
        MalformedError
            The object ends before the range does.
        NotFoundError, UnavailableError
            The object is lost, or its place does not answer.
        """
        data = self._objects.read(instance.object_key, offset, length, is_stored=instance.is_stored)
        if len(data) < length:
            raise MalformedError("The object ends before its pixels do.")
        return data

    def _deflated(self, instance: StoredInstance, ranges: tuple[tuple[int, int], ...]) -> bytes:
        """Read from the inflated data set: no range of the object itself is a frame."""
        with self.file(instance) as source:
            inflated = open_data_set(source, read_header(source))
            pieces = []
            for offset, length in ranges:
                inflated.seek(offset)
                pieces.append(inflated.read(length))
            return b"".join(pieces)


@lru_cache(maxsize=64)
def _selection(shape: tuple[tuple[str, int], ...]) -> Select[Any]:
    """Build the statement that is narrowed by the named parameters."""
    narrowed = [condition(_NARROWED[name], Operator.IN, count, name) for name, count in shape]
    return select_instances().where(*narrowed)
