"""Lists that somebody keeps under a name: theirs alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, func, select

from imaging.access.actors import Person
from imaging.clock import Clock
from imaging.dicom.person_names import displayable
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import saved_lists
from imaging.problems import Problem
from imaging.reading.criteria import Criteria

LONGEST_NAME: Final = 80
MOST_LISTS: Final = 50


@dataclass(frozen=True)
class SavedList:
    """Criteria under a name."""

    id: int
    name: str
    criteria: Criteria = field(repr=False)


@dataclass(frozen=True)
class SavedLists:
    """The lists of all people."""

    index: Index
    clock: Clock

    def of(self, person: Person) -> tuple[SavedList, ...]:
        """Return somebody's lists, the first that they kept first."""
        query = select(saved_lists).where(saved_lists.c.user_id == person.user_id).order_by(saved_lists.c.id)
        with self.index.read() as connection:
            rows = connection.execute(query).all()
        return tuple(SavedList(row.id, row.name, Criteria.decode(row.criteria)) for row in rows)

    def keep(self, person: Person, name: str, criteria: Criteria) -> None:
        """Keep a list; under a name that they have already, it takes the place of that one."""
        name = displayable(" ".join(name.split()))
        if not name:
            raise MalformedError("A list needs a name.", Problem.FIELD_MISSING, name="name")
        if len(name) > LONGEST_NAME:
            raise MalformedError("The name is too long.", Problem.FIELD_TOO_LONG, name="name", longest=LONGEST_NAME)
        values = {"user_id": person.user_id, "name": name, "created_at": self.clock.now()}
        insert = self.index.insert(saved_lists).values(**values, criteria=criteria.encode())
        with self.index.write() as connection:
            connection.execute(
                insert.on_conflict_do_update(index_elements=["user_id", "name"], set_={"criteria": criteria.encode()})
            )
            kept = select(func.count()).where(saved_lists.c.user_id == person.user_id)
            if (connection.scalar(kept) or 0) > MOST_LISTS:
                raise ConflictError(
                    "There are enough lists; remove one first.", Problem.TOO_MANY_LISTS, most=MOST_LISTS
                )

    def remove(self, person: Person, list_id: int) -> None:
        """Forget one of somebody's own lists."""
        own = (saved_lists.c.id == list_id) & (saved_lists.c.user_id == person.user_id)
        with self.index.write() as connection:
            if connection.execute(delete(saved_lists).where(own)).rowcount == 0:
                raise NotFoundError("There is no such list.")
