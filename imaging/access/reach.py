"""What somebody's permissions reach, said twice: as a condition for lists in SQL, and as the scope of one study.

Both must say the same: what a list shows can be opened, and what can be opened is listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, select

from imaging.access.actors import Anonymous, Machine, Operator, Person, Scope
from imaging.errors import NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import studies

Asking = Machine | Person | Operator | Anonymous


@dataclass(frozen=True)
class Reach:
    """Asks the index whose a study is."""

    index: Index

    def condition(self, actor: Asking) -> ColumnElement[bool] | None:
        """Return what rows of ``studies`` must fulfil for this actor; None: nothing, they see every row."""
        match actor:
            case Operator():
                return None
            case Anonymous():
                return false()
        return studies.c.hospital_id == actor.hospital_id

    def scope(self, study_id: int) -> Scope:
        """Return the scope of one study, to be decided about.

        Raises
        ------
        NotFoundError
            There is no such study.
        """
        with self.index.read() as connection:
            hospital_id = connection.scalar(select(studies.c.hospital_id).where(studies.c.id == study_id))
        if hospital_id is None:
            raise NotFoundError("There is no such study.")
        return Scope(hospital_id, frozenset({study_id}))
