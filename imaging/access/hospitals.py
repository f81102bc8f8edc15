"""Hospitals: whatever is kept belongs to exactly one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import hospitals

_CODE = re.compile(r"[A-Z0-9_-]{1,16}")


@dataclass(frozen=True)
class Hospital:
    """A hospital."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Hospitals:
    """The hospitals of this installation."""

    index: Index
    clock: Clock

    def add(self, code: str, name: str) -> Hospital:
        """Add a hospital under a code that nobody has yet, or name the one that the first start made without a name."""
        if not _CODE.fullmatch(code):
            raise MalformedError("A hospital's code is 1 to 16 of A-Z, 0-9, - and _.")
        if not name.strip() or len(name) > 200:
            raise MalformedError("A hospital's name has 1 to 200 characters.")
        with self.index.write() as connection:
            former = connection.scalar(select(hospitals.c.name).where(hospitals.c.code == code))
            # The first start gives its hospital the code as its name.
            if former is not None and (former != code or name.strip() == code):
                raise ConflictError(f"There is a hospital {code} already.")
            if former is not None:
                change = update(hospitals).where(hospitals.c.code == code).values(name=name.strip())
                return _hospital(connection.execute(change.returning(hospitals)).one())
            row = connection.execute(
                insert(hospitals).values(code=code, name=name.strip(), created_at=self.clock.now()).returning(hospitals)
            ).one()
        return _hospital(row)

    def ensure(self, code: str, name: str) -> Hospital:
        """Return the hospital ``code``, and add it first if it is missing, as the first start does."""
        try:
            return self.by_code(code)
        except NotFoundError:
            pass
        try:
            return self.add(code, name)
        except ConflictError:
            return self.by_code(code)

    def list(self) -> tuple[Hospital, ...]:
        """Return all hospitals by code."""
        with self.index.read() as connection:
            return tuple(_hospital(row) for row in connection.execute(select(hospitals).order_by(hospitals.c.code)))

    def by_code(self, code: str) -> Hospital:
        """Return the hospital with this code."""
        row = None
        if _CODE.fullmatch(code):
            with self.index.read() as connection:
                row = connection.execute(select(hospitals).where(hospitals.c.code == code)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no hospital {code}: `filmless hospital list` names them.")
        return _hospital(row)

    def by_id(self, hospital_id: int) -> Hospital:
        """Return the hospital with this number."""
        with self.index.read() as connection:
            row = connection.execute(select(hospitals).where(hospitals.c.id == hospital_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such hospital.")
        return _hospital(row)


def _hospital(row: Row[tuple[object, ...]]) -> Hospital:
    return Hospital(row.id, row.code, row.name)
