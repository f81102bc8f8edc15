"""What every document of ours that speaks of images has in common: whom it is about, who observed, its Part 10 file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import pydicom
from highdicom.sr import ObserverContext, PersonObserverIdentifyingAttributes
from pydicom.sr.codedict import codes
from pydicom.uid import MultiFrameTrueColorSecondaryCaptureImageStorage, SecondaryCaptureImageStorage

from imaging.archive.stored import StoredInstance
from imaging.dicom import tags as tag
from imaging.dicom.as_it_came import put_as_it_came
from imaging.dicom.elements import DataSet
from imaging.dicom.own_files import own_file
from imaging.dicom.uids import MANUFACTURER, derived_uid, new_uid

# Type 2 of patient and study modules, present in any case (PS3.3 C.7.1.1, C.7.2.1), and how the study is called: a PACS
# that has this object first knows the study by it alone.
_COPIED: Final = {
    "PatientName": tag.PATIENT_NAME,
    "PatientID": tag.PATIENT_ID,
    "PatientBirthDate": tag.PATIENT_BIRTH_DATE,
    "PatientSex": tag.PATIENT_SEX,
    "StudyDate": tag.STUDY_DATE,
    "StudyTime": tag.STUDY_TIME,
    "StudyID": tag.STUDY_ID,
    "StudyDescription": tag.STUDY_DESCRIPTION,
    "AccessionNumber": tag.ACCESSION_NUMBER,
    "ReferringPhysicianName": tag.REFERRING_PHYSICIAN_NAME,
}


@dataclass(frozen=True)
class Observer:
    """Whose word a document is: a doctor, and where they work."""

    name: str = field(repr=False)
    organization: str
    # Which author of figures that is: two people may have one name; 0: none of them.
    author_id: int = 0

    @property
    def person_name(self) -> str:
        """The name as DICOM writes it; one that has no parts is a family name alone (PS3.5 6.2.1)."""
        return self.name if "^" in self.name else f"{self.name}^"

    def context(self) -> Any:
        """Return who observes, as TID 1002 writes it."""
        person = PersonObserverIdentifyingAttributes(self.person_name, organization_name=self.organization or None)
        return ObserverContext(codes.DCM.Person, person)


@dataclass(frozen=True)
class About:
    """What a document speaks of.

    Attributes
    ----------
    images : sequence of StoredInstance
        Every image that it refers to, of one study; at least one.
    header : DataSet
        Of one of them: whom and which study it is about.
    sop_instance_uid : str
        What the document is called; a new name unless one is given.
    model : str
        Which part of ours made it, where that matters to whoever reads it.
    """

    images: Sequence[StoredInstance]
    header: DataSet = field(repr=False)
    sop_instance_uid: str = field(default_factory=new_uid)
    model: str = ""

    def evidence(self) -> list[pydicom.Dataset]:
        """Return the images as highdicom wants them: by their references, and with what a study says of itself."""
        return [self._evidence(image) for image in self.images]

    def _evidence(self, image: StoredInstance) -> pydicom.Dataset:
        dataset = pydicom.Dataset()
        dataset.SOPClassUID, dataset.SOPInstanceUID = stand_in(image), image.sop_instance_uid
        dataset.StudyInstanceUID, dataset.SeriesInstanceUID = image.study_instance_uid, image.series_instance_uid
        # By these the library knows an image from another object.
        dataset.Rows, dataset.Columns = image.rows, image.columns
        # What devices write here breaks rules (a sex of three letters, a time with colons), and the library would take
        # none of it: it is put in afterwards.
        for keyword in _COPIED:
            setattr(dataset, keyword, "")
        dataset.SpecificCharacterSet = "ISO_IR 192"
        return dataset


def stand_in(image: StoredInstance) -> str:
    """Return the class that the library is told an image to be of; `finished` puts in of which it is.

    The library does not know every class, retired and private ones least of all, and of some that have frames it wants
    to know more than is needed here.
    """
    return (
        MultiFrameTrueColorSecondaryCaptureImageStorage if image.number_of_frames > 1 else SecondaryCaptureImageStorage
    )


def identity(series_number: int, observer: Observer, about: About) -> dict[str, Any]:
    """Return what makes a document one of its own, in a series of its own, far from the numbers that devices give."""
    return {
        "series_instance_uid": derived_uid(about.sop_instance_uid, "series"),
        "series_number": series_number,
        "sop_instance_uid": about.sop_instance_uid,
        "instance_number": 1,
        "manufacturer": MANUFACTURER,
        "institution_name": observer.organization or None,
        "specific_character_set": "ISO_IR 192",
    }


def finished(document: pydicom.Dataset, about: About, made_at: datetime, description: str) -> bytes:
    """Say in a document whom it is about, and when it was made, and return it as a Part 10 file."""
    _name_classes(document, {image.sop_instance_uid: image.sop_class_uid for image in about.images})
    for keyword, which in _COPIED.items():
        put_as_it_came(document, keyword, about.header.text(which))
    document.SeriesDescription = description
    if about.model:
        document.ManufacturerModelName = about.model
    date, time = made_at.strftime("%Y%m%d"), made_at.strftime("%H%M%S")
    if "PresentationCreationDate" in document:
        document.PresentationCreationDate, document.PresentationCreationTime = date, time
    else:
        document.ContentDate, document.ContentTime = date, time
    document.SeriesDate, document.SeriesTime = date, time
    document.InstanceCreationDate, document.InstanceCreationTime = date, time
    document.TimezoneOffsetFromUTC = made_at.strftime("%z")
    for each in document.get("ContributingEquipmentSequence", []):
        # The library writes the present moment: what is made of the same would differ.
        each.ContributionDateTime = made_at.strftime("%Y%m%d%H%M%S%z")
    return own_file(document)


def _name_classes(dataset: pydicom.Dataset, classes: Mapping[str, str]) -> None:
    """Say in every reference to an image of which class it is."""
    if dataset.get("ReferencedSOPInstanceUID") in classes:
        dataset.ReferencedSOPClassUID = classes[dataset.ReferencedSOPInstanceUID]
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                _name_classes(item, classes)


def in_order(images: Iterable[StoredInstance]) -> list[StoredInstance]:
    """Return each image once, series by series."""
    return sorted({image.id: image for image in images}.values(), key=lambda each: (each.series_id, each.id))
