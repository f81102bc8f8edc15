"""A study for whoever may see it: in one answer, frame by frame at full depth, and as pictures."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import Subject, SubjectKind
from imaging.archive.full_frames import FullFrames
from imaging.archive.pictures import description_of
from imaging.archive.stored import StoredInstance
from imaging.errors import NotFoundError
from imaging.house import House
from imaging.reading.priors import Priors
from imaging.reading.study_view import StudyViews
from viewer.conditions import entity_tag
from viewer.desk.asked import Asked
from viewer.desk.door import Door
from viewer.patient.frames import Wish
from viewer.reading.frame_answers import frame_answer, layer_answer, picture_answer
from viewer.reading.study_json import study_document

# An object never changes. A browser keeps its frames for as long as the same session lasts, and its cache is cleared
# when somebody signs out.
FOR_GOOD: Final = "private, max-age=604800, immutable"


@dataclass(frozen=True)
class StudyPages:
    """Images at the desk."""

    door: Door
    views: StudyViews
    frames: FullFrames
    priors: Priors

    @classmethod
    def over(cls, door: Door) -> StudyPages:
        """Compose it for the house behind the door."""
        house = door.house
        archive = house.archive
        return cls(
            door,
            StudyViews.over(house.index, archive.retrieve, archive.pictures),
            FullFrames(archive.retrieve, archive.pictures),
            Priors(house.index, house.reach),
        )

    @property
    def house(self) -> House:
        """Whose studies they are."""
        return self.door.house

    def routes(self) -> list[Route]:
        """Give the study, its first picture, frames and pictures."""
        frame = "/instances/{instance_id:int}/frames/{number:int}"
        return [
            self.door.route("GET", "/studies/{study_id:int}/view", Action.SEE_IMAGES, self.show),
            self.door.route("GET", "/studies/{study_id:int}/picture", Action.SEE_IMAGES, self.first_picture),
            self.door.route("GET", frame, Action.SEE_IMAGES, self.frame),
            self.door.route("GET", f"{frame}/picture", Action.SEE_IMAGES, self.picture),
            self.door.route("GET", f"{frame}/overlay", Action.SEE_IMAGES, self.overlay),
            self.door.route("GET", f"{frame}/colors", Action.SEE_IMAGES, self.colors),
        ]

    def show(self, asked: Asked) -> dict[str, Any]:
        """Answer with everything that opening a study needs.

        A page may ask ahead for an exam that is likely to be compared next: the audit knows of it as of every look,
        because from then on the browser has it, but for the doctor it stays unread until it is opened.
        """
        study_id = asked.path["study_id"]
        self._sees(asked, study_id)
        view = self.views.of(study_id)
        if asked.number("ahead") is None:
            self.house.seen.mark(asked.person, study_id)
        priors = self.priors.of(study_id, asked.person)
        asked.reader.is_told_of(((each.id, each.hospital_id) for each in (*priors.same, *priors.perhaps)), "patient")
        return study_document(view, priors, asked.hospital_id)

    def first_picture(self, asked: Asked) -> Response:
        """Answer with the picture that is seen first, and with its frame; with nothing where there is none."""
        study_id = asked.path["study_id"]
        self._sees(asked, study_id)
        first = self.views.first_page(study_id)
        return Response(status_code=HTTPStatus.NO_CONTENT) if first is None else self._picture(asked, *first)

    def frame(self, asked: Asked) -> Response:
        """Answer with a frame at full depth."""
        instance, number = self._instance(asked)
        return frame_answer(
            self.frames.frame(instance, number), _kept(entity_tag("full frame", instance.sha256, number))
        )

    def picture(self, asked: Asked) -> Response:
        """Answer with a frame that was windowed here."""
        return self._picture(asked, *self._instance(asked))

    def overlay(self, asked: Asked) -> Response:
        """Answer with what lies over a frame; with nothing where there is nothing."""
        instance, number = self._instance(asked)
        return layer_answer(
            self.frames.overlay(instance, number), _kept(entity_tag("overlay", instance.sha256, number))
        )

    def colors(self, asked: Asked) -> Response:
        """Answer with the pixels that a supplemental palette colours; with nothing where there are none."""
        instance, number = self._instance(asked)
        return layer_answer(self.frames.colors(instance, number), _kept(entity_tag("colors", instance.sha256, number)))

    def _picture(self, asked: Asked, instance: StoredInstance, number: int) -> Response:
        described = description_of(instance)
        rendering = Wish.read(asked.query).rendering(described.rows, described.columns)
        picture = self.house.archive.pictures.rendered(instance, number, rendering)
        etag = entity_tag("picture", instance.sha256, number, rendering)
        return picture_answer(picture, (instance.id, number), _kept(etag))

    def _instance(self, asked: Asked) -> tuple[StoredInstance, int]:
        """Return the object and the number of a frame that they may see."""
        instance = self.house.archive.retrieve.by_id(asked.path["instance_id"])
        self._sees(asked, instance.study_id)
        number = asked.path["number"]
        if not 1 <= number <= instance.number_of_frames:
            raise NotFoundError("There is no such frame.")
        return instance, number

    def _sees(self, asked: Asked, study_id: int) -> None:
        scope = self.house.reach.scope(study_id)
        asked.reader.sees(Action.SEE_IMAGES, Subject(SubjectKind.STUDY, study_id), scope)


def _kept(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding, Cookie"}
