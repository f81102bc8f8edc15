"""What came and contradicts what is here: other bytes under a known UID, and studies that say several things.

Nothing is overwritten and nothing is decided here: an administrator sees it, asks the sender, and notes that it is
settled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, func, select, update

from imaging.archive.attributes import text_of, variant_of
from imaging.archive.row_values import study_variant_values
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.dicom.tags import STUDY_DESCRIPTION
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import instances, quarantine, series, series_variants, studies, study_variants

# What makes it another patient or another order; that weight or comments differ is no contradiction.
IDENTITY: Final = (
    "patient_id",
    "issuer_of_patient_id",
    "patient_name_folded",
    "patient_birth_date",
    "patient_sex",
    "accession_number",
)


@dataclass(frozen=True)
class SetAside:
    """An object in the quarantine."""

    id: int
    sop_instance_uid: str
    reason: str
    # The attributes in which it differs, of those that the index keeps; empty: in others, or in its pixels.
    detail: str
    # Who sent it; empty where nobody knows any more.
    source: str
    size_bytes: int
    received_at: datetime
    # The study that holds the object which was here first; empty if it is not here any more.
    study_instance_uid: str
    # What the object that was here first says, and what this one does.
    here: Variant | None = field(repr=False)
    came: Variant = field(repr=False)


@dataclass(frozen=True)
class Variant:
    """One of the things that a study's instances say about patient and study."""

    patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    patient_sex: str = field(repr=False)
    accession_number: str
    study_date: str
    study_description: str


_NAMES: Final = frozenset(Variant.__dataclass_fields__) - {"study_description"}


@dataclass(frozen=True)
class ContradictoryStudy:
    """A study whose instances do not agree."""

    study_id: int
    study_instance_uid: str
    changed_at: datetime
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Contradictions:
    """The contradictions of this installation, hospital by hospital."""

    index: Index
    clock: Clock

    def set_aside(self, hospital_id: int, *, limit: int = 100) -> tuple[SetAside, ...]:
        """Return what lies in the quarantine and is not settled, the latest first."""
        elsewhere = {"study_instance_uid", "here", "came"}
        query = (
            select(
                *(quarantine.c[name] for name in SetAside.__dataclass_fields__ if name not in elsewhere),
                func.coalesce(studies.c.study_instance_uid, "").label("study_instance_uid"),
                study_variants.c.attributes.label("here"),
                quarantine.c.attributes.label("came"),
            )
            .outerjoin(
                instances,
                (instances.c.hospital_id == quarantine.c.hospital_id)
                & (instances.c.sop_instance_uid == quarantine.c.sop_instance_uid),
            )
            .outerjoin(series, series.c.id == instances.c.series_id)
            .outerjoin(studies, studies.c.id == series.c.study_id)
            .outerjoin(series_variants, series_variants.c.id == instances.c.series_variant_id)
            .outerjoin(study_variants, study_variants.c.id == series_variants.c.study_variant_id)
            .where(quarantine.c.hospital_id == hospital_id, quarantine.c.settled_at.is_(None))
            .order_by(quarantine.c.id.desc())
            .limit(limit)
        )
        with self.index.read() as connection:
            return tuple(_set_aside(values_of(row)) for row in connection.execute(query))

    def settle(self, quarantine_id: int, hospital_id: int) -> None:
        """Note that somebody has looked after an object; it is kept all the same."""
        query = update(quarantine).where(
            quarantine.c.id == quarantine_id,
            quarantine.c.hospital_id == hospital_id,
            quarantine.c.settled_at.is_(None),
        )
        with self.index.write() as connection:
            if connection.execute(query.values(settled_at=self.clock.now())).rowcount == 0:
                raise NotFoundError("There is no such object in the quarantine, or it was settled before.")

    def studies(self, hospital_id: int, *, limit: int = 100) -> tuple[ContradictoryStudy, ...]:
        """Return the studies that say several things, the latest changed first."""
        with self.index.read() as connection:
            rows = connection.execute(_with_several_identities(hospital_id).limit(limit)).all()
            said = connection.execute(
                select(study_variants)
                .where(study_variants.c.study_id.in_([row.id for row in rows]))
                .order_by(study_variants.c.id)
            ).all()
        variants = [(row.study_id, _variant(row)) for row in said]
        return tuple(
            ContradictoryStudy(
                row.id,
                row.study_instance_uid,
                row.changed_at,
                tuple(variant for study_id, variant in variants if study_id == row.id),
            )
            for row in rows
        )


def _with_several_identities(hospital_id: int) -> Select[Any]:
    """Select the studies of which not all instances name the same patient and order, the latest changed first."""
    identities = (
        select(study_variants.c.study_id, *(study_variants.c[name] for name in IDENTITY))
        .join(studies, studies.c.id == study_variants.c.study_id)
        .where(studies.c.hospital_id == hospital_id)
        .distinct()
        .subquery()
    )
    several = select(identities.c.study_id).group_by(identities.c.study_id).having(func.count() > 1)
    return select(studies).where(studies.c.id.in_(several)).order_by(studies.c.changed_at.desc(), studies.c.id.desc())


def _set_aside(values: dict[str, Any]) -> SetAside:
    here = None if values["here"] is None else _of_attributes(values["here"])
    return SetAside(**values | {"here": here, "came": _of_attributes(values["came"])})


def _of_attributes(attributes: str) -> Variant:
    said = study_variant_values(variant_of(json.loads(attributes)))
    values = {name: displayable(said[name]) for name in _NAMES}
    return Variant(**values, study_description=text_of(attributes, STUDY_DESCRIPTION))


def _variant(row: Row[tuple[object, ...]]) -> Variant:
    values = {name: displayable(getattr(row, name)) for name in _NAMES}
    return Variant(**values, study_description=text_of(row.attributes, STUDY_DESCRIPTION))
