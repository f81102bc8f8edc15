"""Writes records into the index: study, series and variants where they are new, then the instance."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import Column, Connection, Table, bindparam, select, update

from imaging.archive.attributes import Variant
from imaging.archive.folding import fold, fold_name
from imaging.archive.recent import Recent
from imaging.archive.record import Record
from imaging.dicom import tags as tag
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.prepared import Prepared
from imaging.index.tables import instances, quarantine, series, series_variants, studies, study_variants

_REMEMBERED: Final = 4096


@dataclass(frozen=True)
class Placement:
    """What the index says of an object that its header does not."""

    hospital_id: int
    object_key: str
    size_bytes: int
    sha256: bytes
    received_at: datetime
    is_stored: bool = False


class Rows:
    """The only writer of studies, series and instances; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._remembered: Recent[Hashable, int] = Recent(_REMEMBERED, lambda row: 1)
        self._statements = _Statements.prepare(index)

    def add(self, record: Record, placement: Placement) -> bool:
        """Add an instance durably; False, and nothing changed, if the hospital has one of this UID already."""
        try:
            return self._add(record, placement)
        except ConflictError:
            # A row that was remembered is gone; rows are deleted rarely, so forgetting everything is cheap.
            self._remembered.clear()
            return self._add(record, placement)

    def knows(self, object_key: str) -> bool:
        """Tell whether an instance or an object in quarantine has this name."""
        with self._index.read() as connection:
            return any(
                connection.execute(select(table.c.id).where(table.c.object_key == object_key)).first()
                for table in (instances, quarantine)
            )

    def _add(self, record: Record, placement: Placement) -> bool:
        fresh: dict[Hashable, int] = {}
        try:
            with self._index.write() as connection:
                self._write(_Writing(connection, self._statements, self._remembered, fresh), record, placement)
        except _PresentError:
            return False
        for key, row in fresh.items():
            self._remembered.put(key, row)
        return True

    def _write(self, writing: _Writing, record: Record, placement: Placement) -> None:
        at = placement.received_at
        study_id, _ = writing.row(studies, (placement.hospital_id, record.study_instance_uid), lambda: _empty_study(at))
        study_variant_id, _ = writing.row(
            study_variants, (study_id, record.study.digest), lambda: _study_variant(record.study)
        )
        series_id, is_new_series = writing.row(
            series, (study_id, record.series_instance_uid), lambda: _empty_series(at)
        )
        series_variant_id, is_new_variant = writing.row(
            series_variants,
            (series_id, study_variant_id, record.series.digest),
            lambda: _series_variant(record.series),
        )
        writing.instance(_instance(record, placement, series_id, series_variant_id))
        connection = writing.connection
        statements = self._statements
        statements.touch_series.execute(connection, {"row": series_id, "at": at})
        statements.touch_study.execute(connection, {"row": study_id, "at": at, "more_series": int(is_new_series)})
        if is_new_variant:
            _add_modality(connection, study_id, record.series.text(tag.MODALITY))


class _PresentError(Exception):
    """The hospital has an instance of this UID; ends the transaction without a trace."""


@dataclass(frozen=True)
class _Statements:
    """What every instance executes, prepared."""

    inserts: Mapping[Table, Prepared]
    touch_study: Prepared
    touch_series: Prepared

    @classmethod
    def prepare(cls, index: Index) -> Self:
        """Prepare them for the database of the index."""
        inserts = {
            table: index.prepare(
                index.insert(table).on_conflict_do_nothing(index_elements=key).returning(table.c.id),
                (column.name for column in table.columns if column.name != "id"),
            )
            for table, key in _KEYS.items()
        }
        return cls(inserts, index.prepare(_TOUCH_STUDY), index.prepare(_TOUCH_SERIES))


@dataclass(frozen=True)
class _Writing:
    """One transaction: finds or makes rows, and notes what may be remembered once it is committed."""

    connection: Connection
    statements: _Statements
    remembered: Recent[Hashable, int]
    fresh: dict[Hashable, int]

    def row(self, table: Table, key: tuple[Hashable, ...], make: Callable[[], dict[str, Any]]) -> tuple[int, bool]:
        """Return the identifier of the row with this key, and whether it was made now."""
        known = self.remembered.get((table.name, *key))
        if known is not None:
            return known, False
        named = dict(zip(_KEYS[table], key, strict=True))
        values = named | {name: _fitted(table.c[name], value) for name, value in make().items()}
        row = self.statements.inserts[table].execute(self.connection, values).scalar_one_or_none()
        is_new = row is not None
        if row is None:
            found = select(table.c.id).where(*(table.c[name] == value for name, value in named.items()))
            row = self.connection.execute(found).scalar_one()
        self.fresh[table.name, *key] = row
        return row, is_new

    def instance(self, values: dict[str, Any]) -> None:
        """Insert the instance, or end it all."""
        if self.statements.inserts[instances].execute(self.connection, values).scalar_one_or_none() is None:
            raise _PresentError


