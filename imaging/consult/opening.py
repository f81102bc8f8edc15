"""Gives what a consult opens: studies as far as they are named, and images; hidden where somebody must not know whose.

What is not there and what is not open are the same to whoever asks: `NotFoundError`, in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from imaging.access.remembered import Remembered
from imaging.archive.composition import Archive
from imaging.archive.full_frames import FullFrames
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.consult.hidden_pictures import HiddenPictures
from imaging.consult.hiding import SHOWN_KINDS, age_at, hidden_study, hidden_texts
from imaging.consult.naming import Naming, Namings
from imaging.consult.opened import Opened
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.pixels.burned_in import NotShown
from imaging.pixels.delivery import TravellingFrame
from imaging.pixels.encoding import Picture
from imaging.pixels.render import Rendering
from imaging.reading.brought import Brought
from imaging.reading.object_kinds import kind_of
from imaging.reading.segment_overlays import SegmentOverlays
from imaging.reading.study_view import StudyView, StudyViews
from imaging.sharing.film import FilmSeries

_HIDDEN: Final = "hidden 1"


@dataclass(frozen=True)
class WithheldSeries:
    """A series that is named, and not shown to somebody who must not learn whose it is."""

    id: int
    number: int | None
    modality: str
    why: NotShown


@dataclass(frozen=True)
class OpenedStudy:
    """A study as far as it is open."""

    view: StudyView
    withheld: tuple[WithheldSeries, ...]
    # How old the patient was; told where it would else be read off the day of birth.
    age: str


@dataclass(frozen=True)
class Opening:
    """Reads what consults open; safe to share between threads."""

    archive: Archive
    views: StudyViews
    full: FullFrames
    hidden: HiddenPictures
    namings: Namings
    brought: Brought
    segments: SegmentOverlays
    # By series, for frames are asked for one by one.
    _withheld: Remembered[int, bool] = field(repr=False)

    @classmethod
    def over(cls, index: Index, archive: Archive, clock: Clock) -> Self:
        """Compose it."""
        retrieve, pictures = archive.retrieve, archive.pictures
        return cls(
            archive,
            StudyViews.over(index, retrieve, pictures),
            FullFrames(retrieve, pictures),
            HiddenPictures(retrieve, pictures),
            Namings(index),
            Brought(retrieve),
            SegmentOverlays(retrieve, pictures),
            Remembered(clock),
        )

    def naming(self, opened: Opened) -> Naming:
        """Return what names the patient of a consult."""
        return self.namings.of_consult(opened.gathering.id, opened.gathering.study_ids)

    def studies(self, opened: Opened) -> tuple[OpenedStudy, ...]:
        """Return what is open of each study, the one that it is about first."""
        gathering = opened.gathering
        others = sorted(gathering.study_ids - {gathering.study_id})
        return tuple(self.study(opened, study_id) for study_id in (gathering.study_id, *others))

    def study(self, opened: Opened, study_id: int) -> OpenedStudy:
        """Return what is open of a study."""
        if study_id not in opened.gathering.study_ids:
            raise _no_study()
        view = _narrowed(self.views.of(study_id), opened)
        age = age_at(view.header.patient.birth_date, view.header.date)
        if not opened.hides:
            return OpenedStudy(view, (), age)
        shown = [(each, self._why_not(each.film)) for each in view.series]
        withheld = {each.film.id: why for each, why in shown if why is not None}
        kept = replace(view, series=tuple(each for each in view.series if each.film.id not in withheld))
        told = {each.film.id: each.film for each in view.series if each.film.id in withheld}
        return OpenedStudy(
            hidden_study(kept, self.naming(opened)),
            tuple(WithheldSeries(each.id, each.number, each.modality, withheld[each.id]) for each in told.values()),
            age,
        )

    def first_page(self, opened: Opened, study_id: int) -> tuple[StoredInstance, int] | None:
        """Return the picture that is seen first: the middle of the first series; None: there is none to show."""
        shown = [each.film for each in self.study(opened, study_id).view.series]
        first = next((each for each in shown if not each.is_localizer), next(iter(shown), None))
        return None if first is None else first.place_of((first.frames + 1) // 2)

    def image(self, opened: Opened, instance_id: int, frame_number: int = 1) -> StoredInstance:
        """Return an object that is open, and has this frame."""
        instance = self.archive.retrieve.by_id(instance_id)
        if instance.series_id not in opened.gathering.series_ids or not 1 <= frame_number <= instance.number_of_frames:
            raise _no_instance()
        if opened.hides and (self.hidden.showable(instance).why_not is not None or self._is_withheld(instance)):
            raise _no_instance()
        return instance

    def object(self, opened: Opened, instance_id: int) -> StoredInstance:
        """Return an object that is open and no image; of what is pages that somebody wrote, none to those without."""
        instance = self.archive.retrieve.by_id(instance_id)
        is_kept = opened.hides and kind_of(instance.sop_class_uid) not in SHOWN_KINDS
        if not opened.names(instance) or is_kept:
            raise _no_instance()
        return instance

    def frame(self, opened: Opened, instance: StoredInstance, frame_number: int) -> TravellingFrame:
        """Return a frame at full depth."""
        return (self.hidden if opened.hides else self.full).frame(instance, frame_number)

    def picture(self, opened: Opened, instance: StoredInstance, frame_number: int, rendering: Rendering) -> Picture:
        """Show a frame."""
        if opened.hides:
            return self.hidden.picture(instance, frame_number, rendering)
        return self.archive.pictures.rendered(instance, frame_number, rendering)

    def overlay(self, opened: Opened, instance: StoredInstance, frame_number: int) -> bytes | None:
        """Return what lies over a frame; to those who must not learn a name, nothing does."""
        return None if opened.hides else self.full.overlay(instance, frame_number)

    def colors(self, opened: Opened, instance: StoredInstance, frame_number: int) -> bytes | None:
        """Return what a supplemental palette colours."""
        return (self.hidden if opened.hides else self.full).colors(instance, frame_number)

    def edition(self, opened: Opened, instance: StoredInstance) -> str:
        """Return by what the bytes of an image differ from what others are given of it."""
        return f"{_HIDDEN} {self.hidden.showable(instance)}" if opened.hides else ""

    def brought_along(self, opened: Opened, study_id: int) -> Mapping[str, Any]:
        """Return what came with the open images and speaks of them."""
        if study_id not in opened.gathering.study_ids:
            raise _no_study()
        told = self.brought.of_study(study_id, opened.names) | {
            "segmentations": self.segments.of_study(study_id, opened.names)
        }
        found: Mapping[str, Any] = hidden_texts(told, self.naming(opened)) if opened.hides else told
        return found

    def _why_not(self, series: FilmSeries) -> NotShown | None:
        """Return why a series is not shown: one image that must not be seen keeps all of them back."""
        verdicts = (self.hidden.showable(image).why_not for image in series.images)
        return next((why for why in verdicts if why is not None), None)

    def _is_withheld(self, instance: StoredInstance) -> bool:
        """Whether another image of its series keeps an image back."""
        known = self._withheld.get(instance.series_id)
        if known is None:
            film = self.views.films.of({instance.study_id})
            parts = (each for study in film.studies for each in study.series if each.id == instance.series_id)
            is_withheld = any(self._why_not(each) is not None for each in parts)
            known = self._withheld.put(instance.series_id, is_withheld)
        return known


def _narrowed(view: StudyView, opened: Opened) -> StudyView:
    """Leave out what is not named, and that there is anything else."""
    series = tuple(each for each in view.series if each.film.id in opened.gathering.series_ids)
    others = tuple(each for each in view.others if opened.names(each))
    modalities = tuple(dict.fromkeys(each.film.modality for each in series))
    return StudyView(replace(view.header, modalities=modalities), series, others)


def _no_instance() -> NotFoundError:
    return NotFoundError("There is no such instance.")


def _no_study() -> NotFoundError:
    return NotFoundError("There is no such study.")
