"""What the columns of new rows say of an object: of its study, its series and itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imaging.archive.attributes import Variant
from imaging.archive.exam_time import exam_time
from imaging.archive.folding import fold, fold_name
from imaging.archive.record import Record
from imaging.dicom import tags as tag


@dataclass(frozen=True)
class Placement:
    """What the index says of an object that its header does not."""

    hospital_id: int
    object_key: str
    size_bytes: int
    sha256: bytes
    received_at: datetime
    is_stored: bool = False


def new_study(at: datetime, study: Variant) -> dict[str, Any]:
    """A study before its first instance, dated by what that says."""
    return {
        "created_at": at,
        "changed_at": at,
        "exam_time": exam_time(_date(study.text(tag.STUDY_DATE)), _time(study.text(tag.STUDY_TIME)), at),
        "revision": 0,
        "number_of_series": 0,
        "number_of_instances": 0,
        "modalities": "",
    }


def study_variant_values(study: Variant) -> dict[str, Any]:
    """What some instances of a study say of patient and study, as it is searched."""
    name = study.text(tag.PATIENT_NAME)
    return {
        "patient_id": study.text(tag.PATIENT_ID),
        "issuer_of_patient_id": study.text(tag.ISSUER_OF_PATIENT_ID),
        "patient_name": name,
        "patient_name_folded": fold_name(name),
        "patient_birth_date": _date(study.text(tag.PATIENT_BIRTH_DATE)),
        "patient_sex": study.text(tag.PATIENT_SEX),
        "accession_number": study.text(tag.ACCESSION_NUMBER),
        "study_id_value": study.text(tag.STUDY_ID),
        "study_date": _date(study.text(tag.STUDY_DATE)),
        "study_time": _time(study.text(tag.STUDY_TIME)),
        "study_description": fold(study.text(tag.STUDY_DESCRIPTION)),
        "referring_physician_name": fold_name(study.text(tag.REFERRING_PHYSICIAN_NAME)),
        "attributes": study.json,
        "words_edition": 0,
    }


def new_series(at: datetime) -> dict[str, Any]:
    """A series before its first instance."""
    return {
        "created_at": at,
        "changed_at": at,
        "revision": 0,
        "number_of_instances": 0,
    }


def series_variant_values(variant: Variant) -> dict[str, Any]:
    """What some instances of a series say of it, as it is searched."""
    return {
        "modality": variant.text(tag.MODALITY),
        "series_number": variant.integer(tag.SERIES_NUMBER),
        "series_description": fold(variant.text(tag.SERIES_DESCRIPTION)),
        "body_part_examined": variant.text(tag.BODY_PART_EXAMINED),
        "performed_procedure_step_start_date": _date(variant.text(tag.PERFORMED_PROCEDURE_STEP_START_DATE)),
        "performed_procedure_step_start_time": _time(variant.text(tag.PERFORMED_PROCEDURE_STEP_START_TIME)),
        "request_attributes": _request_attributes(variant),
        "attributes": variant.json,
    }


def _date(text: str) -> str:
    """Write a date of ACR-NEMA, 1994.11.05, as DICOM does, so that both are found."""
    return text.replace(".", "")


def _time(text: str) -> str:
    """Write a time of ACR-NEMA, 11:20:00, as DICOM does."""
    return text.replace(":", "")


def _request_attributes(variant: Variant) -> str:
    """Write the identifiers of the requests, a line each, so that they can be matched."""
    lines = [
        f"{name}={value}"
        for item in variant.attributes.get(f"{tag.REQUEST_ATTRIBUTES_SEQUENCE:08X}", {}).get("Value", ())
        for name, attribute in item.items()
        for value in attribute.get("Value", ())
        if isinstance(value, str)
    ]
    return "".join(f"\n{line}" for line in lines) + "\n" if lines else ""


def instance_values(record: Record, placement: Placement, series_id: int, series_variant_id: int) -> dict[str, Any]:
    """One instance of a series."""
    return {
        "hospital_id": placement.hospital_id,
        "series_id": series_id,
        "series_variant_id": series_variant_id,
        "sop_instance_uid": record.sop_instance_uid,
        "sop_class_uid": record.sop_class_uid,
        "transfer_syntax_uid": record.transfer_syntax_uid,
        "instance_number": record.instance_number,
        "rows": record.rows,
        "columns": record.columns,
        "bits_allocated": record.bits_allocated,
        "number_of_frames": record.number_of_frames,
        "attributes": record.attributes,
        "description": record.description,
        "size_bytes": placement.size_bytes,
        "sha256": placement.sha256,
        "dataset_offset": record.dataset_offset,
        "pixel_offset": record.pixel_offset,
        "pixel_length": record.pixel_length,
        "frame_table": record.frame_table,
        "object_key": placement.object_key,
        "is_stored": placement.is_stored,
        "received_at": placement.received_at,
    }
