"""The grounds of a room, which are what its consult opens: nobody draws on, points at or shows anything else there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from imaging.consult.room.bodies import BeingDrawn, Body, Drawn, Looked, Pointed, Said
from imaging.consult.room.drawn import AnyPlace, ImagePlaceShape
from imaging.consult.room.views import ViewState


@dataclass(frozen=True)
class Picture:
    """An instance: the series that it is of, and how many frames it has."""

    series_id: int
    number_of_frames: int


@dataclass(frozen=True)
class Grounds:
    """Series and studies of one consult; ``pictures`` holds what is known of instances, whosever they are."""

    study_ids: frozenset[int]
    series_ids: frozenset[int]
    pictures: Mapping[int, Picture]

    def holds(self, body: Body) -> bool:
        """Whether everything that a body refers to is open."""
        is_said = not isinstance(body, Said) or body.study is None or body.study in self.study_ids
        return is_said and all(map(self._holds_place, places_of(body))) and all(map(self._holds_view, _views_of(body)))

    def _holds_place(self, place: AnyPlace) -> bool:
        if not isinstance(place, ImagePlaceShape):
            return place.series_id in self.series_ids
        picture = self.pictures.get(place.instance_id)
        return picture is not None and picture.series_id in self.series_ids and place.frame <= picture.number_of_frames

    def _holds_view(self, view: ViewState) -> bool:
        return all(each.study_id in self.study_ids and each.series_id in self.series_ids for each in view.shown)


def places_of(body: Body) -> Iterator[AnyPlace]:
    """Give every place that a body refers to."""
    match body:
        case Drawn():
            yield body.annotation.place
        case BeingDrawn(annotation=sketch) if sketch is not None:
            yield sketch.place
        case Pointed(place=place) if place is not None:
            yield place


def _views_of(body: Body) -> Iterator[ViewState]:
    match body:
        case Looked():
            yield body.view
        case Said(view=view) if view is not None:
            yield view
