"""A study as a viewer needs it, read at once: whose it is, its series in the order of their pages, what lies beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from imaging.archive.attributes import text_of
from imaging.archive.pictures import Pictures
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.person_names import displayable, readable_name
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import hospitals, series_variants, studies, study_variants
from imaging.pixels.geometry import ImagePlane, PatientPoint
from imaging.pixels.stacks import Slice, Stack, stack
from imaging.reading.frame_facts import FrameFacts, FrameFactsReader, Point
from imaging.sharing.film import Films, FilmSeries

_PROTOCOL: Final = tag.PROTOCOL_NAME


@dataclass(frozen=True)
class PatientView:
    """Whom it shows, as the study says it."""

    name: str
    id: str
    birth_date: str
    sex: str


@dataclass(frozen=True)
class StudyHeader:
    """What a study says of itself."""

    id: int
    hospital_id: int
    hospital: str
    revision: int
    description: str
    date: str
    time: str
    accession_number: str
    modalities: tuple[str, ...]
    patient: PatientView


@dataclass(frozen=True)
class FrameView:
    """A page of a series: which object and which of its frames, its facts by number, and its place."""

    instance_id: int
    number: int
    instance_number: int | None
    facts: int
    position: Point | None


@dataclass(frozen=True)
class SeriesView:
    """A series, or a part of one."""

    film: FilmSeries
    protocol: str
    laterality: str
    facts: tuple[FrameFacts, ...]
    frames: tuple[FrameView, ...]
    stack: Stack


@dataclass(frozen=True)
class StudyView:
    """Everything that a viewer opens."""

    header: StudyHeader
    series: tuple[SeriesView, ...]
    others: tuple[StoredInstance, ...]


@dataclass(frozen=True)
class StudyViews:
    """Reads studies; safe to share between threads. Who may see them was decided before."""

    index: Index
    films: Films
    facts: FrameFactsReader

    @classmethod
    def over(cls, index: Index, retrieve: Retrieve, pictures: Pictures) -> StudyViews:
        """Compose it."""
        return cls(index, Films(index, retrieve), FrameFactsReader(retrieve, pictures))

    def of(self, study_id: int) -> StudyView:
        """Return a study as it is now.

        Raises
        ------
        NotFoundError
            There is no such study.
        """
        header = self.header(study_id)
        film = self.films.of({study_id})
        said = self._said_of_series(study_id)
        found = [each for study in film.studies for each in study.series]
        return StudyView(
            header,
            tuple(self._series(each, said) for each in found if each.places),
            tuple(one for each in found for one in each.others),
        )

    def first_page(self, study_id: int) -> tuple[StoredInstance, int] | None:
        """Return the object and the number of the frame that is seen first: the middle of the first series.

        None: nothing of the study is a picture.
        """
        first = self.films.of({study_id}).first
        return None if first is None else first.place_of((first.frames + 1) // 2)

    def header(self, study_id: int) -> StudyHeader:
        """Return what a study says of itself; where its objects contradict each other, what the first of them said."""
        query = (
            select(studies, study_variants, hospitals.c.name.label("hospital_name"))
            .join(study_variants, study_variants.c.study_id == studies.c.id)
            .join(hospitals, hospitals.c.id == studies.c.hospital_id)
            .where(studies.c.id == study_id)
            .order_by(study_variants.c.id)
            .limit(1)
        )
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no such study.")
        return StudyHeader(
            id=study_id,
            hospital_id=row.hospital_id,
            hospital=row.hospital_name,
            revision=row.revision,
            description=text_of(row.attributes, tag.STUDY_DESCRIPTION),
            date=row.study_date,
            time=row.study_time,
            accession_number=displayable(row.accession_number),
            modalities=tuple(filter(None, row.modalities.split("\\"))),
            patient=PatientView(
                readable_name(row.patient_name),
                displayable(row.patient_id),
                row.patient_birth_date,
                displayable(row.patient_sex),
            ),
        )

    def _said_of_series(self, study_id: int) -> dict[int, str]:
        """Return by variant what the index keeps of series."""
        query = (
            select(series_variants.c.id, series_variants.c.attributes)
            .join(study_variants, study_variants.c.id == series_variants.c.study_variant_id)
            .where(study_variants.c.study_id == study_id)
        )
        with self.index.read() as connection:
            return {row.id: row.attributes for row in connection.execute(query)}

    def _series(self, film: FilmSeries, said: dict[int, str]) -> SeriesView:
        reference = {key: text_of(text, tag.FRAME_OF_REFERENCE_UID) for key, text in said.items()}
        placed = {image.id: self.facts.of(image, reference.get(image.series_variant_id, "")) for image in film.images}
        every = [placed[image.id][number - 1] for image, number in film.places]
        distinct = {facts: position for position, facts in enumerate(dict.fromkeys(facts for facts, _ in every))}
        frames = tuple(
            FrameView(image.id, number, image.instance_number, distinct[facts], position)
            for (image, number), (facts, position) in zip(film.places, every, strict=True)
        )
        attributes = said.get(film.images[0].series_variant_id, "{}")
        return SeriesView(
            film,
            text_of(attributes, _PROTOCOL),
            text_of(attributes, tag.LATERALITY),
            tuple(distinct),
            frames,
            stack(_slices(tuple(distinct), frames)),
        )


def _slices(facts: Sequence[FrameFacts], frames: Sequence[FrameView]) -> list[Slice]:
    return [Slice(number, _plane(facts[frame.facts], frame.position)) for number, frame in enumerate(frames)]


def _plane(facts: FrameFacts, position: Point | None) -> ImagePlane | None:
    if position is None or facts.directions is None:
        return None
    row, column = PatientPoint(*facts.directions[:3]), PatientPoint(*facts.directions[3:])
    return ImagePlane(PatientPoint(*position), row, column, *(facts.spacing_mm or (1.0, 1.0)))
