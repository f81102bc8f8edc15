"""Attributes that can be matched, by level: where the index has them and how their values are compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement

from imaging.archive.matching import Kind
from imaging.archive.query import Level
from imaging.dicom import tags as tag
from imaging.index.tables import instances, series, series_variants, studies, study_variants

Field = tuple[ColumnElement[Any], Kind]

STUDY_FIELDS: Final[Mapping[tuple[int, ...], Field]] = {
    (tag.STUDY_INSTANCE_UID,): (studies.c.study_instance_uid, Kind.UID),
    (tag.PATIENT_ID,): (study_variants.c.patient_id, Kind.TEXT),
    (tag.ISSUER_OF_PATIENT_ID,): (study_variants.c.issuer_of_patient_id, Kind.TEXT),
    (tag.PATIENT_NAME,): (study_variants.c.patient_name_folded, Kind.NAME),
    (tag.PATIENT_BIRTH_DATE,): (study_variants.c.patient_birth_date, Kind.DATE),
    (tag.PATIENT_SEX,): (study_variants.c.patient_sex, Kind.TEXT),
    (tag.ACCESSION_NUMBER,): (study_variants.c.accession_number, Kind.TEXT),
    (tag.STUDY_ID,): (study_variants.c.study_id_value, Kind.TEXT),
    (tag.STUDY_DATE,): (study_variants.c.study_date, Kind.DATE),
    (tag.STUDY_TIME,): (study_variants.c.study_time, Kind.TIME),
    (tag.STUDY_DESCRIPTION,): (study_variants.c.study_description, Kind.FOLDED),
    (tag.REFERRING_PHYSICIAN_NAME,): (study_variants.c.referring_physician_name, Kind.NAME),
    (tag.MODALITIES_IN_STUDY,): (studies.c.modalities, Kind.MODALITIES),
}
SERIES_FIELDS: Final[Mapping[tuple[int, ...], Field]] = {
    (tag.SERIES_INSTANCE_UID,): (series.c.series_instance_uid, Kind.UID),
    (tag.MODALITY,): (series_variants.c.modality, Kind.TEXT),
    (tag.SERIES_NUMBER,): (series_variants.c.series_number, Kind.INTEGER),
    (tag.SERIES_DESCRIPTION,): (series_variants.c.series_description, Kind.FOLDED),
    (tag.BODY_PART_EXAMINED,): (series_variants.c.body_part_examined, Kind.TEXT),
    (tag.PERFORMED_PROCEDURE_STEP_START_DATE,): (series_variants.c.performed_procedure_step_start_date, Kind.DATE),
    (tag.PERFORMED_PROCEDURE_STEP_START_TIME,): (series_variants.c.performed_procedure_step_start_time, Kind.TIME),
    (tag.REQUEST_ATTRIBUTES_SEQUENCE, tag.SCHEDULED_PROCEDURE_STEP_ID): (
        series_variants.c.request_attributes,
        Kind.LINES,
    ),
    (tag.REQUEST_ATTRIBUTES_SEQUENCE, tag.REQUESTED_PROCEDURE_ID): (series_variants.c.request_attributes, Kind.LINES),
}
INSTANCE_FIELDS: Final[Mapping[tuple[int, ...], Field]] = {
    (tag.SOP_INSTANCE_UID,): (instances.c.sop_instance_uid, Kind.UID),
    (tag.SOP_CLASS_UID,): (instances.c.sop_class_uid, Kind.UID),
    (tag.INSTANCE_NUMBER,): (instances.c.instance_number, Kind.INTEGER),
    (tag.ROWS,): (instances.c.rows, Kind.INTEGER),
    (tag.COLUMNS,): (instances.c.columns, Kind.INTEGER),
    (tag.BITS_ALLOCATED,): (instances.c.bits_allocated, Kind.INTEGER),
    (tag.NUMBER_OF_FRAMES,): (instances.c.number_of_frames, Kind.INTEGER),
}
FIELDS: Final[Mapping[Level, Mapping[tuple[int, ...], Field]]] = {
    # Clients ask for the modality of a study; they mean those of its series.
    Level.STUDY: {**STUDY_FIELDS, (tag.MODALITY,): (studies.c.modalities, Kind.MODALITIES)},
    Level.SERIES: {**STUDY_FIELDS, **SERIES_FIELDS},
    Level.INSTANCE: {**STUDY_FIELDS, **SERIES_FIELDS, **INSTANCE_FIELDS},
}
