"""What is drawn in a study, as objects that other systems read: downloaded, or kept in the study by the one way in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from imaging.access.actors import Action, Person, Scope
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.hospitals import Hospitals
from imaging.archive.composition import Archive
from imaging.archive.ingest import Accepted, Expected, Origin, Outcome
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom.uids import derived_uid, new_uid
from imaging.errors import GoneError, NotFoundError
from imaging.events.bus import EventBus
from imaging.events.event import Event
from imaging.events.event import Kind as EventKind
from imaging.exporting.documents import About, Observer, in_order
from imaging.exporting.drawn_on import lies_on, measured_on, referred
from imaging.exporting.key_objects import written_key_objects
from imaging.exporting.looks import Looks
from imaging.exporting.measurements import is_measurement, written_measurements
from imaging.exporting.presenting import presented_alike
from imaging.exporting.softcopy_states import Presented, written_softcopy_state
from imaging.problems import Problem
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.annotations import ImagePlace, Kind
from imaging.reading.operations import Recorded

# Whom the archive notes as the one who brought what a doctor keeps; who it was stands in the audit.
SOURCE: Final = "desk"
_LABEL: Final = "FILMLESS"


class ExportKind(StrEnum):
    """What can leave as DICOM."""

    PRESENTATION_STATE = "presentation-state"
    KEY_OBJECTS = "key-objects"
    MEASUREMENTS = "measurements"


@dataclass(frozen=True)
class Count:
    """How much there is to export, and how much is left out because the image it is drawn on was lost."""

    here: int
    lost: int


@dataclass(frozen=True)
class Drawn:
    """What an export says: what is drawn on images that are here, and these by their rows."""

    recorded: Sequence[Recorded]
    images: Mapping[int, StoredInstance]
    # How its images look, where it is a presentation state.
    presented: Presented | None = None


@dataclass(frozen=True)
class Exports:
    """Writes these objects; whoever calls has asked whether the person may."""

    archive: Archive
    annotations: AnnotationLog
    hospitals: Hospitals
    audit: Audit
    events: EventBus
    clock: Clock
    looks: Looks
    # None: the machine's own.
    zone: tzinfo | None

    def counts(self, study_id: int) -> dict[ExportKind, Count]:
        """Tell how much of each there is to export."""
        drawn = self.annotations.of_study(study_id)
        is_here = lies_on(self._images(study_id) if drawn else {})
        return {kind: _count([each for each in drawn if belongs(each)], is_here) for kind, belongs in _BELONGS.items()}

    def written(self, kind: ExportKind, study_id: int, person: Person) -> list[bytes]:
        """Return what is drawn as Part 10 files, with the person as their observer.

        It is one object, but for presentation states, each of which holds images of one series that are transformed
        alike. What is drawn on images that were lost is left out.

        Raises
        ------
        NotFoundError
            Nothing of this kind is drawn in the study.
        GoneError
            No image that was drawn on is in the archive any more.
        """
        now = self.clock.now()
        return [self._written(kind, each, person, new_uid(), now) for each in self._drawn(kind, study_id)]

    def _drawn(self, kind: ExportKind, study_id: int) -> list[Drawn]:
        """Return what each object says."""
        belongs = _BELONGS[kind]
        drawn = [each for each in self.annotations.of_study(study_id) if belongs(each)]
        if not drawn:
            raise NotFoundError("There is nothing to export.", Problem.NOTHING_TO_EXPORT)
        images = self._images(study_id)
        here = list(filter(lies_on(images), drawn))
        if not here:
            raise GoneError("Images that were drawn on are not here any more.", Problem.IMAGE_LOST, count=len(drawn))
        if kind is not ExportKind.PRESENTATION_STATE:
            return [Drawn(here, images)]
        return [Drawn(each.figures, images, each) for each in presented_alike(here, images, self.looks.of, {})]

    def _images(self, study_id: int) -> dict[int, StoredInstance]:
        stored = self.archive.retrieve.instances_of(None, study_ids=frozenset({study_id}))
        return {each.id: each for each in stored}

    def _written(self, kind: ExportKind, what: Drawn, person: Person, uid: str, at: datetime) -> bytes:
        drawn, images = what.recorded, what.images
        images_of = in_order(referred(drawn, images))
        about = About(images_of, self.archive.retrieve.header(images_of[0]).dataset, uid)
        made_at = at.astimezone(self.zone)
        observer = Observer(person.name or person.login, self.hospitals.by_id(person.hospital_id).name, person.user_id)
        if what.presented is not None:
            return written_softcopy_state(what.presented, about, observer, made_at, "Annotations", _LABEL)
        if kind is ExportKind.KEY_OBJECTS:
            return written_key_objects(drawn, images, about, observer, made_at)
        measured = measured_on(drawn, images, self.archive.retrieve, self.annotations.measuring)
        return written_measurements(measured, about, observer, made_at)

    def keep(self, kind: ExportKind, scope: Scope, person: Person, address: str = "") -> Accepted:
        """Put what is drawn into the study as if a device had sent it, so that every way out finds it.

        Of several objects the first that is new is told of, for what is kept already is no news.

        What was drawn has one name until something of it changes, and was made when the last of it was drawn: whoever
        keeps the same once more finds it there, and who does so at the same moment writes the same bytes.
        """
        (study_id,) = scope.study_ids
        kept = [self._keep(kind, each, scope, person, address) for each in self._drawn(kind, study_id)]
        return next((each for each in kept if each.outcome is not Outcome.DUPLICATE), kept[0])

    def _keep(self, kind: ExportKind, what: Drawn, scope: Scope, person: Person, address: str) -> Accepted:
        (study_id,) = scope.study_ids
        hospital_id = scope.hospital_id or person.hospital_id
        uid = _name_of(kind, what.recorded, person)
        known = next((each for each in what.images.values() if each.sop_instance_uid == uid), None)
        if known is not None:
            series, sop_class = known.series_instance_uid, known.sop_class_uid
            return Accepted(Outcome.DUPLICATE, known.study_instance_uid, series, uid, sop_class)
        content = self._written(kind, what, person, uid, max(each.at for each in what.recorded))
        with self.archive.landing.begin() as file:
            file.write(content)
            accepted = self.archive.ingest.accept(file, Origin(hospital_id, SOURCE), Expected())
        if accepted.outcome is Outcome.DUPLICATE:
            return accepted
        subject, detail = Subject(SubjectKind.STUDY, study_id), {"export": kind.value}
        event = AuditEvent(person, Action.STORE, subject, hospital_id=hospital_id, address=address, detail=detail)
        self.audit.record(event)
        self.events.publish(Event(EventKind.OBJECTS, hospital_id))
        return accepted


def _name_of(kind: ExportKind, drawn: Iterable[Recorded], person: Person) -> str:
    """Return the UID of an object that says just this: these versions of what is drawn, in the words of this person."""
    versions = sorted(f"{each.id} {each.version}" for each in drawn)
    return derived_uid(kind, str(person.user_id), *versions)


def _count(drawn: Sequence[Recorded], is_here: Callable[[Recorded], bool]) -> Count:
    here = sum(map(is_here, drawn))
    return Count(here, len(drawn) - here)


def _is_on_image(recorded: Recorded) -> bool:
    return isinstance(recorded.annotation.place, ImagePlace)


def _is_figure(recorded: Recorded) -> bool:
    return _is_on_image(recorded) and bool(recorded.annotation.points)


def _is_key_image(recorded: Recorded) -> bool:
    return recorded.annotation.kind is Kind.KEY_IMAGE


_BELONGS: Final[Mapping[ExportKind, Callable[[Recorded], bool]]] = {
    ExportKind.PRESENTATION_STATE: _is_figure,
    ExportKind.KEY_OBJECTS: _is_key_image,
    ExportKind.MEASUREMENTS: is_measurement,
}
