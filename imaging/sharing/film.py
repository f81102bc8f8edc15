"""What a link shows: the studies of its order, their series, and every frame that can be shown, counted through.

A patient turns the pages of a series and does not care which object holds which frame: frames are counted from 1
through all images, in the order of space. A series of which not everything belongs together is shown as several.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby

from sqlalchemy import select

from imaging.archive.attributes import text_of
from imaging.archive.pictures import description_of
from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.person_names import displayable
from imaging.errors import NotFoundError, RefusedError
from imaging.index.engine import Index
from imaging.index.tables import series, series_variants, studies, study_variants
from imaging.pixels.parts import Part, PartKind
from imaging.sharing.arrangement import Arrangement, Arrangements, FramePlace

_FILMS_KEPT = 64
_BELIEVED_SECONDS = 5.0


@dataclass(frozen=True)
class FilmSeries:
    """A series, or a part of one, as it is shown."""

    id: int
    number: int | None
    modality: str
    description: str
    body_part: str
    # None where nothing can be shown.
    part: Part | None
    # Whether the series has other parts.
    is_divided: bool
    # Every frame that can be shown, in the order of its pages.
    places: tuple[FramePlace, ...]
    # Reports, documents, what nobody here can decode.
    others: tuple[StoredInstance, ...]

    @property
    def key(self) -> str:
        """Under which it is asked for; several parts of one series are told apart."""
        if self.part is None or not self.is_divided:
            return str(self.id)
        return f"{self.id}-{self.part.kind}-{self.part.number}"

    @cached_property
    def images(self) -> tuple[StoredInstance, ...]:
        """The images that hold the frames, each once."""
        return tuple({place.image.id: place.image for place in self.places}.values())

    @cached_property
    def version(self) -> str:
        """What is in it, in which order: the number of a frame means something only together with this."""
        ids = ",".join(f"{place.image.id}.{place.number}" for place in self.places)
        return hashlib.blake2b(ids.encode(), digest_size=6).hexdigest()

    @property
    def is_localizer(self) -> bool:
        """Whether the images only served to plan others."""
        return self.part is not None and self.part.kind is PartKind.LOCALIZER

    @property
    def frames(self) -> int:
        """How many frames there are in all images."""
        return len(self.places)

    def place_of(self, number: int) -> FramePlace:
        """Return the image that holds frame ``number`` of the series, and which of its own frames that is."""
        if not 1 <= number <= self.frames:
            raise NotFoundError("There is no such frame.")
        return self.places[number - 1]


@dataclass(frozen=True)
class FilmStudy:
    """A study as it is shown."""

    id: int
    hospital_id: int
    description: str
    date: str
    time: str
    changed_at: datetime
    series: tuple[FilmSeries, ...]

    def without(self, instance_ids: frozenset[int]) -> FilmStudy:
        """Leave out some of what is not shown."""
        left = (
            replace(each, others=tuple(other for other in each.others if other.id not in instance_ids))
            for each in self.series
        )
        return replace(self, series=tuple(left))


@dataclass(frozen=True)
class Film:
    """Everything a link shows."""

    studies: tuple[FilmStudy, ...]
    # Whether it stays as it is while its studies do.
    is_final: bool = True

    def within(self, study_ids: frozenset[int]) -> Film:
        """Leave out all other studies."""
        return Film(tuple(study for study in self.studies if study.id in study_ids), self.is_final)

    def without(self, instance_ids: frozenset[int]) -> Film:
        """Leave out documents and whatever else is not shown."""
        if not instance_ids:
            return self
        return Film(tuple(study.without(instance_ids) for study in self.studies), self.is_final)

    @property
    def others(self) -> list[StoredInstance]:
        """All objects that are not shown."""
        return [other for study in self.studies for each in study.series for other in each.others]

    def series(self, key: str) -> tuple[FilmStudy, FilmSeries]:
        """Return a series of this film with its study; whatever lies outside of it does not exist.

        A part that has become another one, because more images came in, is answered with the first of its series.
        """
        shown = [(study, each) for study in self.studies for each in study.series if each.images]
        exact = [found for found in shown if found[1].key == key]
        others = [found for found in shown if str(found[1].id) == key.partition("-")[0]]
        for found in exact or others:
            return found
        raise NotFoundError("There is no such series.")

    @property
    def shown(self) -> list[FilmSeries]:
        """The series that have something to show, in their order."""
        return [each for study in self.studies for each in study.series if each.images]

    @property
    def first(self) -> FilmSeries | None:
        """The series that is seen first: images of the body rather than those by which they were planned."""
        return next((each for each in self.shown if not each.is_localizer), next(iter(self.shown), None))

    @property
    def instances(self) -> list[StoredInstance]:
        """All objects, shown or not, each once however many parts its frames are shown in."""
        every = [one for study in self.studies for each in study.series for one in (*each.images, *each.others)]
        return list({one.id: one for one in every}.values())

    @property
    def changed_at(self) -> datetime | None:
        """When the last object came in."""
        return max((study.changed_at for study in self.studies), default=None)


class Films:
    """Reads films, and keeps those that have not changed."""

    def __init__(self, index: Index, retrieve: Retrieve) -> None:
        self._index, self._retrieve = index, retrieve
        self._arrangements = Arrangements(retrieve)
        self._kept: Recent[tuple[tuple[int, int], ...], tuple[float, Film]] = Recent(_FILMS_KEPT, lambda kept: 1)

    def of(self, study_ids: Iterable[int]) -> Film:
        """Return the film of these studies as they are now."""
        columns = (studies.c.id, studies.c.revision, studies.c.changed_at)
        query = select(*columns).where(studies.c.id.in_(list(study_ids))).order_by(studies.c.id)
        with self._index.read() as connection:
            rows = connection.execute(query).all()
        key = tuple((row.id, row.revision) for row in rows)
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        film = self._read({row.id: row.changed_at for row in rows})
        self._kept.put(key, (math.inf if film.is_final else time.monotonic() + _BELIEVED_SECONDS, film))
        return film

    def _read(self, changed: Mapping[int, datetime]) -> Film:
        if not changed:
            return Film(())
        found = self._retrieve.instances_of(None, study_ids=frozenset(changed))
        said = self._said_of_studies(frozenset(changed))
        made = {study_id: self._series(study_id, found) for study_id in changed}
        return Film(
            tuple(
                FilmStudy(study_id, hospital_id, description, date, time_, changed[study_id], made[study_id][0])
                for study_id, hospital_id, description, date, time_ in said
            ),
            # Objects that are not where they will rest are moved within seconds.
            is_final=all(is_final for _, is_final in made.values()) and all(each.is_stored for each in found),
        )

    def _said_of_studies(self, study_ids: frozenset[int]) -> list[tuple[int, int, str, str, str]]:
        """What the first instance of each study said of it; contradictions are for the hospital to settle."""
        query = (
            select(
                studies.c.id,
                studies.c.hospital_id,
                study_variants.c.attributes,
                study_variants.c.study_date,
                study_variants.c.study_time,
            )
            .join(study_variants, study_variants.c.study_id == studies.c.id)
            .where(studies.c.id.in_(study_ids))
            .order_by(studies.c.id, study_variants.c.id)
        )
        with self._index.read() as connection:
            rows = connection.execute(query).all()
        firsts = {
            row.id: (
                row.id,
                row.hospital_id,
                text_of(row.attributes, tag.STUDY_DESCRIPTION),
                row.study_date,
                row.study_time,
            )
            for row in reversed(rows)
        }
        return sorted(firsts.values(), key=lambda row: (row[3], row[4], row[0]))

    def _series(self, study_id: int, found: Sequence[StoredInstance]) -> tuple[tuple[FilmSeries, ...], bool]:
        query = (
            select(
                series.c.id,
                series_variants.c.series_number,
                series_variants.c.modality,
                series_variants.c.attributes,
                series_variants.c.body_part_examined,
            )
            .join(series_variants, series_variants.c.series_id == series.c.id)
            .where(series.c.study_id == study_id)
            .order_by(series.c.id, series_variants.c.id.desc())
        )
        with self._index.read() as connection:
            said = {
                row.id: (
                    row.series_number,
                    displayable(row.modality),
                    text_of(row.attributes, tag.SERIES_DESCRIPTION),
                    displayable(row.body_part_examined),
                )
                for row in connection.execute(query)
            }
        within = [instance for instance in found if instance.study_id == study_id]
        made, is_final = [], True
        for series_id, grouped in groupby(within, lambda instance: instance.series_id):
            instances = list(grouped)
            arrangement = self._arrangements.of([instance for instance in instances if _is_shown(instance)])
            others = tuple(instance for instance in instances if not _is_shown(instance))
            made += _film_series(series_id, said[series_id], arrangement, others)
            is_final = is_final and arrangement.is_final
        return tuple(sorted(made, key=lambda each: (each.number is None, each.number or 0, each.id))), is_final


def _film_series(
    series_id: int,
    said: tuple[int | None, str, str, str],
    arrangement: Arrangement,
    others: tuple[StoredInstance, ...],
) -> list[FilmSeries]:
    """Make what is shown of a series; what can't be shown goes with the first part."""
    found = arrangement.parts
    if not found:
        return [FilmSeries(series_id, *said, None, False, (), others)]
    return [
        FilmSeries(series_id, *said, part, len(found) > 1, places, others if position == 0 else ())
        for position, (part, places) in enumerate(found)
    ]


def _is_shown(instance: StoredInstance) -> bool:
    try:
        description_of(instance)
    except RefusedError:
        return False
    return True
