"""Groups of experts: doctors of a hospital, of all its departments, who answer for one subject together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.consult.asking.invitations import ASKED_ROLES
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import expert_group_members, expert_groups, users
from imaging.problems import Problem

LONGEST_NAME: Final = 100
MOST_MEMBERS: Final = 200


@dataclass(frozen=True)
class Member:
    """Somebody in a group, or who could be."""

    user_id: int
    login: str
    name: str


@dataclass(frozen=True)
class ExpertGroup:
    """A group."""

    id: int
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class ExpertGroups:
    """The groups of this installation; its hospital's administrator keeps each."""

    index: Index
    audit: Audit

    def list(self, hospital_id: int) -> tuple[ExpertGroup, ...]:
        """Return the groups of a hospital that can be asked, by name."""
        kept, member = expert_groups.c, expert_group_members.c
        query = select(kept.id, kept.name).where(kept.hospital_id == hospital_id, kept.is_active)
        who = (
            select(member.group_id, users.c.id, users.c.login, users.c.name)
            .join(users, users.c.id == member.user_id)
            .join(expert_groups, kept.id == member.group_id)
            .where(kept.hospital_id == hospital_id, users.c.is_active)
        )
        members: dict[int, list[Member]] = defaultdict(list)
        with self.index.read() as connection:
            groups = connection.execute(query.order_by(kept.name)).all()
            for row in connection.execute(who.order_by(users.c.name, users.c.login)):
                members[row.group_id].append(Member(row.id, row.login, row.name))
        return tuple(ExpertGroup(row.id, row.name, tuple(members[row.id])) for row in groups)

    def candidates(self, hospital_id: int) -> tuple[Member, ...]:
        """Return who of a hospital can be in one."""
        query = select(users.c.id, users.c.login, users.c.name).where(
            users.c.hospital_id == hospital_id, users.c.is_active, users.c.role.in_(ASKED_ROLES)
        )
        with self.index.read() as connection:
            return tuple(Member(*row) for row in connection.execute(query.order_by(users.c.name, users.c.login)))

    def add(self, person: Person, name: str, user_ids: Collection[int]) -> int:
        """Found a group under a name that its hospital has not yet."""
        plain = _named(name)
        values = {"hospital_id": person.hospital_id, "name": plain, "is_active": True}
        query = self.index.insert(expert_groups).values(values)
        # A group that was ended and has the name begins anew.
        again = query.on_conflict_do_update(
            index_elements=["hospital_id", "name"],
            set_={"is_active": True},
            where=expert_groups.c.is_active.is_(False),
        )
        with self.index.write() as connection:
            number = connection.execute(again.returning(expert_groups.c.id)).scalar_one_or_none()
            if number is None:
                raise ConflictError(f"There is a group {plain} already.", Problem.GROUP_TAKEN, group=plain)
            self._fill(connection, person, number, user_ids)
            self._note(connection, person, "add-expert-group", number, len(set(user_ids)))
        return int(number)

    def change(self, person: Person, group_id: int, name: str, user_ids: Collection[int]) -> None:
        """Name a group otherwise, and say who is in it."""
        plain, kept = _named(name), expert_groups.c
        with self.index.write() as connection:
            taken = select(kept.id).where(
                kept.hospital_id == person.hospital_id, kept.name == plain, kept.id != group_id
            )
            if connection.scalar(taken) is not None:
                raise ConflictError(f"There is a group {plain} already.", Problem.GROUP_TAKEN, group=plain)
            query = update(expert_groups).where(*_own(person, group_id)).values(name=plain)
            if connection.execute(query).rowcount == 0:
                raise NotFoundError("There is no such group.")
            self._fill(connection, person, group_id, user_ids)
            self._note(connection, person, "change-expert-group", group_id, len(set(user_ids)))

    def end(self, person: Person, group_id: int) -> None:
        """Have a group be asked no more; what it was asked before stays readable."""
        query = update(expert_groups).where(*_own(person, group_id)).values(is_active=False)
        with self.index.write() as connection:
            if connection.execute(query).rowcount == 0:
                raise NotFoundError("There is no such group.")
            self._note(connection, person, "end-expert-group", group_id, 0)

    def _fill(self, connection: Connection, person: Person, group_id: int, user_ids: Collection[int]) -> None:
        wanted = set(user_ids)
        fitting = select(func.count()).where(
            users.c.id.in_(wanted),
            users.c.hospital_id == person.hospital_id,
            users.c.is_active,
            users.c.role.in_(ASKED_ROLES),
        )
        if not wanted or len(wanted) > MOST_MEMBERS or connection.scalar(fitting) != len(wanted):
            raise MalformedError("A group has doctors of its own hospital.", Problem.FIELD_WRONG, name="user_ids")
        connection.execute(delete(expert_group_members).where(expert_group_members.c.group_id == group_id))
        rows = [{"group_id": group_id, "user_id": each} for each in sorted(wanted)]
        connection.execute(insert(expert_group_members), rows)

    def _note(self, connection: Connection, person: Person, action: str, group_id: int, members: int) -> None:
        subject = Subject(SubjectKind.HOSPITAL, person.hospital_id)
        detail: dict[str, str | int] = {"group": group_id, "members": members}
        event = AuditEvent(person, action, subject, hospital_id=person.hospital_id, detail=detail)
        self.audit.append(connection, event)


def _own(person: Person, group_id: int) -> tuple[ColumnElement[bool], ...]:
    kept = expert_groups.c
    return kept.id == group_id, kept.hospital_id == person.hospital_id, kept.is_active


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise MalformedError(f"A name has 1 to {LONGEST_NAME} characters.", Problem.FIELD_WRONG, name="name")
    return plain
