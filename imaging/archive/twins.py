"""What happens when an instance comes that is here already: the same again, or other bytes under the same UID.

The same are: the same bytes; or the same data set in the same transfer syntax behind other file meta information, for
the meta names the machine that sent it last (PS3.10 section 7.1) and says nothing about the patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from imaging.archive.blobs import CHUNK_BYTES
from imaging.archive.objects import Objects
from imaging.archive.record import Record
from imaging.archive.rows import Placement
from imaging.index.engine import Index
from imaging.index.tables import instances, quarantine


@dataclass(frozen=True)
class Twins:
    """Compares what came with what is here, and puts contradictions aside."""

    index: Index
    objects: Objects

    def is_same(self, record: Record, placement: Placement, path: Path) -> bool:
        """Tell whether the instance that is here is the one that came."""
        known = (instances.c.hospital_id == placement.hospital_id) & (
            instances.c.sop_instance_uid == record.sop_instance_uid
        )
        with self.index.read() as connection:
            here = connection.execute(select(instances).where(known)).one()
        if here.sha256 == placement.sha256:
            return True
        if here.transfer_syntax_uid != record.transfer_syntax_uid:
            return False
        length = placement.size_bytes - record.dataset_offset
        if here.size_bytes - here.dataset_offset != length:
            return False
        with (
            self.objects.open(here.object_key, here.size_bytes, is_stored=here.is_stored) as ours,
            path.open("rb") as theirs,
        ):
            ours.seek(here.dataset_offset)
            theirs.seek(record.dataset_offset)
            return all(ours.read(len(piece)) == piece for piece in iter(lambda: theirs.read(CHUNK_BYTES), b""))

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
