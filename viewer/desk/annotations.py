"""Annotations of a study: drawn, changed, deleted, listed, and how its pictures are measured."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action, Allowed, Scope, decide
from imaging.access.audit import Subject, SubjectKind
from imaging.errors import NotFoundError
from imaging.reading.annotations import (
    LONGEST_TEXT,
    MOST_POINTS,
    Annotation,
    ImagePlace,
    Kind,
    VolumePlace,
)
from imaging.reading.brought import Brought
from imaging.reading.operations import Does, Operation, Recorded
from imaging.reading.segment_overlays import SegmentOverlays
from viewer.desk.asked import Asked, Body
from viewer.desk.door import DeskPages

# A row's number, as large as every index takes it.
_MOST_ROWS = 2**62


class ImagePlaceForm(Body):
    """A picture."""

    instance_id: int = Field(ge=1, le=_MOST_ROWS)
    frame: int = Field(1, ge=1, le=2**31 - 1)


class VolumePlaceForm(Body):
    """A plane through a series."""

    series_id: int = Field(ge=1, le=_MOST_ROWS)
    frame_of_reference_uid: str = Field(max_length=64)
    normal: tuple[float, float, float]
    up: tuple[float, float, float]


class AnnotationForm(Body):
    """What was drawn."""

    kind: Kind
    place: ImagePlaceForm | VolumePlaceForm
    points: list[list[float]] = Field(default_factory=list, max_length=MOST_POINTS)
    # Spaces around it and the ends of its lines are not counted; what is left is.
    text: str = Field("", max_length=2 * LONGEST_TEXT, repr=False)

    def value(self) -> Annotation:
        """Return it as the house knows it."""
        said = self.place.model_dump()
        place = ImagePlace(**said) if isinstance(self.place, ImagePlaceForm) else VolumePlace(**said)
        return Annotation(self.kind, place, tuple(tuple(point) for point in self.points), self.text)


class OperationForm(Body):
    """What is done."""

    does: Does
    id: str = Field(max_length=36)
    base: int = Field(0, ge=0, le=2**31 - 2)
    annotation: AnnotationForm | None = None

    def value(self) -> Operation:
        """Return it as the house knows it."""
        return Operation(self.does, self.id, self.base, self.annotation.value() if self.annotation else None)


class AnnotationPages(DeskPages):
    """What is drawn in a study, for everybody who may see it."""

    def routes(self) -> list[Route]:
        """Give the lists, the way in, and the scale of a picture."""
        route, study = self.door.route, "/studies/{study_id:int}"
        frame = f"{study}/instances/{{instance_id:int}}/frames/{{frame:int}}"
        return [
            route("GET", f"{study}/annotations", Action.SEE_IMAGES, self.list),
            route("POST", f"{study}/annotations", Action.ANNOTATE, self.apply),
            route("GET", f"{study}/annotations/{{annotation_id}}/versions", Action.SEE_IMAGES, self.versions),
            route("GET", f"{study}/key-images", Action.SEE_IMAGES, self.key_images),
            route("GET", f"{study}/brought", Action.SEE_IMAGES, self.brought),
            route("GET", f"{frame}/scale", Action.SEE_IMAGES, self.scale),
            route("GET", f"{frame}/segments/{{segment:int}}", Action.SEE_IMAGES, self.mask),
        ]

    def list(self, asked: Asked) -> dict[str, Any]:
        """Answer with what is drawn, or with what has changed since a sequence number.

        An open viewer asks every few seconds: that nothing was drawn is decided about like everything, but it shows
        nothing of the patient, and the audit does not count it as a look.
        """
        since = asked.number("since")
        scope, subject = self._scope(asked)
        asked.reader.require(Action.SEE_IMAGES, scope, subject)
        found = self.house.annotations.of_study(asked.path["study_id"], since or 0)
        if found or since is None:
            asked.reader.sees(Action.SEE_IMAGES, subject, scope)
        may_draw = isinstance(decide(asked.person, Action.ANNOTATE, scope), Allowed)
        return _listed(found, asked) | {"may_draw": may_draw}

    def key_images(self, asked: Asked) -> dict[str, Any]:
        """Answer with the pictures that somebody marked."""
        found = self.house.annotations.of_study(self._seen(asked))
        return _listed(tuple(each for each in found if each.annotation.kind is Kind.KEY_IMAGE), asked)

    def brought(self, asked: Asked) -> dict[str, Any]:
        """Answer with what came with the images and speaks of them."""
        study_id = self._seen(asked)
        told = Brought(self.house.archive.retrieve).of_study(study_id)
        return told | {"segmentations": self._overlays.of_study(study_id)}

    def mask(self, asked: Asked) -> Response:
        """Answer with what belongs to a segment, to be laid over a picture."""
        study_id = self._seen(asked)
        instance = self.house.archive.retrieve.by_id(asked.path["instance_id"])
        if instance.study_id != study_id or not 1 <= asked.path["frame"] <= instance.number_of_frames:
            raise NotFoundError("There is no such picture in this study.")
        png = self._overlays.mask(instance, asked.path["frame"], asked.path["segment"])
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @property
    def _overlays(self) -> SegmentOverlays:
        return SegmentOverlays(self.house.archive.retrieve, self.house.archive.pictures)

    def apply(self, asked: Asked) -> dict[str, Any]:
        """Keep what is done, and answer with the version that it made."""
        operation = asked.form(OperationForm).value()
        scope, subject = self._scope(asked)
        asked.reader.require(Action.ANNOTATE, scope, subject)
        return self.house.annotations.apply(asked.person, scope, operation, asked.reader.address).to_json()

    def versions(self, asked: Asked) -> dict[str, Any]:
        """Answer with every version of one annotation."""
        found = self.house.annotations.versions(self._seen(asked), asked.path["annotation_id"])
        return {"versions": [each.to_json() for each in found]}

    def scale(self, asked: Asked) -> dict[str, Any]:
        """Answer with how a picture is measured."""
        study_id, frame = self._seen(asked), asked.path["frame"]
        instance = self.house.archive.retrieve.by_id(asked.path["instance_id"])
        if instance.study_id != study_id or not 1 <= frame <= instance.number_of_frames:
            raise NotFoundError("There is no such picture in this study.")
        return self.house.annotations.measuring.scale(instance, frame).to_json()

    def _seen(self, asked: Asked) -> int:
        """Return the study that is asked for, once the audit has noted that it is seen."""
        scope, subject = self._scope(asked)
        asked.reader.sees(Action.SEE_IMAGES, subject, scope)
        study_id: int = asked.path["study_id"]
        return study_id

    def _scope(self, asked: Asked) -> tuple[Scope, Subject]:
        study_id = asked.path["study_id"]
        return self.house.reach.scope(study_id), Subject(SubjectKind.STUDY, study_id)


def _listed(found: tuple[Recorded, ...], asked: Asked) -> dict[str, Any]:
    return {"annotations": [each.to_json() for each in found], "me": asked.person.user_id}
