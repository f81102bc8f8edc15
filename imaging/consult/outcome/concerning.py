"""Which studies, series and images a conclusion names by their rows, and whether these are still what they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from imaging.consult.outcome.facts import PatientFacts
from imaging.consult.outcome.frozen import Concerned
from imaging.consult.outcome.wording import Wording
from imaging.consult.participants import Gathering
from imaging.index.tables import consults, instances, series, studies
from imaging.reading.annotations import ImagePlace
from imaging.reading.operations import Recorded


def concerned_within(
    connection: Connection, here: Gathering, patient: PatientFacts, wording: Wording, figures: Iterable[Recorded]
) -> Concerned:
    """Return what a consult is about, as its signatures stand for it."""
    places = (*(each.place for each in wording.key_images), *(each.annotation.place for each in figures))
    named = {place.instance_id for place in places if isinstance(place, ImagePlace)}
    return Concerned(
        here.study_id,
        patient,
        _uids(connection, studies, studies.c.study_instance_uid, here.study_ids),
        _uids(connection, series, series.c.series_instance_uid, here.series_ids),
        _uids(connection, instances, instances.c.sop_instance_uid, named),
    )


def is_still_about(connection: Connection, consult_id: int, concerned: Concerned) -> bool:
    """Whether it is about the same study, and its rows name the same images; what was lost since names nothing."""
    if connection.scalar(select(consults.c.study_id).where(consults.c.id == consult_id)) != concerned.study_id:
        return False
    said = (
        (studies, studies.c.study_instance_uid, concerned.studies),
        (series, series.c.series_instance_uid, concerned.series),
        (instances, instances.c.sop_instance_uid, concerned.instances),
    )
    return all(rows.items() >= _uids(connection, table, uid, rows.keys()).items() for table, uid, rows in said)


def _uids(connection: Connection, table: Any, uid: Any, rows: Collection[int]) -> dict[int, str]:
    query = select(table.c.id, uid.label("uid")).where(table.c.id.in_(rows)).order_by(table.c.id)
    return {row.id: row.uid for row in connection.execute(query)}
