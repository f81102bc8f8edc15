"""Orders as the pages are told of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from imaging.access.actors import Action, Person
from imaging.access.audit import Subject, SubjectKind
from imaging.access.reader import Reader
from imaging.archive.attributes import text_of
from imaging.dicom.tags import STUDY_DESCRIPTION
from imaging.house import House
from imaging.index.tables import studies, study_variants
from imaging.orders.documents import Document
from imaging.orders.orders import Order
from imaging.orders.progress import Progress, progress_of
from imaging.orders.reports import Report
from imaging.sharing.links import Link

_HIDDEN = ("hospital_id",)


def plain(order: Order) -> dict[str, Any]:
    """Return what an order says."""
    values = {name: value for name, value in asdict(order).items() if name not in _HIDDEN}
    for name in ("scheduled_at", "created_at", "cancelled_at"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def in_list(order: Order, progress: Progress) -> dict[str, Any]:
    """Return an order as a list shows it."""
    return plain(order) | {
        "step": progress.step,
        "study_count": len(progress.study_ids),
        "question_count": progress.questions,
        "report_state": progress.report_state or "",
        "document_count": progress.documents,
    }


def whole(house: House, order: Order, reader: Reader) -> dict[str, Any]:
    """Return an order with its links, studies and reports, which the audit has noted that ``reader`` sees."""
    progress = progress_of(house.index, [order.id])[order.id]
    subject = Subject(SubjectKind.ORDER, order.id)
    reader.sees(Action.SEE_ORDERS, subject)
    reports = house.reports.of_order(order.id)
    reads = reader.may(Action.SEE_REPORTS)
    if reads and reports:
        reader.sees(Action.SEE_REPORTS, subject)
    return in_list(order, progress) | {
        "links": [_link(house, link) for link in house.links.of_order(order.id)],
        "studies": studies_of(house, order.id),
        "reports": [_report(report, reads=reads) for report in reports],
        "documents": [document(each) for each in house.documents.of_order(order.id)] if reads else [],
        # Whether who reads this may bring a finished report, which the patient sees.
        "is_licensed": isinstance(reader.actor, Person) and house.people.is_licensed(reader.actor.user_id),
    }


def _link(house: House, link: Link) -> dict[str, Any]:
    now = house.clock.now()
    state = "opens"
    if link.revoked_at is not None:
        state = link.revoked_because or "revoked"
    elif link.expires_at <= now:
        state = "expired"
    elif link.tries >= house.links.rules.max_tries:
        state = "locked"
    return {
        "id": link.id,
        "state": state,
        "factor": link.factor,
        "openings": link.openings,
        "created_at": link.created_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
        "first_opened_at": link.first_opened_at.isoformat() if link.first_opened_at else None,
    }


def studies_of(house: House, order_id: int) -> list[dict[str, Any]]:
    """Return the studies of an order, those in question included."""
    study_ids = house.bindings.study_ids(order_id)
    first = select(func.min(study_variants.c.id)).where(study_variants.c.study_id.in_(study_ids))
    query = (
        select(
            studies.c.id,
            studies.c.study_instance_uid,
            studies.c.modalities,
            studies.c.number_of_series,
            studies.c.number_of_instances,
            study_variants.c.study_date,
            study_variants.c.attributes,
        )
        .join(study_variants, study_variants.c.study_id == studies.c.id)
        .where(study_variants.c.id.in_(first.group_by(study_variants.c.study_id)))
        .order_by(studies.c.id)
    )
    with house.index.read() as connection:
        rows = connection.execute(query).all()
    return [
        {
            "id": row.id,
            "study_instance_uid": row.study_instance_uid,
            "modalities": [modality for modality in row.modalities.split("\\") if modality],
            "series": row.number_of_series,
            "instances": row.number_of_instances,
            "date": row.study_date,
            "description": text_of(row.attributes, STUDY_DESCRIPTION),
        }
        for row in rows
    ]


def document(waiting: Document) -> dict[str, Any]:
    """Return a document that waits."""
    return {
        "id": waiting.instance_id,
        "title": waiting.title,
        "asked_at": waiting.asked_at.isoformat(),
        "is_pdf": waiting.is_pdf,
    }


def _report(report: Report, *, reads: bool) -> dict[str, Any]:
    """Return a report; who keeps orders needs to know that it is there, not what stands in it."""
    return {
        "id": report.id,
        "version": report.version,
        "state": report.state,
        "author": report.author,
        "text": report.text if reads else "",
        "has_pdf": report.has_pdf,
        "is_dicom": report.instance_id is not None,
        "issued_at": report.issued_at.isoformat(),
    }
