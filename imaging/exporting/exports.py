"""What is drawn in a study, as objects that other systems read: downloaded, or kept in the study by the one way in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Final

from imaging.access.actors import Action, Person, Scope
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.hospitals import Hospitals
from imaging.archive.composition import Archive
from imaging.archive.ingest import Accepted, Expected, Origin, Outcome
from imaging.archive.stored import StoredInstance
from imaging.clock import Clock
from imaging.dicom import tags as tag
from imaging.dicom.uids import new_uid
from imaging.errors import GoneError, NotFoundError
from imaging.events.bus import EventBus
from imaging.events.event import Event
from imaging.events.event import Kind as EventKind
from imaging.exporting.documents import About, Observer, in_order
from imaging.exporting.key_objects import written_key_objects
from imaging.exporting.measurements import Measurements, is_measurement, written_measurements
from imaging.problems import Problem
from imaging.reading.annotation_log import AnnotationLog
from imaging.reading.annotations import ImagePlace, Kind, VolumePlace
from imaging.reading.operations import Recorded
from imaging.reading.written_states import written_state

# Whom the archive notes as the one who brought what a doctor keeps; who it was stands in the audit.
SOURCE: Final = "desk"


class ExportKind(StrEnum):
    """What can leave as DICOM."""

    PRESENTATION_STATE = "presentation-state"
    KEY_OBJECTS = "key-objects"
    MEASUREMENTS = "measurements"


@dataclass(frozen=True)
class Exports:
    """Writes these objects; whoever calls has asked whether the person may."""

    archive: Archive
    annotations: AnnotationLog
    hospitals: Hospitals
    audit: Audit
    events: EventBus
    clock: Clock
    # None: the machine's own.
    zone: tzinfo | None

    def counts(self, study_id: int) -> dict[ExportKind, int]:
        """Tell how much of each there is to export."""
        drawn = self.annotations.of_study(study_id)
        return {kind: sum(map(belongs, drawn)) for kind, belongs in _BELONGS.items()}

    def written(self, kind: ExportKind, study_id: int, person: Person) -> bytes:
        """Return the object as a Part 10 file, with the person as its observer.

        Raises
        ------
        NotFoundError
            Nothing of this kind is drawn in the study.
        GoneError
            An image that was drawn on is in the archive no more.
        """
        return self._written(kind, self._drawn(kind, study_id), self._images(study_id), person, new_uid())

    def _drawn(self, kind: ExportKind, study_id: int) -> list[Recorded]:
        belongs = _BELONGS[kind]
        drawn = [each for each in self.annotations.of_study(study_id) if belongs(each)]
        if not drawn:
            raise NotFoundError("There is nothing to export.", Problem.NOTHING_TO_EXPORT)
        return drawn

    def _images(self, study_id: int) -> dict[int, StoredInstance]:
        stored = self.archive.retrieve.instances_of(None, study_ids=frozenset({study_id}))
        return {each.id: each for each in stored}

    def _written(
        self,
        kind: ExportKind,
        drawn: Sequence[Recorded],
        images: Mapping[int, StoredInstance],
        person: Person,
        uid: str,
    ) -> bytes:
        lost = _lost(drawn, images)
        if lost:
            raise GoneError("Images that were drawn on are not here any more.", Problem.IMAGE_LOST, count=lost)
        referred = in_order(_referred(drawn, images))
        about = About(referred, self.archive.retrieve.header(referred[0]).dataset, uid)
        made_at = self.clock.now().astimezone(self.zone)
        observer = Observer(person.name or person.login, self.hospitals.by_id(person.hospital_id).name)
        match kind:
            case ExportKind.PRESENTATION_STATE:
                return written_state(drawn, images, about.header, made_at, observer.person_name, uid)
            case ExportKind.KEY_OBJECTS:
                return written_key_objects(drawn, images, about, observer, made_at)
        return written_measurements(self._measurements(drawn, images), about, observer, made_at)

    def keep(self, kind: ExportKind, scope: Scope, person: Person, address: str = "") -> Accepted:
        """Put the object into the study as if a device had sent it, so that every way out finds it.

        What was drawn has one name until something of it changes: whoever keeps the same once more finds it there.
        """
        (study_id,) = scope.study_ids
        hospital_id = scope.hospital_id or person.hospital_id
        drawn, images = self._drawn(kind, study_id), self._images(study_id)
        uid = _name_of(kind, drawn, person)
        known = next((each for each in images.values() if each.sop_instance_uid == uid), None)
        if known is not None:
            series, sop_class = known.series_instance_uid, known.sop_class_uid
            return Accepted(Outcome.DUPLICATE, known.study_instance_uid, series, uid, sop_class)
        content = self._written(kind, drawn, images, person, uid)
        with self.archive.landing.begin() as file:
            file.write(content)
            accepted = self.archive.ingest.accept(file, Origin(hospital_id, SOURCE), Expected())
        subject, detail = Subject(SubjectKind.STUDY, study_id), {"export": kind.value}
        event = AuditEvent(person, Action.STORE, subject, hospital_id=hospital_id, address=address, detail=detail)
        self.audit.record(event)
        self.events.publish(Event(EventKind.OBJECTS, hospital_id))
        return accepted

    def _measurements(self, drawn: Sequence[Recorded], images: Mapping[int, StoredInstance]) -> Measurements:
        places = [each.annotation.place for each in drawn]
        on_images = [images[place.instance_id] for place in places if isinstance(place, ImagePlace)]
        of_series = {image.series_id: image for image in on_images}
        modalities = {
            series_id: self.archive.retrieve.header(image).dataset.text(tag.MODALITY).strip()
            for series_id, image in of_series.items()
        }
        aspects = {each.id: self._aspect(each, images) for each in drawn if each.annotation.kind is Kind.BIDIRECTIONAL}
        return Measurements(drawn, images, modalities, aspects)

    def _aspect(self, recorded: Recorded, images: Mapping[int, StoredInstance]) -> float:
        place = recorded.annotation.place
        if isinstance(place, VolumePlace):
            return 1.0
        scale = self.annotations.measuring.scale(images[place.instance_id], place.frame)
        if scale.row_mm and scale.column_mm:
            return scale.row_mm / scale.column_mm
        return scale.aspect


def _name_of(kind: ExportKind, drawn: Iterable[Recorded], person: Person) -> str:
    """Return the UID of an object that says just this: these versions of what is drawn, in the words of this person."""
    versions = sorted(f"{each.id} {each.version}" for each in drawn)
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, '/'.join((kind, str(person.user_id), *versions))).int}"


def _lost(drawn: Iterable[Recorded], images: Mapping[int, StoredInstance]) -> int:
    """Count what is drawn on images, or on planes through series, of which nothing is in the archive."""
    places, series = [each.annotation.place for each in drawn], {image.series_id for image in images.values()}
    return sum(
        place.series_id not in series if isinstance(place, VolumePlace) else place.instance_id not in images
        for place in places
    )


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


def _referred(drawn: Iterable[Recorded], images: Mapping[int, StoredInstance]) -> Iterable[StoredInstance]:
    """Return the images that are drawn on; of a plane through a volume, every image of its series."""
    series = set()
    for each in drawn:
        place = each.annotation.place
        if isinstance(place, VolumePlace):
            series.add(place.series_id)
        elif place.instance_id in images:
            yield images[place.instance_id]
    yield from (image for image in images.values() if image.series_id in series)
