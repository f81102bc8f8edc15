"""Who has opened which study: what somebody has not opened yet stands out in their lists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from imaging.access.actors import Person
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.tables import seen_studies, studies


@dataclass(frozen=True)
class Seen:
    """The marks of all people; each has their own."""

    index: Index
    clock: Clock

    def mark(self, person: Person, study_id: int) -> None:
        """Note that somebody has opened a study as it is now."""
        with self.index.write() as connection:
            instances = connection.scalar(select(studies.c.number_of_instances).where(studies.c.id == study_id))
            if instances is None:
                return
            now = {"number_of_instances": instances, "at": self.clock.now()}
            insert = self.index.insert(seen_studies).values(user_id=person.user_id, study_id=study_id, **now)
            connection.execute(insert.on_conflict_do_update(index_elements=["user_id", "study_id"], set_=now))

    def unmark(self, person: Person, study_id: int) -> None:
        """Let a study count as new again for somebody."""
        mark = seen_studies.c
        with self.index.write() as connection:
            query = delete(seen_studies).where(mark.user_id == person.user_id, mark.study_id == study_id)
            connection.execute(query)
