"""Which instances a C-MOVE or C-GET identifier names (PS3.4 C.4.2.2.1): unique keys only."""

from __future__ import annotations

from gateway.dimse.levels import UNIQUE_KEYS, QueryLevel, level_of
from gateway.session import Session
from imaging.archive.query import Level, Match, Query
from imaging.archive.stored import StoredInstance
from imaging.dicom.header import DataSet
from imaging.dicom.tags import PATIENT_ID, STUDY_INSTANCE_UID
from imaging.errors import MismatchError


def select_instances(session: Session, identifier: DataSet, sop_class_uid: str) -> list[StoredInstance]:
    """Return the instances of the caller's hospital that are meant, in the order of their series."""
    level = level_of(identifier, sop_class_uid)
    wanted = [value for value in identifier.texts(UNIQUE_KEYS[level]) if value]
    if not wanted or any(character in value for value in wanted for character in "*?"):
        raise MismatchError(f"The {level} level needs its unique key, without wildcards.")
    patients = [value for value in identifier.texts(PATIENT_ID) if value]
    studies = _studies_of(session, patients) if patients else None
    if level is QueryLevel.PATIENT:
        level, wanted = QueryLevel.STUDY, studies or []
    found = (instance for value in dict.fromkeys(wanted) for instance in _below(session, level, value))
    return [instance for instance in found if studies is None or instance.study_instance_uid in studies]


def _below(session: Session, level: QueryLevel, uid: str) -> list[StoredInstance]:
    return session.house.archive.retrieve.instances_of(
        frozenset({session.caller.hospital_id}),
        study_instance_uid=uid if level is QueryLevel.STUDY else None,
        series_instance_uid=uid if level is QueryLevel.SERIES else None,
        sop_instance_uid=uid if level is QueryLevel.IMAGE else None,
    )


def _studies_of(session: Session, patient_ids: list[str]) -> list[str]:
    query = Query(
        level=Level.STUDY,
        matches=(Match((PATIENT_ID,), "\\".join(patient_ids)),),
        hospital_ids=frozenset({session.caller.hospital_id}),
    )
    return [str(study[f"{STUDY_INSTANCE_UID:08X}"]["Value"][0]) for study in session.house.archive.search.find(query)]
