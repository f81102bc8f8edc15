"""What happens when an instance comes that is here already: the same again, or other bytes under the same UID.

The same are: the same bytes; or the same data set in the same transfer syntax behind other file meta information, for
the meta names the machine that sent it last (PS3.10 section 7.1) and says nothing about the patient.

Where the object that is here was lost or cut, what comes takes its place:

- the very same bytes always;
- other bytes when the index agrees with them in all that it holds of patient, study, series and image, when the data
  set is as long, and when what is left of the lost object agrees byte for byte. Most often that is the same data set
  behind other file meta information. The pixels can't be compared any more; but by every word that is known of it, it
  is the same image of the same patient, and the only one there is. An object that was never moved to the blob store may
  lie on another machine, so that nobody can say here that it was lost: then what comes is put aside.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, Final

import structlog
from sqlalchemy import Connection, Select, delete, select, update

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.differences import differing
from imaging.archive.objects import Objects
from imaging.archive.record import Record
from imaging.archive.row_values import Placement
from imaging.dicom import tags as tag
from imaging.errors import NotFoundError, UnavailableError
from imaging.index.engine import Index
from imaging.index.tables import (
    instances,
    quarantine,
    series,
    series_variants,
    studies,
    study_variants,
    undecodable_frames,
)

NOT_COMPARED: Final = "not compared"
_WITH_IDENTITY: Final = (
    select(
        instances,
        studies.c.study_instance_uid,
        series.c.series_instance_uid,
        study_variants.c.digest.label("study_digest"),
        series_variants.c.digest.label("series_digest"),
        study_variants.c.attributes.label("study_attributes"),
        series_variants.c.attributes.label("series_attributes"),
    )
    .join(series_variants, series_variants.c.id == instances.c.series_variant_id)
    .join(study_variants, study_variants.c.id == series_variants.c.study_variant_id)
    .join(series, series.c.id == instances.c.series_id)
    .join(studies, studies.c.id == series.c.study_id)
)
log = structlog.get_logger("archive")


class Kept(StrEnum):
    """What the instance that is here is to the one that came."""

    THIS = "this"
    SAME = "same"
    REPLACED = "replaced"
    OTHER = "other"


@dataclass(frozen=True)
class Twins:
    """Compares what came with what is here, and puts contradictions aside."""

    index: Index
    objects: Objects

    def compare(self, record: Record, placement: Placement, open_it: Callable[[], BinaryIO]) -> Kept:
        """Tell what the instance that is here is to the one that came, and heal it where its object is gone.

        ``open_it`` opens the one that came.
        """
        here = self._here(record, placement)
        if here.object_key == placement.object_key:
            return Kept.THIS
        if self.objects.holds(here.object_key, here.size_bytes, is_stored=here.is_stored):
            return Kept.SAME if self._is_same(here, record, placement, open_it) else Kept.OTHER
        if here.sha256 != placement.sha256 and not self._may_replace(here, record, placement, open_it):
            return Kept.OTHER
        log.error("an object was missing and came again", missing=here.object_key, key=placement.object_key)
        if not self._replace(here, record, placement):
            # Somebody else was faster; what is here now is another object, and has to be looked at.
            return self.compare(record, placement, open_it)
        return Kept.REPLACED

    def _here(self, record: Record, placement: Placement) -> Any:
        """Return the instance that is here with all that it says of itself and of what stands above it."""
        with self.index.read() as connection:
            return connection.execute(_known(record, placement)).one()

    def _is_same(self, here: Any, record: Record, placement: Placement, open_it: Callable[[], BinaryIO]) -> bool:
        if here.sha256 == placement.sha256:
            return True
        if here.transfer_syntax_uid != record.transfer_syntax_uid:
            return False
        length = placement.size_bytes - record.dataset_offset
        if here.size_bytes - here.dataset_offset != length:
            return False
        try:
            with (
                self.objects.open(here.object_key, here.size_bytes, is_stored=here.is_stored) as ours,
                open_it() as theirs,
            ):
                ours.seek(here.dataset_offset)
                theirs.seek(record.dataset_offset)
                return all(ours.read(len(piece)) == piece for piece in iter(lambda: theirs.read(CHUNK_BYTES), b""))
        except NotFoundError:
            # It went away at this moment; what came is put aside rather than lost.
            return False

    def _may_replace(self, here: Any, record: Record, placement: Placement, open_it: Callable[[], BinaryIO]) -> bool:
        """Tell whether other bytes may take the place of an object that was lost; the module says why."""
        is_as_long = here.size_bytes - here.dataset_offset == placement.size_bytes - record.dataset_offset
        says_the_same = _identity_of_row(here) == _identity_of_record(record)
        return (
            bool(here.is_stored)
            and is_as_long
            and says_the_same
            and self._agrees_with_what_is_left(here, record, open_it)
        )

    def _agrees_with_what_is_left(self, here: Any, record: Record, open_it: Callable[[], BinaryIO]) -> bool:
        with suppress(NotFoundError), open_it() as theirs:
            theirs.seek(record.dataset_offset)
            for piece in self.objects.blobs.stream(here.object_key, here.dataset_offset):
                if theirs.read(len(piece)) != piece:
                    return False
        return True

    def _replace(self, here: Any, record: Record, placement: Placement) -> bool:
        """Let the row name the object that came, and remove what is left of the lost one; False if somebody did."""
        replaced = (
            update(instances)
            .where(instances.c.id == here.id, instances.c.object_key == here.object_key)
            .values(
                object_key=placement.object_key,
                is_stored=placement.is_stored,
                size_bytes=placement.size_bytes,
                sha256=placement.sha256,
                dataset_offset=record.dataset_offset,
                pixel_offset=record.pixel_offset,
                frame_table=record.frame_table,
            )
            .returning(instances.c.id)
        )
        with self.index.write() as connection:
            if connection.execute(replaced).scalar_one_or_none() is None:
                return False
            _forget_derived(connection, here)
        try:
            self.objects.remove(here.object_key)
        except UnavailableError as error:
            # It harms nobody; a verification names it.
            log.warning("the rest of a lost object stays", key=here.object_key, reason=str(error))
        return True

    def set_aside(self, record: Record, placement: Placement, reason: str, source: str = "") -> bool:
        """Note the object in the quarantine, and who sent it; False if the very same lies there already."""
        with self.index.read() as connection:
            # While the index is made anew, what is set aside may be found before what was here first.
            here = connection.execute(_known(record, placement)).one_or_none()
        values = {
            "hospital_id": placement.hospital_id,
            "sop_instance_uid": record.sop_instance_uid,
            "reason": reason,
            "detail": NOT_COMPARED if here is None else _differences(here, record),
            "source": source[:100],
            "attributes": record.study.json,
            "object_key": placement.object_key,
            "is_stored": placement.is_stored,
            "size_bytes": placement.size_bytes,
            "sha256": placement.sha256,
            "received_at": placement.received_at,
        }
        statement = self.index.insert(quarantine).values(values).on_conflict_do_nothing().returning(quarantine.c.id)
        with self.index.write() as connection:
            return connection.execute(statement).scalar_one_or_none() is not None


def _forget_derived(connection: Connection, here: Any) -> None:
    """Let nothing be believed that was kept of a lost object."""
    # Whatever was kept of the study may name it.
    touched = update(studies).where(studies.c.study_instance_uid == here.study_instance_uid)
    touched = touched.where(studies.c.hospital_id == here.hospital_id)
    connection.execute(touched.values(revision=studies.c.revision + 1))
    # Frames of it that could not be decoded may be whole in the object that came.
    connection.execute(delete(undecodable_frames).where(undecodable_frames.c.instance_id == here.id))


def _known(record: Record, placement: Placement) -> Select[Any]:
    return _WITH_IDENTITY.where(
        instances.c.hospital_id == placement.hospital_id, instances.c.sop_instance_uid == record.sop_instance_uid
    )


def _differences(here: Any, record: Record) -> str:
    ours = (here.study_attributes, here.series_attributes, here.attributes, _meta(here.transfer_syntax_uid))
    theirs = (record.study.json, record.series.json, record.attributes, _meta(record.transfer_syntax_uid))
    return differing(ours, theirs)


def _meta(transfer_syntax_uid: str) -> str:
    return json.dumps({f"{tag.TRANSFER_SYNTAX_UID:08X}": transfer_syntax_uid})


def _identity_of_row(row: Any) -> tuple[object, ...]:
    """All that the index says of an instance and that does not depend on its file meta information."""
    return (
        row.study_instance_uid,
        row.series_instance_uid,
        row.sop_class_uid,
        row.transfer_syntax_uid,
        row.study_digest,
        row.series_digest,
        row.attributes,
        row.description,
        row.pixel_offset and row.pixel_offset - row.dataset_offset,
        row.pixel_length,
    )


def _identity_of_record(record: Record) -> tuple[object, ...]:
    """The same of a record that was just read."""
    return (
        record.study_instance_uid,
        record.series_instance_uid,
        record.sop_class_uid,
        record.transfer_syntax_uid,
        record.study.digest,
        record.series.digest,
        record.attributes,
        record.description,
        record.pixel_offset and record.pixel_offset - record.dataset_offset,
        record.pixel_length,
    )
