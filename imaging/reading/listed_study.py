"""What a list tells of a study, read for a page of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from imaging.archive.attributes import text_of
from imaging.dicom.person_names import displayable
from imaging.dicom.tags import STUDY_DESCRIPTION
from imaging.index.tables import bindings, hospitals, orders, seen_studies, studies, study_variants
from imaging.orders.fitting import Attribute, Identity, contradictions
from imaging.orders.reports import ReportState
from imaging.orders.visibility import is_undoubted
from imaging.reading.report_states import critical_of, states_of

_SAID = tuple(Identity.__dataclass_fields__)


@dataclass(frozen=True)
class ListedStudy:
    """A study in a list."""

    id: int
    study_instance_uid: str
    hospital_id: int
    hospital_name: str
    exam_time: str
    arrived_at: datetime
    modalities: tuple[str, ...]
    series: int
    instances: int
    patient_id: str = field(repr=False)
    patient_name: str = field(repr=False)
    patient_birth_date: str = field(repr=False)
    patient_sex: str = field(repr=False)
    accession_number: str
    description: str
    # What its instances say differently of whom they show.
    contradictions: tuple[Attribute, ...]
    order_id: int | None
    report_state: ReportState | None
    # Something critical was found, and (True) nobody has said yet that they know; None: nothing.
    is_critical_open: bool | None
    # How many images it had when this person opened it last; None: they have not, or want it to count as new.
    seen_instances: int | None


def listed(connection: Connection, study_ids: Sequence[int], user_id: int) -> tuple[ListedStudy, ...]:
    """Return what a list tells of these studies, in their order."""
    rows = {row.id: row for row in connection.execute(_studies(study_ids))}
    said: dict[int, list[Row[Any]]] = defaultdict(list)
    for variant in connection.execute(_variants(study_ids)):
        said[variant.study_id].append(variant)
    of_order = {row.study_id: row for row in connection.execute(_orders(study_ids))}
    states = states_of(connection, {row.id for row in of_order.values()})
    critical = critical_of(connection, study_ids)
    seen = {row.study_id: row.number_of_instances for row in connection.execute(_seen(study_ids, user_id))}

    def marks(study_id: int) -> _Marks:
        order = of_order.get(study_id)
        return _Marks(states.get(order.id) if order else None, critical.get(study_id), seen.get(study_id))

    return tuple(
        _listed(rows[each], said[each], of_order.get(each), marks(each))
        for each in study_ids
        if each in rows and said[each]
    )


def _studies(study_ids: Sequence[int]) -> Any:
    columns = (
        studies.c.id, studies.c.study_instance_uid, studies.c.hospital_id, studies.c.exam_time, studies.c.created_at,
        studies.c.modalities, studies.c.number_of_series, studies.c.number_of_instances,
    )  # fmt: skip
    joined = studies.join(hospitals, hospitals.c.id == studies.c.hospital_id)
    return select(*columns, hospitals.c.name).select_from(joined).where(studies.c.id.in_(study_ids))


def _variants(study_ids: Sequence[int]) -> Any:
    return select(study_variants).where(study_variants.c.study_id.in_(study_ids)).order_by(study_variants.c.id)


def _orders(study_ids: Sequence[int]) -> Any:
    return (
        select(bindings.c.study_id, orders.c.id, orders.c.procedure_description)
        .join(orders, orders.c.id == bindings.c.order_id)
        .where(bindings.c.study_id.in_(study_ids), is_undoubted())
    )


def _seen(study_ids: Sequence[int], user_id: int) -> Any:
    of_person = seen_studies.c.user_id == user_id
    return select(seen_studies).where(of_person, seen_studies.c.study_id.in_(study_ids))


class _Marks(NamedTuple):
    """What stands beside a study."""

    state: ReportState | None
    critical: bool | None
    seen: int | None


def _listed(row: Row[Any], said: list[Row[Any]], order: Row[Any] | None, marks: _Marks) -> ListedStudy:
    first = said[0]
    identities = [Identity(**{name: getattr(each, name) for name in _SAID}) for each in said]
    described = text_of(first.attributes, STUDY_DESCRIPTION)
    return ListedStudy(
        id=row.id,
        study_instance_uid=row.study_instance_uid,
        hospital_id=row.hospital_id,
        hospital_name=row.name,
        exam_time=row.exam_time,
        arrived_at=row.created_at,
        modalities=tuple(each for each in row.modalities.split("\\") if each),
        series=row.number_of_series,
        instances=row.number_of_instances,
        patient_id=displayable(first.patient_id),
        patient_name=displayable(first.patient_name),
        patient_birth_date=first.patient_birth_date,
        patient_sex=first.patient_sex,
        accession_number=displayable(first.accession_number),
        description=order.procedure_description if order else displayable(described),
        contradictions=contradictions(identities) if len(identities) > 1 else (),
        order_id=order.id if order else None,
        report_state=marks.state,
        is_critical_open=marks.critical,
        seen_instances=marks.seen,
    )
