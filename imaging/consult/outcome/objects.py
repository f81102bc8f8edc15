"""What is made of a conclusion for other systems: presentation states, measurements, key images, a document.

Of each study of the asking hospital its own objects are made, for one object speaks of one study. Every name in them is
derived from consult, version and kind, and every moment is that at which the consult was closed: whoever makes them a
second time makes the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final

from imaging.archive.composition import Archive
from imaging.archive.stored import StoredInstance
from imaging.consult.outcome.conclusions import Conclusion
from imaging.dicom import tags as tag
from imaging.dicom.documents import CodedTitle, DocumentSubject, SourceInstance, encapsulated_pdf
from imaging.dicom.elements import DataSet
from imaging.dicom.uids import CONSULT_MODEL, derived_uid
from imaging.errors import NotFoundError
from imaging.exporting.documents import About, Observer, in_order
from imaging.exporting.drawn_on import lies_on, measured_on, referred
from imaging.exporting.key_objects import written_key_objects
from imaging.exporting.looks import Looks
from imaging.exporting.measurements import is_measurement, written_measurements
from imaging.exporting.presenting import presented_alike
from imaging.exporting.softcopy_states import Presented, written_softcopy_state
from imaging.reading.annotations import Annotation, Kind
from imaging.reading.measurements import Measured
from imaging.reading.measuring import Measuring
from imaging.reading.operations import Author, Recorded
from imaging.reporting.content import Language

_LABEL: Final = "CONSULT"
# PS3.16 has no title for what several doctors concluded together; LOINC has.
CONSULT_NOTE: Final = ("11488-4", "LN", "Consult note")
_TITLES: Final = {
    Language.ZH: {"states": "会诊标注", "measurements": "会诊测量", "key": "会诊关键图像", "document": "会诊意见书"},
    Language.EN: {
        "states": "Consult annotations",
        "measurements": "Consult measurements",
        "key": "Consult key images",
        "document": "Consult conclusion",
    },
}


class ObjectKind(StrEnum):
    """What kinds of objects are made."""

    PRESENTATION_STATE = "presentation-state"
    MEASUREMENTS = "measurements"
    KEY_OBJECTS = "key-objects"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Made:
    """An object as a Part 10 file, in the order in which it is stored."""

    kind: ObjectKind
    number: int
    study_id: int
    sop_instance_uid: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Making:
    """What objects are made of.

    Attributes
    ----------
    conclusion : Conclusion
        Frozen.
    consult_code : str
        Names the consult for ever.
    studies : sequence of int
        Those of the asking hospital that the consult opened, the one it is about first.
    observer : Observer
        Who asked, who stands for the objects; who drew and measured stands beside each figure.
    closed_at : datetime
        Aware.
    order_id : int or None
        By whose words the paper names the patient; None: by those of the images.
    pdf : bytes
        The paper.
    """

    conclusion: Conclusion
    consult_code: str
    studies: Sequence[int]
    observer: Observer
    closed_at: datetime
    order_id: int | None
    pdf: bytes = field(repr=False)

    def uid(self, kind: ObjectKind, number: int) -> str:
        """Return the name of an object, the same for ever."""
        names: tuple[str, ...] = ("consult", self.consult_code, str(self.conclusion.version), kind, str(number))
        if kind is ObjectKind.DOCUMENT:
            # One that was stored before the study was moved to another order must not be taken for the one of now.
            names = (*names, "" if self.order_id is None else str(self.order_id))
        return derived_uid(*names)


@dataclass(frozen=True)
class Objects:
    """Makes them; safe to share between threads."""

    archive: Archive
    measuring: Measuring
    looks: Looks
    # None: the machine's own.
    zone: tzinfo | None

    def of(self, making: Making) -> Iterator[Made]:
        """Make every object, one after the other; what has nothing to say is not made."""
        number = 1
        for at, study_id in enumerate(making.studies, start=1):
            stored = self.archive.retrieve.instances_of(None, study_ids=frozenset({study_id}))
            images = {each.id: each for each in stored if each.rows}
            # What lies on images that were lost since is left out.
            here = filter(lies_on(images), making.conclusion.frozen.figures)
            figures = [each for each in here if each.study_id == study_id]
            for presented in self._presented(figures, images, making):
                yield self._state(making, presented, study_id, number)
                number += 1
            yield from self._measurements(making, figures, images, study_id, at)
            yield from self._key_objects(making, images, study_id, at)
            if at == 1:
                yield self._document(making, _spokesman(stored, images), study_id)

    def _presented(
        self, figures: Iterable[Recorded], images: Mapping[int, StoredInstance], making: Making
    ) -> Iterator[Presented]:
        """Put figures together that one presentation state can show."""
        frozen = making.conclusion.frozen
        return presented_alike(
            figures,
            images,
            lambda image, frame: self.looks.of(image, frame, frozen.window_of(image.series_id)),
            frozen.zooms,
        )

    def _state(self, making: Making, presented: Presented, study_id: int, number: int) -> Made:
        kind = ObjectKind.PRESENTATION_STATE
        about = self._about(presented.images.values(), making.uid(kind, number))
        title = _title(making, "states")
        content = written_softcopy_state(presented, about, making.observer, self._at(making), title, _LABEL)
        return Made(kind, number, study_id, about.sop_instance_uid, content)

    def _measurements(
        self,
        making: Making,
        figures: Sequence[Recorded],
        images: Mapping[int, StoredInstance],
        study_id: int,
        number: int,
    ) -> Iterator[Made]:
        measured = [each for each in figures if is_measurement(each)]
        if not measured:
            return
        kind = ObjectKind.MEASUREMENTS
        about = self._about(referred(measured, images), making.uid(kind, number))
        what = measured_on(measured, images, self.archive.retrieve, self.measuring)
        title = _title(making, "measurements")
        # Nobody of the consult changes them any more.
        content = written_measurements(what, about, making.observer, self._at(making), title, is_final=True)
        yield Made(kind, number, study_id, about.sop_instance_uid, content)

    def _key_objects(
        self, making: Making, images: Mapping[int, StoredInstance], study_id: int, number: int
    ) -> Iterator[Made]:
        marked = list(_marked(making, images, study_id))
        if not marked:
            return
        kind = ObjectKind.KEY_OBJECTS
        about = self._about(referred(marked, images), making.uid(kind, number))
        content = written_key_objects(marked, images, about, making.observer, self._at(making), _title(making, "key"))
        yield Made(kind, number, study_id, about.sop_instance_uid, content)

    def _document(self, making: Making, instance: StoredInstance, study_id: int) -> Made:
        kind, header = ObjectKind.DOCUMENT, self._header(instance)
        uid = making.uid(kind, 1)
        content = encapsulated_pdf(
            making.pdf,
            replace(subject_of(header), sources=self._shown(making)),
            title=CodedTitle(_title(making, "document"), *CONSULT_NOTE),
            made_at=self._at(making),
            sop_instance_uid=uid,
            series_instance_uid=derived_uid(uid, "series"),
            institution_name=making.observer.organization,
        )
        return Made(kind, 1, study_id, uid, content)

    def _shown(self, making: Making) -> tuple[SourceInstance, ...]:
        """Return the images that the paper shows, of all studies that objects are made for."""
        stored = self.archive.retrieve.instances_of(None, study_ids=frozenset(making.studies))
        named = {each.place.instance_id for each in making.conclusion.wording.key_images}
        shown = in_order(each for each in stored if each.id in named)
        return tuple(SourceInstance(each.sop_class_uid, each.sop_instance_uid) for each in shown)

    def _about(self, images: Iterable[StoredInstance], uid: str) -> About:
        ordered = in_order(images)
        return About(ordered, self._header(ordered[0]), uid, CONSULT_MODEL)

    def _header(self, image: StoredInstance) -> DataSet:
        return self.archive.retrieve.header(image).dataset

    def _at(self, making: Making) -> datetime:
        return making.closed_at.astimezone(self.zone)


def subject_of(header: DataSet) -> DocumentSubject:
    """Return whom and what an object is about, for a document that goes beside it."""
    return DocumentSubject(
        header.text(tag.STUDY_INSTANCE_UID),
        header.text(tag.PATIENT_NAME),
        header.text(tag.PATIENT_ID),
        header.text(tag.PATIENT_BIRTH_DATE),
        header.text(tag.PATIENT_SEX),
        header.text(tag.ACCESSION_NUMBER),
        header.text(tag.STUDY_ID),
        header.text(tag.STUDY_DATE),
        header.text(tag.STUDY_TIME),
        header.text(tag.STUDY_DESCRIPTION),
        header.text(tag.REFERRING_PHYSICIAN_NAME),
    )


def _spokesman(stored: Sequence[StoredInstance], images: Mapping[int, StoredInstance]) -> StoredInstance:
    """Return of which object the patient and the study are taken: of a study without images, what came first.

    Raises
    ------
    NotFoundError
        Nothing of the study is left.
    """
    first = next(iter(images.values()), None) or min(stored, key=lambda each: each.id, default=None)
    if first is None:
        raise NotFoundError("The study is not here any more.")
    return first


def _title(making: Making, what: str) -> str:
    return _TITLES[making.conclusion.wording.language][what]


def _marked(making: Making, images: Mapping[int, StoredInstance], study_id: int) -> Iterator[Recorded]:
    """Return the key images as the marks that an export knows."""
    conclusion = making.conclusion
    author = Author(0, making.observer.name, making.observer.organization)
    for number, each in enumerate(conclusion.wording.key_images):
        if each.place.instance_id in images:
            name = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{making.consult_code} {conclusion.version} {number}"))
            annotation = Annotation(Kind.KEY_IMAGE, each.place, (), each.words)
            at = conclusion.frozen_at or making.closed_at
            yield Recorded(name, study_id, 1, number, False, annotation, Measured(), author, at)
