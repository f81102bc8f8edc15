"""What happens when an instance comes that is here already: the same again, or other bytes under the same UID.

The same are: the same bytes; or the same data set in the same transfer syntax behind other file meta information, for
the meta names the machine that sent it last (PS3.10 section 7.1) and says nothing about the patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select, update

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.objects import Objects
from imaging.archive.record import Record
from imaging.archive.rows import Placement
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import instances, quarantine

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

    def compare(self, record: Record, placement: Placement, path: Path) -> Kept:
        """Tell what the instance that is here is to the one that came, and heal it where its object is gone."""
        here = self._here(record, placement)
        if here.object_key == placement.object_key:
            return Kept.THIS
        if not self._is_same(here, record, placement, path):
            return Kept.OTHER
        if self.objects.holds(here.object_key, here.size_bytes, is_stored=here.is_stored):
            return Kept.SAME
        # Other file meta information would need other offsets; only the very same bytes may take the place.
        if here.sha256 != placement.sha256:
            return Kept.OTHER
        log.error("an object was missing and came again", missing=here.object_key, key=placement.object_key)
        moved = (
            update(instances)
            .where(instances.c.id == here.id, instances.c.object_key == here.object_key)
            .values(object_key=placement.object_key, is_stored=placement.is_stored)
            .returning(instances.c.id)
        )
        with self.index.write() as connection:
            is_moved = connection.execute(moved).scalar_one_or_none() is not None
        # If somebody else was faster, what is here now is another object, and has to be looked at.
        return Kept.REPLACED if is_moved else self.compare(record, placement, path)

    def _here(self, record: Record, placement: Placement) -> Any:
        known = (instances.c.hospital_id == placement.hospital_id) & (
            instances.c.sop_instance_uid == record.sop_instance_uid
        )
        with self.index.read() as connection:
            return connection.execute(select(instances).where(known)).one()

    def _is_same(self, here: Any, record: Record, placement: Placement, path: Path) -> bool:
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
                path.open("rb") as theirs,
            ):
                ours.seek(here.dataset_offset)
                theirs.seek(record.dataset_offset)
                return all(ours.read(len(piece)) == piece for piece in iter(lambda: theirs.read(CHUNK_BYTES), b""))
        except NotFoundError:
            # What is gone can't be compared; what came is put aside rather than lost.
            return False

    def set_aside(self, record: Record, placement: Placement, reason: str) -> bool:
        """Note the object in the quarantine; False if the very same lies there already."""
        values = {
            "hospital_id": placement.hospital_id,
            "sop_instance_uid": record.sop_instance_uid,
            "reason": reason,
            "detail": "",
            "object_key": placement.object_key,
            "is_stored": placement.is_stored,
            "size_bytes": placement.size_bytes,
            "sha256": placement.sha256,
            "received_at": placement.received_at,
        }
        statement = self.index.insert(quarantine).values(values).on_conflict_do_nothing().returning(quarantine.c.id)
        with self.index.write() as connection:
            return connection.execute(statement).scalar_one_or_none() is not None
