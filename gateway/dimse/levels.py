"""The levels of the query/retrieve information models (PS3.4 C.6) and the keys that are unique at each."""

from __future__ import annotations

from enum import StrEnum

from gateway.sop_classes import PATIENT_ROOT_FIND, PATIENT_ROOT_GET, PATIENT_ROOT_MOVE
from imaging.dicom.header import DataSet
from imaging.dicom.tags import (
    PATIENT_ID,
    QUERY_RETRIEVE_LEVEL,
    SERIES_INSTANCE_UID,
    SOP_INSTANCE_UID,
    STUDY_INSTANCE_UID,
)
from imaging.errors import MismatchError


class QueryLevel(StrEnum):
    """Query/Retrieve Level (0008,0052)."""

    PATIENT = "PATIENT"
    STUDY = "STUDY"
    SERIES = "SERIES"
    IMAGE = "IMAGE"


UNIQUE_KEYS = {
    QueryLevel.PATIENT: PATIENT_ID,
    QueryLevel.STUDY: STUDY_INSTANCE_UID,
    QueryLevel.SERIES: SERIES_INSTANCE_UID,
    QueryLevel.IMAGE: SOP_INSTANCE_UID,
}
_PATIENT_ROOT = {PATIENT_ROOT_FIND, PATIENT_ROOT_MOVE, PATIENT_ROOT_GET}


def level_of(identifier: DataSet, sop_class_uid: str) -> QueryLevel:
    """Return the level that an identifier asks for; the study root has no patients."""
    text = identifier.text(QUERY_RETRIEVE_LEVEL).strip()
    if text not in QueryLevel.__members__:
        raise MismatchError("The Query/Retrieve Level is none of the model.")
    level = QueryLevel(text)
    if level is QueryLevel.PATIENT and sop_class_uid not in _PATIENT_ROOT:
        raise MismatchError("The study root has no PATIENT level.")
    return level
