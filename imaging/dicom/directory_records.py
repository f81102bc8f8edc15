"""The kinds of directory records and the attributes that each repeats from its objects (PS3.3 sections F.4 and F.5)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from imaging.dicom.dicom_json import PERSON_NAME_GROUPS
from imaging.dicom.tags import (
    ACCESSION_NUMBER,
    CODE_MEANING,
    CODE_VALUE,
    CODING_SCHEME_DESIGNATOR,
    COMPLETION_FLAG,
    CONCEPT_NAME_CODE_SEQUENCE,
    CONTENT_CREATOR_NAME,
    CONTENT_DATE,
    CONTENT_DESCRIPTION,
    CONTENT_LABEL,
    CONTENT_TIME,
    DOCUMENT_TITLE,
    INSTANCE_NUMBER,
    MIME_TYPE_OF_ENCAPSULATED_DOCUMENT,
    MODALITY,
    PATIENT_BIRTH_DATE,
    PATIENT_ID,
    PATIENT_NAME,
    PATIENT_SEX,
    PRESENTATION_CREATION_DATE,
    PRESENTATION_CREATION_TIME,
    ROWS,
    SERIES_DESCRIPTION,
    SERIES_INSTANCE_UID,
    SERIES_NUMBER,
    SOP_CLASS_UID,
    SPECIFIC_CHARACTER_SET,
    STUDY_DATE,
    STUDY_DESCRIPTION,
    STUDY_ID,
    STUDY_INSTANCE_UID,
    STUDY_TIME,
    VERIFICATION_FLAG,
)
from imaging.dicom.vrs import CHARACTER_SET_VRS
from imaging.dicom.written import element, item, text_element

# (0004,1410): the record is not a deleted one.
IN_USE: Final = 0xFFFF


class RecordType(StrEnum):
    """(0004,1430) Directory Record Type, those that we write."""

    PATIENT = "PATIENT"
    STUDY = "STUDY"
    SERIES = "SERIES"
    IMAGE = "IMAGE"
    SR_DOCUMENT = "SR DOCUMENT"
    KEY_OBJECT_DOCUMENT = "KEY OBJECT DOC"
    ENCAPSULATED_DOCUMENT = "ENCAP DOC"
    WAVEFORM = "WAVEFORM"
    PRESENTATION = "PRESENTATION"


# By the beginning of the SOP Class UID, the longest first; what has rows of pixels is an image.
SOP_CLASSES: Final = (
    ("1.2.840.10008.5.1.4.1.1.88.59", RecordType.KEY_OBJECT_DOCUMENT),
    ("1.2.840.10008.5.1.4.1.1.88.", RecordType.SR_DOCUMENT),
    ("1.2.840.10008.5.1.4.1.1.104.", RecordType.ENCAPSULATED_DOCUMENT),
    ("1.2.840.10008.5.1.4.1.1.9.", RecordType.WAVEFORM),
    ("1.2.840.10008.5.1.4.1.1.11.", RecordType.PRESENTATION),
)
# Tag and VR of what a record repeats; empty where the object has nothing, for an invented date would be taken for true.
CONTENT: Final = ((CONTENT_DATE, "DA"), (CONTENT_TIME, "TM"), (INSTANCE_NUMBER, "IS"))
KEYS: Final[dict[RecordType, tuple[tuple[int, str], ...]]] = {
    RecordType.PATIENT: (
        (PATIENT_NAME, "PN"),
        (PATIENT_ID, "LO"),
        (PATIENT_BIRTH_DATE, "DA"),
        (PATIENT_SEX, "CS"),
    ),
    RecordType.STUDY: (
        (STUDY_DATE, "DA"),
        (STUDY_TIME, "TM"),
        (ACCESSION_NUMBER, "SH"),
        (STUDY_DESCRIPTION, "LO"),
        (STUDY_INSTANCE_UID, "UI"),
        (STUDY_ID, "SH"),
    ),
    RecordType.SERIES: (
        (MODALITY, "CS"),
        (SERIES_DESCRIPTION, "LO"),
        (SERIES_INSTANCE_UID, "UI"),
        (SERIES_NUMBER, "IS"),
    ),
    RecordType.IMAGE: ((INSTANCE_NUMBER, "IS"),),
    RecordType.SR_DOCUMENT: (*CONTENT, (COMPLETION_FLAG, "CS"), (VERIFICATION_FLAG, "CS")),
    RecordType.KEY_OBJECT_DOCUMENT: CONTENT,
    RecordType.ENCAPSULATED_DOCUMENT: (
        *CONTENT,
        (DOCUMENT_TITLE, "ST"),
        (MIME_TYPE_OF_ENCAPSULATED_DOCUMENT, "LO"),
    ),
    RecordType.WAVEFORM: CONTENT,
    RecordType.PRESENTATION: (
        (INSTANCE_NUMBER, "IS"),
        (CONTENT_LABEL, "CS"),
        (CONTENT_DESCRIPTION, "LO"),
        (PRESENTATION_CREATION_DATE, "DA"),
        (PRESENTATION_CREATION_TIME, "TM"),
        (CONTENT_CREATOR_NAME, "PN"),
    ),
}
CODE: Final = ((CODE_VALUE, "SH"), (CODING_SCHEME_DESIGNATOR, "SH"), (CODE_MEANING, "LO"))
WITH_CONCEPT_NAME: Final = frozenset(
    {RecordType.SR_DOCUMENT, RecordType.KEY_OBJECT_DOCUMENT, RecordType.ENCAPSULATED_DOCUMENT}
)


class Keys:
    """The attributes of an object, in DICOM JSON."""

    def __init__(self, attributes: Mapping[str, Mapping[str, Any]]) -> None:
        self._attributes = attributes

    def __contains__(self, tag: int) -> bool:
        return f"{tag:08X}" in self._attributes

    def text(self, tag: int) -> str:
        """Return the values as they stand in a data set."""
        values = self._attributes.get(f"{tag:08X}", {}).get("Value", ())
        return "\\".join(_text(value) for value in values)

    def first_item(self, tag: int) -> Keys | None:
        """Return the first item of a sequence; None if there is none."""
        items = self._attributes.get(f"{tag:08X}", {}).get("Value", ())
        return Keys(items[0]) if items else None


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "=".join(value.get(group, "") for group in PERSON_NAME_GROUPS).rstrip("=")
    return "" if value is None else str(value)


def record_type_of(keys: Keys) -> RecordType | None:
    """Return the kind of record for an object; None if we write none for its kind."""
    sop_class_uid = keys.text(SOP_CLASS_UID)
    for beginning, record_type in SOP_CLASSES:
        if sop_class_uid.startswith(beginning):
            return record_type
    return RecordType.IMAGE if ROWS in keys else None


def keys_of(record_type: RecordType, keys: Keys) -> bytes:
    """Write the attributes that a record repeats, by ascending tag, with their character set if it matters."""
    values = [(tag, vr, keys.text(tag)) for tag, vr in sorted(KEYS[record_type])]
    elements = [(tag, text_element(tag, vr, text)) for tag, vr, text in values]
    concept_name = keys.first_item(CONCEPT_NAME_CODE_SEQUENCE)
    if record_type in WITH_CONCEPT_NAME and concept_name is not None:
        code = (text_element(tag, vr, concept_name.text(tag)) for tag, vr in CODE)
        elements.append((CONCEPT_NAME_CODE_SEQUENCE, element(CONCEPT_NAME_CODE_SEQUENCE, "SQ", item(code))))
        values.append((CODE_MEANING, "LO", concept_name.text(CODE_MEANING)))
    if not all(text.isascii() for _, vr, text in values if vr in CHARACTER_SET_VRS):
        elements.append((SPECIFIC_CHARACTER_SET, text_element(SPECIFIC_CHARACTER_SET, "CS", "ISO_IR 192")))
    return b"".join(written for _, written in sorted(elements))
