"""Whom one can ask, of all hospitals: found by name, pinyin or initials, login, department and hospital."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.archive.folding import fold
from imaging.consult.asking.invitations import ASKED_ROLES, InviteeKind
from imaging.index.engine import Index
from imaging.index.tables import (
    department_members,
    departments,
    expert_group_members,
    expert_groups,
    hospitals,
    users,
)
from imaging.reading.name_words import name_words, squeezed

MOST_FOUND: Final = 40


@dataclass(frozen=True)
class Found:
    """Somebody who can be asked, or several together."""

    kind: InviteeKind
    id: int
    name: str
    hospital_id: int
    hospital: str
    # Of somebody their departments and role; of several how many they are.
    departments: tuple[str, ...] = ()
    role: str = ""
    members: int = 0


@dataclass(frozen=True)
class Colleagues:
    """Looks for people; there are some thousands at most, whose names pinyin must be read of."""

    index: Index

    def search(self, person: Person, text: str, hospital_id: int | None = None) -> tuple[Found, ...]:
        """Return whom every word of a text fits, of one hospital or of all: groups, departments, then people."""
        words = [fold(word) for word in text.split()][:8]
        if not words and hospital_id is None:
            return ()
        with self.index.read() as connection:
            every = [*_groups(connection), *_departments(connection), *_people(connection, person)]
        fitting = (
            found
            for found, keys in every
            if (hospital_id is None or found.hospital_id == hospital_id) and all(_fits(word, keys) for word in words)
        )
        ordered = sorted(fitting, key=lambda each: (_ORDER[each.kind], each.hospital, each.name))
        return tuple(ordered[:MOST_FOUND])


_ORDER: Final = {InviteeKind.GROUP: 0, InviteeKind.DEPARTMENT: 1, InviteeKind.PERSON: 2}
# What is found, with what begins it (pinyin, logins) and what it contains (names as they are written).
_Keys = tuple[frozenset[str], tuple[str, ...]]


def _fits(word: str, keys: _Keys) -> bool:
    begins, holds = keys
    plain = squeezed(word)
    return any(word in each for each in holds) or (bool(plain) and any(each.startswith(plain) for each in begins))


def _keys(*names: str, logins: Iterable[str] = ()) -> _Keys:
    begins = frozenset().union(*(name_words(name) for name in names), frozenset(logins))
    return begins, tuple(fold(name) for name in names if name)


def _groups(connection: Connection) -> Iterable[tuple[Found, _Keys]]:
    query = (
        select(expert_groups.c.id, expert_groups.c.name, hospitals.c.id.label("hospital_id"),
               hospitals.c.name.label("hospital"), func.count(expert_group_members.c.user_id).label("members"))
        .join(hospitals, hospitals.c.id == expert_groups.c.hospital_id)
        .join(expert_group_members, expert_group_members.c.group_id == expert_groups.c.id)
        .where(expert_groups.c.is_active)
        .group_by(expert_groups.c.id, expert_groups.c.name, hospitals.c.id, hospitals.c.name)
    )  # fmt: skip
    for row in connection.execute(query):
        found = Found(InviteeKind.GROUP, row.id, row.name, row.hospital_id, row.hospital, members=row.members)
        yield found, _keys(row.name, row.hospital)


def _departments(connection: Connection) -> Iterable[tuple[Found, _Keys]]:
    """Give the departments in which somebody can answer."""
    query = (
        select(departments.c.id, departments.c.name, hospitals.c.id.label("hospital_id"),
               hospitals.c.name.label("hospital"), func.count(users.c.id).label("members"))
        .join(hospitals, hospitals.c.id == departments.c.hospital_id)
        .join(department_members, department_members.c.department_id == departments.c.id)
        .join(users, users.c.id == department_members.c.user_id)
        .where(users.c.is_active, users.c.role.in_(ASKED_ROLES))
        .group_by(departments.c.id, departments.c.name, hospitals.c.id, hospitals.c.name)
    )  # fmt: skip
    for row in connection.execute(query):
        found = Found(InviteeKind.DEPARTMENT, row.id, row.name, row.hospital_id, row.hospital, members=row.members)
        yield found, _keys(row.name, row.hospital)


def _people(connection: Connection, person: Person) -> Iterable[tuple[Found, _Keys]]:
    of_person: dict[int, list[str]] = defaultdict(list)
    belongs = select(department_members.c.user_id, departments.c.name).join(
        departments, departments.c.id == department_members.c.department_id
    )
    for each in connection.execute(belongs.order_by(departments.c.name)):
        of_person[each.user_id].append(each.name)
    query = (
        select(users.c.id, users.c.login, users.c.name, users.c.role, hospitals.c.id.label("hospital_id"),
               hospitals.c.name.label("hospital"))
        .join(hospitals, hospitals.c.id == users.c.hospital_id)
        .where(users.c.is_active, users.c.role.in_(ASKED_ROLES), users.c.id != person.user_id)
    )  # fmt: skip
    for row in connection.execute(query):
        within = tuple(of_person[row.id])
        name = row.name or row.login
        found = Found(InviteeKind.PERSON, row.id, name, row.hospital_id, row.hospital, within, row.role)
        yield found, _keys(name, row.hospital, *within, logins=[squeezed(row.login)])
