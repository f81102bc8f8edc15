"""Other exams of the same patient that somebody may see, as far as one hospital's own numbers prove it.

Never the wrong patient: the rule is that of the patient's timeline, over all that the instances of both studies say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, true

from imaging.access.actors import Actor, Anonymous, Device, Machine, Operator, PatientLink, Person
from imaging.access.reach import Reach
from imaging.archive.attributes import text_of
from imaging.dicom import tags as tag
from imaging.index.engine import Index
from imaging.index.tables import hospitals, studies, study_variants
from imaging.reading.same_patient import Likeness, Shown, likeness
from imaging.reading.shown import shown_by

MOST_CANDIDATES: Final = 1000


@dataclass(frozen=True)
class PriorStudy:
    """An exam to compare with; it may be older or younger."""

    id: int
    hospital: str
    description: str
    date: str
    time: str
    modalities: tuple[str, ...]
    number_of_instances: int


@dataclass(frozen=True)
class Priors:
    """Finds them; safe to share between threads."""

    index: Index
    reach: Reach

    def of(self, study_id: int, actor: Actor) -> tuple[PriorStudy, ...]:
        """Return the other studies of the patient of a study, the latest first."""
        if isinstance(actor, Device | PatientLink):
            return ()
        with self.index.read() as connection:
            base = shown_by(connection, select(studies.c.id).where(studies.c.id == study_id)).get(study_id)
            if base is None:
                return ()
            found = shown_by(connection, self._candidates(actor, base))
            alike = {each for each, shown in found.items() if likeness(base, shown) is Likeness.SAME} - {study_id}
            return _priors(connection, alike)

    def _candidates(self, actor: Machine | Person | Operator | Anonymous, base: Shown) -> Select[Any]:
        """Find the studies of the same hospital, within reach, that share a number with one."""
        numbers = {each.patient_id for each in base.said} - {""}
        by_number = select(study_variants.c.study_id).where(study_variants.c.patient_id.in_(numbers))
        within = self.reach.condition(actor)
        return (
            select(studies.c.id)
            .where(studies.c.hospital_id == base.hospital_id, studies.c.id.in_(by_number))
            .where(true() if within is None else within)
            .order_by(studies.c.exam_time.desc())
            .limit(MOST_CANDIDATES)
        )


def _priors(connection: Connection, study_ids: set[int]) -> tuple[PriorStudy, ...]:
    variant = study_variants.c
    query = (
        select(studies, study_variants, hospitals.c.name.label("hospital_name"))
        .join(study_variants, variant.study_id == studies.c.id)
        .join(hospitals, hospitals.c.id == studies.c.hospital_id)
        .where(studies.c.id.in_(study_ids))
        .order_by(variant.study_date.desc(), variant.study_time.desc(), studies.c.id.desc(), variant.id)
    )
    found: dict[int, Row[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.study_id, row)
    return tuple(map(_prior, found.values()))


def _prior(row: Row[Any]) -> PriorStudy:
    return PriorStudy(
        row.study_id,
        row.hospital_name,
        text_of(row.attributes, tag.STUDY_DESCRIPTION),
        row.study_date,
        row.study_time,
        tuple(filter(None, row.modalities.split("\\"))),
        row.number_of_instances,
    )
