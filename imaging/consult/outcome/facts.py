"""Whom a conclusion is about, as people read it: as the order says where there is one, else as the images say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from imaging.dicom.person_names import displayable, readable_name
from imaging.errors import ConflictError
from imaging.index.engine import Index
from imaging.orders.fitting import differences
from imaging.orders.whose import Whose, whose_within
from imaging.reading.study_view import StudyViews


@dataclass(frozen=True)
class PatientFacts:
    """Whom it is about; nobody where a reader is not to know."""

    name: str = field(default="", repr=False)
    id: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    sex: str = ""
    accession_number: str = field(default="", repr=False)
    exam: str = ""
    exam_date: str = ""

    @property
    def person(self) -> tuple[str, ...]:
        """Everything but the exam: who it is, and under which number."""
        return self.name, self.id, self.birth_date, self.sex, self.accession_number


@dataclass(frozen=True)
class Named:
    """How the patient is called.

    Attributes
    ----------
    facts : PatientFacts
        As the one says who counts.
    images_say : PatientFacts or None
        What the images say, where that is something else.
    is_in_doubt : bool
        Whether a person must still decide whose study it is; then it is the images that are quoted.
    """

    facts: PatientFacts
    images_say: PatientFacts | None = None
    is_in_doubt: bool = False


@dataclass(frozen=True)
class Facts:
    """Looks up whom a study is about."""

    index: Index
    views: StudyViews

    def now(self, study_id: int) -> Named:
        """Return whom it is about as far as that is certain at this moment."""
        try:
            with self.index.read() as connection:
                whose = whose_within(connection, study_id)
        except ConflictError:
            return Named(self._images(study_id), is_in_doubt=True)
        return self.by(study_id, whose)

    def by(self, study_id: int, whose: Whose) -> Named:
        """Return whom it is about by who says so."""
        images = self._images(study_id)
        order = whose.order
        if order is None:
            return Named(replace(images, accession_number=whose.accession_number(images.accession_number)))
        facts = replace(
            images,
            name=readable_name(order.patient_name),
            id=displayable(order.patient_id),
            birth_date=order.patient_birth_date,
            sex=order.patient_sex,
            accession_number=displayable(order.accession_number),
        )
        return Named(facts, images if differences(whose.said, order) else None)

    def _images(self, study_id: int) -> PatientFacts:
        header = self.views.header(study_id)
        patient = header.patient
        exam = header.description or " ".join(header.modalities)
        return PatientFacts(
            patient.name, patient.id, patient.birth_date, patient.sex, header.accession_number, exam, header.date
        )
