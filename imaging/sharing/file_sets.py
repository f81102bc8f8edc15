"""A film as a file-set for other systems: where each object lies, and the DICOMDIR that tells of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from imaging.archive.stored import StoredInstance
from imaging.dicom.dicomdir import DirectoryEntry, write_dicomdir
from imaging.index.engine import Index
from imaging.index.tables import series_variants, study_variants
from imaging.sharing.attributes import attributes_of
from imaging.sharing.film import Film, FilmSeries


def file_ids(film: Film) -> Iterator[tuple[tuple[str, ...], FilmSeries, StoredInstance]]:
    """Name every object: eight capitals and digits (PS3.10 8.2) that tell nothing of the patient."""
    every = [each for study in film.studies for each in study.series]
    named: set[int] = set()
    for position, series in enumerate(every, start=1):
        # An object whose frames are shown in several parts lies with the first of them.
        new = [each for each in (*series.images, *series.others) if each.id not in named]
        named.update(each.id for each in new)
        for number, instance in enumerate(new, start=1):
            yield ("IMAGES", f"SE{position:04}", f"IM{number:05}"), series, instance


def dicomdir_of(index: Index, film: Film, lost: frozenset[int] = frozenset()) -> bytes:
    """Write the DICOMDIR of what is not lost; the same film makes the same bytes."""
    instances = [instance for instance in film.instances if instance.id not in lost]
    with index.read() as connection:
        of_studies = _variants(connection, study_variants, {each.study_variant_id for each in instances})
        of_series = _variants(connection, series_variants, {each.series_variant_id for each in instances})
    entries = [
        DirectoryEntry(
            file_id,
            of_studies[instance.study_variant_id] | of_series[instance.series_variant_id] | attributes_of(instance),
            instance.transfer_syntax_uid,
        )
        for file_id, _, instance in file_ids(film)
        if instance.id not in lost
    ]
    return write_dicomdir(entries, sop_instance_uid=_uid_of(instances))


def _variants(connection: Connection, table: Table, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Return what instances said of their study or series, by the variant they point to."""
    query = select(table.c.id, table.c.attributes).where(table.c.id.in_(ids))
    return {row.id: json.loads(row.attributes) for row in connection.execute(query)}


def _uid_of(instances: list[StoredInstance]) -> str:
    """Derive a UID from what is in the file-set (PS3.5 B.2)."""
    uids = "\n".join(instance.sop_instance_uid for instance in instances)
    return f"2.25.{int.from_bytes(hashlib.sha256(uids.encode()).digest()[:16])}"
