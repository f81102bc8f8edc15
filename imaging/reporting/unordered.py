"""Studies that nobody ordered: made reportable by an order of what their own images say, when somebody begins to write.

Only where there is no doubt whose study it is: its images agree with each other and name patient, birth date and ID, no
order has its accession number, and no order it was bound to is in question. Everything else is for the queue first. The
order is marked as made of images; the same number brought by the hospital's system later is this order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, select

from imaging.access.actors import Actor
from imaging.archive.attributes import text_of
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.dicom.tags import STUDY_DESCRIPTION
from imaging.errors import ConflictError, MalformedError
from imaging.index.engine import Index
from imaging.index.tables import (
    binding_questions,
    bindings,
    orders,
    orders_of_studies,
    studies,
    study_variants,
)
from imaging.orders.binding import Bindings
from imaging.orders.fitting import Reason
from imaging.orders.orders import NewOrder, Orders
from imaging.orders.visibility import is_undoubted
from imaging.problems import Problem

# Of other reasons a person must say first whose study it is.
_HARMLESS: Final = frozenset({Reason.NO_ACCESSION_NUMBER, Reason.UNKNOWN_ACCESSION_NUMBER, Reason.CORRECTED})
_NO_DESCRIPTION: Final = "影像检查 Imaging exam"


@dataclass(frozen=True)
class UnorderedStudies:
    """Finds the order of a study, and makes one where there is none."""

    index: Index
    clock: Clock
    orders: Orders
    bindings: Bindings

    def order_of(self, study_id: int) -> int | None:
        """Return the order that a study is bound to without a doubt."""
        query = select(bindings.c.order_id).where(bindings.c.study_id == study_id, is_undoubted())
        with self.index.read() as connection:
            found: int | None = connection.scalar(query)
        return found

    def is_made(self, order_id: int) -> bool:
        """Whether an order was made of what a study says."""
        query = select(orders_of_studies.c.order_id).where(orders_of_studies.c.order_id == order_id)
        with self.index.read() as connection:
            return connection.scalar(query) is not None

    def make_order(self, actor: Actor, study_id: int, hospital_id: int) -> int:
        """Return the order of a study; if it has none, make it of what its images say, and bind it.

        Raises
        ------
        ConflictError
            Whose study it is must be decided first.
        """
        found = self.order_of(study_id)
        if found is not None:
            return found
        with self.index.read() as connection:
            self._refuse_doubt(connection, study_id)
            new, seen = self._said(connection, study_id, hospital_id)
        order, _ = self.orders.create(hospital_id, new)
        values = {"study_id": study_id, "made_by": actor.label[:64], "made_at": self.clock.now()}
        with self.index.write() as connection:
            query = self.index.insert(orders_of_studies).values(order_id=order.id, **values)
            connection.execute(query.on_conflict_do_nothing())
        self.bindings.settle(actor, study_id, order.id, hospital_id, seen_variants=seen)
        return order.id

    def _refuse_doubt(self, connection: Connection, study_id: int) -> None:
        is_bound = connection.scalar(select(bindings.c.order_id).where(bindings.c.study_id == study_id)) is not None
        asked = connection.scalar(
            select(binding_questions.c.reason).where(
                binding_questions.c.study_id == study_id, binding_questions.c.settled_at.is_(None)
            )
        )
        if is_bound or (asked is not None and Reason(asked) not in _HARMLESS):
            raise ConflictError("Decide first whose study this is.", Problem.STUDY_IN_QUESTION)

    def _said(self, connection: Connection, study_id: int, hospital_id: int) -> tuple[NewOrder, int]:
        """Return the order that all images of a study agree about, and how many different things they say."""
        rows = connection.execute(select(study_variants).where(study_variants.c.study_id == study_id)).all()
        names = ("accession_number", "patient_id", "patient_name", "patient_birth_date", "patient_sex")
        said = {name: {str(getattr(row, name)).strip() for row in rows} - {""} for name in names}
        if any(len(values) > 1 for values in said.values()):
            raise ConflictError("Decide first whose study this is.", Problem.STUDY_IN_QUESTION)
        first = {name: next(iter(values), "") for name, values in said.items()}
        if not (first["patient_id"] and first["patient_name"] and first["patient_birth_date"]):
            raise ConflictError("The images do not say enough of their patient.", Problem.STUDY_OF_NOBODY)
        number = first["accession_number"] or f"STUDY-{study_id}"
        taken = select(orders.c.id).where(orders.c.hospital_id == hospital_id, orders.c.accession_number == number)
        if connection.scalar(taken) is not None:
            raise ConflictError("Decide first whose study this is.", Problem.STUDY_IN_QUESTION)
        description = next((text for row in rows if (text := text_of(row.attributes, STUDY_DESCRIPTION))), "")
        try:
            order = NewOrder(
                number,
                first["patient_id"],
                first["patient_name"],
                first["patient_birth_date"],
                displayable(description)[:200].strip() or _NO_DESCRIPTION,
                first["patient_sex"] if first["patient_sex"] in {"M", "F", "O"} else "",
            )
        except MalformedError as error:
            raise ConflictError("The images do not say enough of their patient.", Problem.STUDY_OF_NOBODY) from error
        return replace(order, modality=self._modality(connection, study_id)), len(rows)

    @staticmethod
    def _modality(connection: Connection, study_id: int) -> str:
        modalities: str = connection.scalar(select(studies.c.modalities).where(studies.c.id == study_id)) or ""
        images = [each for each in modalities.split("\\") if each and each not in {"SR", "PR", "KO", "SEG", "DOC"}]
        return images[0][:16] if images else ""
