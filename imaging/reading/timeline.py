"""All exams of a patient that somebody may see, from every hospital, and apart from them what is only alike.

The patient is named by one of their studies, whose number says nothing about anybody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from imaging.access.actors import Person
from imaging.access.reach import Reach
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import orders, studies
from imaging.orders.fitting import Identity
from imaging.reading.alike import alike
from imaging.reading.listed_study import ListedStudy, listed
from imaging.reading.same_patient import Likeness, Shown, likeness
from imaging.reading.shown import shown_by


@dataclass(frozen=True)
class Timeline:
    """The exams of a patient, the latest first."""

    exams: tuple[ListedStudy, ...]
    perhaps: tuple[ListedStudy, ...]
    # The same number in the same hospital, but somebody else, as far as the images say.
    contradicting: tuple[ListedStudy, ...]
    # The patient's orders in the hospital of whoever asks, with images and without.
    order_ids: tuple[int, ...]


@dataclass(frozen=True)
class Timelines:
    """Answers timelines; safe to share between threads."""

    index: Index
    reach: Reach

    def of(self, person: Person, study_id: int) -> Timeline:
        """Return the timeline of the patient of a study, which whoever calls has asked to see.

        Raises
        ------
        NotFoundError
            There is no such study.
        """
        with self.index.read() as connection:
            base = shown_by(connection, select(studies.c.id).where(studies.c.id == study_id)).get(study_id)
            if base is None:
                raise NotFoundError("There is no such study.")
            found = alike(connection, base, self.reach.condition(person))
            sorted_out: dict[Likeness, set[int]] = defaultdict(set)
            for other_id, shown in found.items():
                sorted_out[likeness(base, shown)].add(other_id)
            for others in sorted_out.values():
                others.discard(study_id)
            sorted_out[Likeness.SAME].add(study_id)
            return Timeline(
                exams=_listed(connection, sorted_out[Likeness.SAME], person),
                perhaps=_listed(connection, sorted_out[Likeness.PERHAPS], person),
                contradicting=_listed(connection, sorted_out[Likeness.CONTRADICTS], person),
                order_ids=_orders(connection, base, person.hospital_id),
            )


def _listed(connection: Connection, study_ids: set[int], person: Person) -> tuple[ListedStudy, ...]:
    found = listed(connection, sorted(study_ids), person.user_id)
    return tuple(sorted(found, key=lambda study: (study.exam_time, study.id), reverse=True))


def _orders(connection: Connection, base: Shown, hospital_id: int) -> tuple[int, ...]:
    """Return the orders of this patient in this hospital, as far as its own number proves it."""
    numbers = {each.patient_id for each in base.said} - {""}
    if base.hospital_id != hospital_id or not numbers:
        return ()
    query = (
        select(orders)
        .where(orders.c.hospital_id == hospital_id, orders.c.patient_id.in_(numbers), orders.c.cancelled_at.is_(None))
        .order_by(orders.c.id.desc())
    )
    found = []
    for row in connection.execute(query):
        said = Identity("", row.patient_id, "", row.patient_name, row.patient_birth_date, row.patient_sex)
        if likeness(base, Shown(hospital_id, (said,))) is Likeness.SAME:
            found.append(row.id)
    return tuple(found)
