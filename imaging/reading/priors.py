"""Other exams of the same patient that somebody may see, of every hospital, each with its origin.

Never the wrong patient: the rule is that of the patient's timeline, over all that the instances of both studies say.
What is only alike is told apart, and never named as an exam of this patient.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from imaging.access.actors import Actor, Device, Guest, PatientLink
from imaging.access.reach import Reach
from imaging.archive.attributes import text_of
from imaging.dicom import tags as tag
from imaging.dicom.person_names import displayable
from imaging.index.engine import Index
from imaging.index.tables import hospitals, studies, study_variants
from imaging.reading.alike import alike
from imaging.reading.same_patient import Likeness, likeness
from imaging.reading.shown import shown_by


@dataclass(frozen=True)
class PriorStudy:
    """An exam to compare with; it may be older or younger."""

    id: int
    hospital_id: int
    hospital: str
    description: str
    date: str
    time: str
    modalities: tuple[str, ...]
    number_of_instances: int
    # As its own hospital counts its patients: what a person compares where no number proves who it is.
    patient_id: str


@dataclass(frozen=True)
class PriorStudies:
    """The exams of the same patient, and apart from them those whose name and birth date only agree; latest first."""

    same: tuple[PriorStudy, ...] = ()
    perhaps: tuple[PriorStudy, ...] = ()


@dataclass(frozen=True)
class Priors:
    """Finds them; safe to share between threads."""

    index: Index
    reach: Reach

    def of(self, study_id: int, actor: Actor) -> PriorStudies:
        """Return the other studies of the patient of a study, as far as they reach."""
        if isinstance(actor, Device | PatientLink | Guest):
            return PriorStudies()
        within = self.reach.condition(actor)
        with self.index.read() as connection:
            base = shown_by(connection, select(studies.c.id).where(studies.c.id == study_id)).get(study_id)
            if base is None:
                return PriorStudies()
            found = alike(connection, base, within)
            judged = {each: likeness(base, shown) for each, shown in found.items() if each != study_id}
            return PriorStudies(
                _priors(connection, {each for each, how in judged.items() if how is Likeness.SAME}),
                _priors(connection, {each for each, how in judged.items() if how is Likeness.PERHAPS}),
            )


def _priors(connection: Connection, study_ids: Collection[int]) -> tuple[PriorStudy, ...]:
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
        row.hospital_id,
        row.hospital_name,
        text_of(row.attributes, tag.STUDY_DESCRIPTION),
        row.study_date,
        row.study_time,
        tuple(filter(None, row.modalities.split("\\"))),
        row.number_of_instances,
        displayable(row.patient_id),
    )
