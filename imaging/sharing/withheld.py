"""Which documents of a study a patient does not take along: what they can't read on the page is not in the archive.

A report in DICOM goes along once its order shows it to the patient. What is held, not yet released, a draft, or perhaps
the report, stays here; so does what nobody has looked at yet. Doses, forms and measurements go with their images.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from imaging.archive.recent import Recent
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.dicom.uids import ENCAPSULATED_CDA
from imaging.errors import NotFoundError, RefusedError, UnavailableError
from imaging.index.engine import Index
from imaging.index.tables import document_questions, reports
from imaging.orders.report_signs import KINDS, Sign, sign_of
from imaging.orders.reports import Reports
from imaging.sharing.film import Film

# A document of HL7 may be a report, and nobody here reads it.
_DOCUMENTS: Final = frozenset({*KINDS, ENCAPSULATED_CDA})
_SIGNS_KEPT: Final = 4096


@dataclass(frozen=True)
class Withheld:
    """Looks through the documents of films; safe to share between threads."""

    index: Index
    retrieve: Retrieve
    reports: Reports
    # What an object says of itself never changes.
    _signs: Recent[int, Sign] = field(default_factory=lambda: Recent(_SIGNS_KEPT, lambda sign: 1))

    def of(self, film: Film, order_id: int) -> frozenset[int]:
        """Return the numbers of the instances that whoever holds this order's link does not get."""
        documents = {each.id: each for each in film.others if each.sop_class_uid in _DOCUMENTS}
        if not documents:
            return frozenset()
        shown = {report.instance_id for report in self.reports.for_patient(order_id)}
        taken, settled = self._known(documents, order_id)
        return frozenset(
            number
            for number, instance in documents.items()
            if number not in shown and (number in taken or not (settled.get(number) or self._is_companion(instance)))
        )

    def _known(self, ids: Collection[int], order_id: int) -> tuple[set[int], dict[int, bool]]:
        """Return which are reports, of whichever order, and of which it was asked, and answered, what they are."""
        asked = document_questions.c
        with self.index.read() as connection:
            taken = set(connection.scalars(select(reports.c.instance_id).where(reports.c.instance_id.in_(ids))))
            rows = connection.execute(
                select(asked.instance_id, asked.settled_at).where(
                    asked.instance_id.in_(ids), asked.order_id == order_id
                )
            ).all()
        return taken, {row.instance_id: row.settled_at is not None for row in rows}

    def _is_companion(self, instance: StoredInstance) -> bool:
        """Whether an object says itself that it is no report."""
        if instance.sop_class_uid == ENCAPSULATED_CDA:
            return False
        sign = self._signs.get(instance.id)
        if sign is None:
            try:
                sign = sign_of(instance.sop_class_uid, self.retrieve.header(instance))
            except (NotFoundError, UnavailableError, RefusedError):
                return False
            self._signs.put(instance.id, sign)
        return sign is Sign.NO_REPORT