def _fitted(column: Column[Any], value: Any) -> Any:
    """Make a text fit for its column: devices write longer ones than allowed; what is cut here is only searched."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "")[: getattr(column.type, "length", None)]


_KEYS: Mapping[Table, tuple[str, ...]] = {
    studies: ("hospital_id", "study_instance_uid"),
    study_variants: ("study_id", "digest"),
    series: ("study_id", "series_instance_uid"),
    series_variants: ("series_id", "study_variant_id", "digest"),
    instances: ("hospital_id", "sop_instance_uid"),
}

_TOUCH_STUDY = (
    update(studies)
    .where(studies.c.id == bindparam("row"))
    .values(
        changed_at=bindparam("at"),
        revision=studies.c.revision + 1,
        number_of_series=studies.c.number_of_series + bindparam("more_series"),
        number_of_instances=studies.c.number_of_instances + 1,
    )
)
_TOUCH_SERIES = (
    update(series)
    .where(series.c.id == bindparam("row"))
    .values(
        changed_at=bindparam("at"),
        revision=series.c.revision + 1,
        number_of_instances=series.c.number_of_instances + 1,
    )
)


def _add_modality(connection: Connection, study_id: int, modality: str) -> None:
    """Add a modality to those of the study, whose row this transaction has changed and so holds."""
    before = connection.execute(select(studies.c.modalities).where(studies.c.id == study_id)).scalar_one()
    present = {known for known in before.split("\\") if known}
    if modality and modality not in present:
        after = "\\" + "".join(f"{known}\\" for known in sorted(present | {modality}))
        connection.execute(update(studies).where(studies.c.id == study_id).values(modalities=after))


def _empty_study(at: datetime) -> dict[str, Any]:
    return {
        "created_at": at,
        "changed_at": at,
        "revision": 0,
        "number_of_series": 0,
        "number_of_instances": 0,
        "modalities": "",
    }


def _study_variant(study: Variant) -> dict[str, Any]:
    name = study.text(tag.PATIENT_NAME)
    return {
        "patient_id": study.text(tag.PATIENT_ID),
        "issuer_of_patient_id": study.text(tag.ISSUER_OF_PATIENT_ID),
        "patient_name": name,
        "patient_name_folded": fold_name(name),
        "patient_birth_date": _date(study.text(tag.PATIENT_BIRTH_DATE)),
        "patient_sex": study.text(tag.PATIENT_SEX),
        "accession_number": study.text(tag.ACCESSION_NUMBER),
        "study_id_value": study.text(tag.STUDY_ID),
        "study_date": _date(study.text(tag.STUDY_DATE)),
        "study_time": _time(study.text(tag.STUDY_TIME)),
        "study_description": fold(study.text(tag.STUDY_DESCRIPTION)),
        "referring_physician_name": fold_name(study.text(tag.REFERRING_PHYSICIAN_NAME)),
        "attributes": study.json,
    }


def _empty_series(at: datetime) -> dict[str, Any]:
    return {
        "created_at": at,
        "changed_at": at,
        "revision": 0,
        "number_of_instances": 0,
    }


def _series_variant(variant: Variant) -> dict[str, Any]:
    return {
        "modality": variant.text(tag.MODALITY),
        "series_number": variant.integer(tag.SERIES_NUMBER),
        "series_description": fold(variant.text(tag.SERIES_DESCRIPTION)),
        "body_part_examined": variant.text(tag.BODY_PART_EXAMINED),
        "performed_procedure_step_start_date": _date(variant.text(tag.PERFORMED_PROCEDURE_STEP_START_DATE)),
        "performed_procedure_step_start_time": _time(variant.text(tag.PERFORMED_PROCEDURE_STEP_START_TIME)),
        "request_attributes": _request_attributes(variant),
        "attributes": variant.json,
    }


def _date(text: str) -> str:
    """Write a date of ACR-NEMA, 1994.11.05, as DICOM does, so that both are found."""
    return text.replace(".", "")


def _time(text: str) -> str:
    """Write a time of ACR-NEMA, 11:20:00, as DICOM does."""
    return text.replace(":", "")


def _request_attributes(variant: Variant) -> str:
    """Write the identifiers of the requests, a line each, so that they can be matched."""
    lines = [
        f"{name}={value}"
        for item in variant.attributes.get(f"{tag.REQUEST_ATTRIBUTES_SEQUENCE:08X}", {}).get("Value", ())
        for name, attribute in item.items()
        for value in attribute.get("Value", ())
        if isinstance(value, str)
    ]
    return "".join(f"\n{line}" for line in lines) + "\n" if lines else ""


def _instance(record: Record, placement: Placement, series_id: int, series_variant_id: int) -> dict[str, Any]:
    return {
        "hospital_id": placement.hospital_id,
        "series_id": series_id,
        "series_variant_id": series_variant_id,
        "sop_instance_uid": record.sop_instance_uid,
        "sop_class_uid": record.sop_class_uid,
        "transfer_syntax_uid": record.transfer_syntax_uid,
        "instance_number": record.instance_number,
        "rows": record.rows,
        "columns": record.columns,
        "bits_allocated": record.bits_allocated,
        "number_of_frames": record.number_of_frames,
        "attributes": record.attributes,
        "description": record.description,
        "size_bytes": placement.size_bytes,
        "sha256": placement.sha256,
        "dataset_offset": record.dataset_offset,
        "pixel_offset": record.pixel_offset,
        "pixel_length": record.pixel_length,
        "frame_table": record.frame_table,
        "object_key": placement.object_key,
        "is_stored": placement.is_stored,
        "received_at": placement.received_at,
    }
