"""Other exams of the same patient that somebody may see, as far as one hospital's own numbers prove it.

Never the wrong patient: Patient ID, birth date and a form of the name must all agree, within one hospital. Nothing is
joined on a bare Patient ID, and who has no birth date has no priors here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Row, select

from imaging.access.actors import Actor, Device, PatientLink
from imaging.access.reach import Reach
from imaging.archive.attributes import text_of
from imaging.archive.folding import name_forms
from imaging.dicom import tags as tag
from imaging.index.engine import Index
from imaging.index.tables import hospitals, studies, study_variants


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
        variant = study_variants.c
        own = select(study_variants, studies.c.hospital_id).join(studies, studies.c.id == variant.study_id)
        with self.index.read() as connection:
            asked = connection.execute(own.where(variant.study_id == study_id).order_by(variant.id)).first()
            if asked is None or not asked.patient_id or not asked.patient_birth_date:
                return ()
            alike = (
                select(studies, study_variants, hospitals.c.name.label("hospital_name"))
                .join(study_variants, variant.study_id == studies.c.id)
                .join(hospitals, hospitals.c.id == studies.c.hospital_id)
                .where(
                    studies.c.hospital_id == asked.hospital_id,
                    studies.c.id != study_id,
                    variant.patient_id == asked.patient_id,
                    variant.patient_birth_date == asked.patient_birth_date,
                )
                .order_by(variant.study_date.desc(), variant.study_time.desc(), studies.c.id.desc(), variant.id)
            )
            reached = self.reach.condition(actor)
            rows = connection.execute(alike if reached is None else alike.where(reached)).all()
        names = name_forms(asked.patient_name_folded)
        found = {row.study_id: row for row in reversed(rows) if names & name_forms(row.patient_name_folded)}
        return tuple(_prior(row) for row in reversed(found.values()))


def _prior(row: Row[tuple[object, ...]]) -> PriorStudy:
    return PriorStudy(
        row.study_id,
        row.hospital_name,
        text_of(row.attributes, tag.STUDY_DESCRIPTION),
        row.study_date,
        row.study_time,
        tuple(filter(None, row.modalities.split("\\"))),
        row.number_of_instances,
    )
