"""What an answer says: attributes that are given anyway, those that were asked for, and counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Row

from imaging.archive.query import Level, Query
from imaging.dicom import tags as tag

# PS3.18 tables 10.6.3-3 to 10.6.3-5, and the descriptions, which every client asks for.
STUDY_ATTRIBUTES: Final = frozenset(
    {
        tag.SPECIFIC_CHARACTER_SET, tag.STUDY_DATE, tag.STUDY_TIME, tag.ACCESSION_NUMBER, tag.INSTANCE_AVAILABILITY,
        tag.MODALITIES_IN_STUDY, tag.REFERRING_PHYSICIAN_NAME, tag.TIMEZONE_OFFSET_FROM_UTC, tag.STUDY_DESCRIPTION,
        tag.PATIENT_NAME, tag.PATIENT_ID, tag.PATIENT_BIRTH_DATE, tag.PATIENT_SEX, tag.STUDY_INSTANCE_UID, tag.STUDY_ID,
        tag.NUMBER_OF_STUDY_RELATED_SERIES, tag.NUMBER_OF_STUDY_RELATED_INSTANCES,
    }
)  # fmt: skip
SERIES_ATTRIBUTES: Final = frozenset(
    {
        tag.SPECIFIC_CHARACTER_SET, tag.MODALITY, tag.TIMEZONE_OFFSET_FROM_UTC, tag.SERIES_DESCRIPTION,
        tag.STUDY_INSTANCE_UID, tag.SERIES_INSTANCE_UID, tag.SERIES_NUMBER, tag.NUMBER_OF_SERIES_RELATED_INSTANCES,
        tag.PERFORMED_PROCEDURE_STEP_START_DATE, tag.PERFORMED_PROCEDURE_STEP_START_TIME,
        tag.REQUEST_ATTRIBUTES_SEQUENCE, tag.INSTANCE_AVAILABILITY,
    }
)  # fmt: skip
INSTANCE_ATTRIBUTES: Final = frozenset(
    {
        tag.SPECIFIC_CHARACTER_SET, tag.SOP_CLASS_UID, tag.SOP_INSTANCE_UID, tag.INSTANCE_AVAILABILITY,
        tag.TIMEZONE_OFFSET_FROM_UTC, tag.STUDY_INSTANCE_UID, tag.SERIES_INSTANCE_UID, tag.INSTANCE_NUMBER, tag.ROWS,
        tag.COLUMNS, tag.BITS_ALLOCATED, tag.NUMBER_OF_FRAMES,
    }
)  # fmt: skip
_ATTRIBUTES: Final = {
    Level.STUDY: STUDY_ATTRIBUTES,
    Level.SERIES: SERIES_ATTRIBUTES,
    Level.INSTANCE: INSTANCE_ATTRIBUTES,
}


def wanted(query: Query) -> frozenset[str] | None:
    """Name the attributes of the answers; None for all. A level that the query names by its UID is not repeated."""
    if query.include_all:
        return None
    named = {match.path for match in query.matches if match.value.strip("*")}
    names_study = (tag.STUDY_INSTANCE_UID,) in named
    names_series = (tag.SERIES_INSTANCE_UID,) in named
    return _chosen(query.level, names_study, names_series, query.include)


@lru_cache(maxsize=256)
def _chosen(level: Level, names_study: bool, names_series: bool, include: frozenset[int]) -> frozenset[str]:
    chosen = _ATTRIBUTES[level]
    if level is not Level.STUDY and not names_study:
        chosen |= STUDY_ATTRIBUTES
    if level is Level.INSTANCE and not names_series:
        chosen |= SERIES_ATTRIBUTES
    return frozenset(f"{each:08X}" for each in chosen | include)


def answer(row: Row[Any], level: Level, names: frozenset[str] | None) -> dict[str, Any]:
    """Write one answer as DICOM JSON, its attributes in the order of their tags."""
    whole: dict[str, Any] = json.loads(row.study_attributes)
    if level is not Level.STUDY:
        whole |= json.loads(row.series_attributes)
    if level is Level.INSTANCE:
        whole |= json.loads(row.instance_attributes)
    whole |= _computed(row, level)
    return {name: whole[name] for name in sorted(whole) if names is None or name in names}


def _computed(row: Row[Any], level: Level) -> Mapping[str, Any]:
    modalities = [modality for modality in row.modalities.split("\\") if modality]
    computed = {
        "00080005": {"vr": "CS", "Value": ["ISO_IR 192"]},
        "00080056": {"vr": "CS", "Value": ["ONLINE"]},
        "00080061": {"vr": "CS", "Value": modalities} if modalities else {"vr": "CS"},
        "00201206": {"vr": "IS", "Value": [row.number_of_series]},
        "00201208": {"vr": "IS", "Value": [row.study_instances]},
    }
    if level is not Level.STUDY:
        computed["00201209"] = {"vr": "IS", "Value": [row.series_instances]}
    return computed
