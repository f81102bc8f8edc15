"""Writes records into the index: study, series and variants where they are new, then the instance."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

from sqlalchemy import Column, Connection, Table, bindparam, select, update

from imaging.archive.recent import Recent
from imaging.archive.record import Record
from imaging.archive.row_values import (
    Placement,
    instance_values,
    new_series,
    new_study,
    series_variant_values,
    study_variant_values,
)
from imaging.dicom import tags as tag
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.index.group_commit import UndoneError
from imaging.index.prepared import Prepared
from imaging.index.tables import instances, quarantine, series, series_variants, studies, study_variants

_REMEMBERED: Final = 4096


class Rows:
    """The only writer of studies, series and instances; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._remembered: Recent[Hashable, int] = Recent(_REMEMBERED, lambda row: 1)

    @cached_property
    def _statements(self) -> _Statements:
        """Written out when the first instance comes: most houses are opened without one."""
        return _Statements.prepare(self._index)

    def add(self, record: Record, placement: Placement, before_commit: Callable[[], None] = lambda: None) -> bool:
        """Add an instance durably; False, and nothing changed, if the hospital has one of this UID already.

        ``before_commit`` returns when the object is durable; it may be called twice, and not at all.
        """
        try:
            return self._add(record, placement, before_commit)
        except ConflictError:
            # A row that was remembered is gone; rows are deleted rarely, so forgetting everything is cheap.
            self._remembered.clear()
            return self._add(record, placement, before_commit)

    def knows(self, object_key: str) -> bool:
        """Tell whether an instance or an object in quarantine has this name."""
        with self._index.read() as connection:
            return any(
                connection.execute(select(table.c.id).where(table.c.object_key == object_key)).first()
                for table in (instances, quarantine)
            )

    def _add(self, record: Record, placement: Placement, before_commit: Callable[[], None]) -> bool:
        fresh: dict[Hashable, int] = {}

        def write(connection: Connection) -> None:
            self._write(_Writing(connection, self._statements, self._remembered, fresh), record, placement)

        try:
            self._index.write_together(write, before_commit)
        except _PresentError:
            return False
        for key, row in fresh.items():
            self._remembered.put(key, row)
        return True

    def _write(self, writing: _Writing, record: Record, placement: Placement) -> None:
        at = placement.received_at
        study_id, _ = writing.row(
            studies, (placement.hospital_id, record.study_instance_uid), lambda: new_study(at, record.study)
        )
        study_variant_id, _ = writing.row(
            study_variants, (study_id, record.study.digest), lambda: study_variant_values(record.study)
        )
        series_id, is_new_series = writing.row(series, (study_id, record.series_instance_uid), lambda: new_series(at))
        series_variant_id, is_new_variant = writing.row(
            series_variants,
            (series_id, study_variant_id, record.series.digest),
            lambda: series_variant_values(record.series),
        )
        writing.instance(instance_values(record, placement, series_id, series_variant_id))
        connection = writing.connection
        statements = self._statements
        statements.touch_series.execute(connection, {"row": series_id, "at": at})
        statements.touch_study.execute(connection, {"row": study_id, "at": at, "more_series": int(is_new_series)})
        if is_new_variant:
            _add_modality(connection, study_id, record.series.text(tag.MODALITY))


class _PresentError(UndoneError):
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
        made = self.statements.inserts[table].execute(self.connection, values)
        if made:
            row: int = made[0][0]
        else:
            found = select(table.c.id).where(*(table.c[name] == value for name, value in named.items()))
            row = self.connection.execute(found).scalar_one()
        self.fresh[table.name, *key] = row
        return row, bool(made)

    def instance(self, values: dict[str, Any]) -> None:
        """Insert the instance, or end it all."""
        if not self.statements.inserts[instances].execute(self.connection, values):
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
