"""Departments: parts of a hospital that people belong to, one or several."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import department_members, departments
from imaging.problems import Problem

LONGEST_NAME = 100
MOST_MODALITIES = 20
_MODALITY = re.compile(r"[A-Z0-9_ ]{1,16}")


@dataclass(frozen=True)
class Department:
    """A department."""

    id: int
    hospital_id: int
    name: str
    # Of which kinds of device it reads the exams of its hospital; work lists are narrowed by it.
    modalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Departments:
    """The departments of this installation."""

    index: Index
    clock: Clock

    def add(self, hospital_id: int, name: str, modalities: Collection[str] = ()) -> Department:
        """Add a department under a name that its hospital has not yet."""
        plain = " ".join(name.split())
        if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
            raise MalformedError(f"A department's name has 1 to {LONGEST_NAME} characters.", Problem.FIELD_WRONG,
                                 name="name")  # fmt: skip
        read = _written(modalities)
        values = {"hospital_id": hospital_id, "name": plain, "modalities": read, "created_at": self.clock.now()}
        query = self.index.insert(departments).values(values).on_conflict_do_nothing().returning(departments.c.id)
        with self.index.write() as connection:
            number = connection.execute(query).scalar_one_or_none()
        if number is None:
            raise ConflictError(f"There is a department {plain} already.", Problem.DEPARTMENT_TAKEN, name=plain)
        return Department(number, hospital_id, plain, _read(read))

    def set_modalities(self, department_id: int, hospital_id: int, modalities: Collection[str]) -> None:
        """Say whose exams a department reads."""
        own = (departments.c.id == department_id, departments.c.hospital_id == hospital_id)
        changed = update(departments).where(*own).values(modalities=_written(modalities))
        with self.index.write() as connection:
            if connection.execute(changed).rowcount == 0:
                raise NotFoundError("There is no such department.")

    def list(self, hospital_id: int) -> tuple[Department, ...]:
        """Return the departments of a hospital by name."""
        query = select(departments).where(departments.c.hospital_id == hospital_id).order_by(departments.c.name)
        with self.index.read() as connection:
            rows = connection.execute(query)
            return tuple(Department(row.id, row.hospital_id, row.name, _read(row.modalities)) for row in rows)

    def remove(self, department_id: int, hospital_id: int) -> None:
        """Remove a department that nobody belongs to."""
        own = (departments.c.id == department_id, departments.c.hospital_id == hospital_id)
        with self.index.write() as connection:
            members = select(func.count()).where(department_members.c.department_id == department_id)
            if connection.scalar(select(departments.c.id).where(*own)) is None:
                raise NotFoundError("There is no such department.")
            if connection.scalar(members):
                raise ConflictError("Somebody belongs to this department.", Problem.DEPARTMENT_USED)
            connection.execute(delete(departments).where(*own))

    def set_of(self, user_id: int, hospital_id: int, department_ids: Collection[int]) -> None:
        """Say to which departments of their hospital somebody belongs, and to no other."""
        own = select(departments.c.id).where(departments.c.hospital_id == hospital_id)
        with self.index.write() as connection:
            if not set(department_ids) <= set(connection.scalars(own)):
                raise NotFoundError("There is no such department.")
            connection.execute(delete(department_members).where(department_members.c.user_id == user_id))
            add_members(connection, user_id, department_ids)


def add_members(connection: Connection, user_id: int, department_ids: Collection[int]) -> None:
    """Have somebody belong to these departments of their hospital besides."""
    rows = [{"department_id": each, "user_id": user_id} for each in sorted(set(department_ids))]
    if rows:
        connection.execute(insert(department_members), rows)


def modalities_of(connection: Connection, hospital_id: int, department_ids: Collection[int]) -> frozenset[str]:
    """Return whose exams some departments of a hospital read, together."""
    query = select(departments.c.modalities).where(
        departments.c.hospital_id == hospital_id, departments.c.id.in_(department_ids)
    )
    return frozenset[str]().union(*map(_read, connection.scalars(query)))


def _written(modalities: Collection[str]) -> str:
    if len(modalities) > MOST_MODALITIES or not all(_MODALITY.fullmatch(each) for each in modalities):
        raise MalformedError("A modality is written as CT, MR or DX.", Problem.FIELD_WRONG, name="modalities")
    return ",".join(sorted(set(modalities)))


def _read(written: str) -> tuple[str, ...]:
    return tuple(each for each in written.split(",") if each)


def department_ids_of(connection: Connection, user_id: int) -> frozenset[int]:
    """Return the departments that somebody belongs to."""
    return frozenset(connection.scalars(_OF_PERSON, {"user_id": user_id}))


# Made once: asked with every session.
_OF_PERSON: Final = select(department_members.c.department_id).where(
    department_members.c.user_id == bindparam("user_id")
)
