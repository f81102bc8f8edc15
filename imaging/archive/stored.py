"""One instance as the index knows it: everything that giving it out needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from imaging.index.tables import instances, series, series_variants, studies


@dataclass(frozen=True, slots=True)
class StoredInstance:
    """An instance, its place in the hierarchy, and where its bytes lie."""

    id: int
    hospital_id: int
    study_id: int
    study_instance_uid: str
    study_variant_id: int
    series_id: int
    series_instance_uid: str
    series_variant_id: int
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    instance_number: int | None
    rows: int | None
    columns: int | None
    bits_allocated: int | None
    number_of_frames: int
    attributes: str
    description: str
    size_bytes: int
    sha256: bytes
    dataset_offset: int
    pixel_offset: int | None
    pixel_length: int | None
    frame_table: bytes | None
    object_key: str
    is_stored: bool
    received_at: datetime


def select_instances() -> Select[Any]:
    """Select whole instances, in the order of a series; narrow it with ``where``."""
    return (
        select(
            instances.c.id,
            instances.c.hospital_id,
            series.c.study_id,
            studies.c.study_instance_uid,
            series_variants.c.study_variant_id,
            instances.c.series_id,
            series.c.series_instance_uid,
            instances.c.series_variant_id,
            *(
                instances.c[name]
                for name in StoredInstance.__slots__[StoredInstance.__slots__.index("sop_instance_uid") :]
            ),
        )
        .join(series, series.c.id == instances.c.series_id)
        .join(series_variants, series_variants.c.id == instances.c.series_variant_id)
        .join(studies, studies.c.id == series.c.study_id)
        .order_by(series.c.id, instances.c.instance_number, instances.c.id)
    )


def stored_instance(row: Row[Any]) -> StoredInstance:
    """Make the value of a row of `select_instances`, whose columns have the order of its fields."""
    values: tuple[Any, ...] = tuple(row)
    return StoredInstance(*values)
