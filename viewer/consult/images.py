"""Images of a consult: the named series of its studies, frames and pictures, and what came with them.

The paths below the consult's own are those of the desk, so that the same viewer reads through either door. A browser
keeps frames, but asks before it shows one again: access may have ended meanwhile, and then the answer is no 304.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.pictures import description_of
from imaging.archive.stored import StoredInstance
from imaging.consult.opening import OpenedStudy, Opening
from imaging.errors import NotFoundError
from imaging.house import House
from imaging.reading.priors import PriorStudies
from viewer.conditions import check_unmodified, entity_tag, tagged
from viewer.consult.door import Attended, ConsultDoor
from viewer.patient.frames import Wish
from viewer.reading.frame_answers import frame_answer, layer_answer, picture_answer
from viewer.reading.study_json import study_document


@dataclass(frozen=True)
class ConsultImages:
    """What the viewer of a consult loads."""

    door: ConsultDoor
    opening: Opening

    @property
    def house(self) -> House:
        """Whose studies they are."""
        return self.door.house

    def routes(self) -> list[Route]:
        """Give studies, frames, pictures, and what lies over them."""
        study, frame = "/studies/{study_id:int}", "/instances/{instance_id:int}/frames/{number:int}"
        rows = (
            ("GET", f"{study}/view", self.show),
            ("GET", f"{study}/picture", self.first_picture),
            ("GET", f"{study}/brought", self.brought),
            ("GET", f"{study}{frame}/scale", self.scale),
            ("GET", f"{study}{frame}/segments/{{segment:int}}", self.mask),
            ("GET", frame, self.frame),
            ("GET", f"{frame}/picture", self.picture),
            ("GET", f"{frame}/overlay", self.overlay),
            ("GET", f"{frame}/colors", self.colors),
        )
        return self.door.routes(Action.SEE_IMAGES, rows)

    def documents(self, asked: Attended) -> list[dict[str, Any]]:
        """Return every study as far as it is open, once the audit has noted that it is seen."""
        found = self.opening.studies(asked.opened)
        for each in found:
            self._sees(asked, each.view.header.id, each.view.header.hospital_id)
        return [self._document(asked, each) for each in found]

    def show(self, asked: Attended) -> dict[str, Any]:
        """Answer with one study as far as it is open."""
        found = self.opening.study(asked.opened, asked.path["study_id"])
        self._sees(asked, found.view.header.id, found.view.header.hospital_id)
        return self._document(asked, found)

    def first_picture(self, asked: Attended) -> Response:
        """Answer with the picture that is seen first, and with its frame; with nothing where there is none."""
        first = self.opening.first_page(asked.opened, asked.path["study_id"])
        if first is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        self._sees(asked, first[0].study_id, first[0].hospital_id)
        return self._picture(asked, *first)

    def brought(self, asked: Attended) -> dict[str, Any]:
        """Answer with what came with the open images and speaks of them."""
        opened, study_id = asked.opened, asked.path["study_id"]
        found = self.opening.brought_along(opened, study_id)
        self._sees(asked, study_id, self.opening.views.header(study_id).hospital_id)
        return dict(found)

    def scale(self, asked: Attended) -> dict[str, Any]:
        """Answer with how a picture is measured."""
        instance, number = self._instance(asked)
        return self.house.annotations.measuring.scale(instance, number).to_json()

    def mask(self, asked: Attended) -> Response:
        """Answer with what belongs to a segment, to be laid over a picture."""
        instance = self.opening.object(asked.opened, asked.path["instance_id"])
        self._sees(asked, instance.study_id, instance.hospital_id)
        if not 1 <= asked.path["number"] <= instance.number_of_frames:
            raise NotFoundError("There is no such instance.")
        headers = tagged(entity_tag("segment", instance.sha256, asked.path["number"], asked.path["segment"]))
        check_unmodified(asked.headers, headers["ETag"], headers)
        png = self.opening.segments.mask(instance, asked.path["number"], asked.path["segment"])
        return Response(png, media_type="image/png", headers=headers)

    def frame(self, asked: Attended) -> Response:
        """Answer with a frame at full depth."""
        instance, number = self._instance(asked)
        headers = self._unmodified(asked, "full frame", instance, number)
        return frame_answer(self.opening.frame(asked.opened, instance, number), headers)

    def picture(self, asked: Attended) -> Response:
        """Answer with a frame that was windowed here."""
        return self._picture(asked, *self._instance(asked))

    def overlay(self, asked: Attended) -> Response:
        """Answer with what lies over a frame; with nothing where there is nothing."""
        instance, number = self._instance(asked)
        headers = self._unmodified(asked, "overlay", instance, number)
        return layer_answer(self.opening.overlay(asked.opened, instance, number), headers)

    def colors(self, asked: Attended) -> Response:
        """Answer with the pixels that a supplemental palette colours; with nothing where there are none."""
        instance, number = self._instance(asked)
        headers = self._unmodified(asked, "colors", instance, number)
        return layer_answer(self.opening.colors(asked.opened, instance, number), headers)

    def _picture(self, asked: Attended, instance: StoredInstance, number: int) -> Response:
        described = description_of(instance)
        rendering = Wish.read(asked.query).rendering(described.rows, described.columns)
        headers = self._unmodified(asked, "picture", instance, number, rendering)
        picture = self.opening.picture(asked.opened, instance, number, rendering)
        return picture_answer(picture, (instance.id, number), headers)

    def _unmodified(
        self, asked: Attended, what: str, instance: StoredInstance, number: int, how: object = ""
    ) -> dict[str, str]:
        """Return the headers of an answer, unless the browser has just this already and may still show it."""
        edition = self.opening.edition(asked.opened, instance)
        headers = tagged(entity_tag(what, instance.sha256, number, how, edition))
        check_unmodified(asked.headers, headers["ETag"], headers)
        return headers

    def _instance(self, asked: Attended) -> tuple[StoredInstance, int]:
        number = asked.path["number"]
        instance = self.opening.image(asked.opened, asked.path["instance_id"], number)
        if asked.path.get("study_id", instance.study_id) != instance.study_id:
            raise NotFoundError("There is no such instance.")
        self._sees(asked, instance.study_id, instance.hospital_id)
        return instance, number

    def _sees(self, asked: Attended, study_id: int, hospital_id: int) -> None:
        # What is another hospital's stands in that hospital's part of the audit.
        scope = replace(asked.present.gathering.scope, hospital_id=hospital_id)
        asked.reader.sees(Action.SEE_IMAGES, Subject(SubjectKind.STUDY, study_id), scope)

    def _document(self, asked: Attended, study: OpenedStudy) -> dict[str, Any]:
        hospital_id = asked.present.participant.hospital_id
        document = study_document(study.view, PriorStudies(), -1 if hospital_id is None else hospital_id)
        document["patient"] = {**asdict(study.view.header.patient), "age": study.age}
        return document | {"withheld": [asdict(each) for each in study.withheld]}
