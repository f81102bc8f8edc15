"""Who is who: under which number of a hospital's directory somebody is known here.

A number counts together with the issuer and the claim that it came from, so that another directory, or another claim of
it, makes nobody somebody else. Names and e-mail addresses bind nobody: they are given anew, and some directories let
people choose theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.engine import Connection

from imaging.access.actors import Actor, Person
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.departments import department_ids_of
from imaging.access.directory.directories import Directory
from imaging.access.people import person_of
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError
from imaging.index.engine import Index
from imaging.index.tables import directory_people, sessions, users
from imaging.problems import Problem

LONGEST_NUMBER = 255


@dataclass(frozen=True)
class KnownPeople:
    """Whom the directories know, and as whom."""

    index: Index
    clock: Clock
    audit: Audit

    def find(self, directory: Directory, number: str) -> Person | None:
        """Return who has this number and may sign in."""
        query = select(users).join(directory_people, directory_people.c.user_id == users.c.id)
        own = and_(_same_source(directory), directory_people.c.number == number)
        with self.index.read() as connection:
            row = connection.execute(
                query.where(own, users.c.is_active, users.c.hospital_id == directory.hospital_id)
            ).one_or_none()
            return None if row is None else person_of(row, department_ids_of(connection, row.id))

    def numbers(self, directory: Directory) -> dict[int, str]:
        """Return the numbers of a hospital's people, by person."""
        query = select(directory_people.c.user_id, directory_people.c.number).where(_same_source(directory))
        with self.index.read() as connection:
            return {row.user_id: row.number for row in connection.execute(query)}

    def is_known(self, directory: Directory, user_id: int) -> bool:
        """Whether somebody signs in by this directory."""
        query = select(directory_people.c.id).where(_same_source(directory), directory_people.c.user_id == user_id)
        with self.index.read() as connection:
            return connection.scalar(query) is not None

    def bind(self, by: Actor, directory: Directory, person: Person, number: str) -> None:
        """Know somebody under a number from now on, in place of any other."""
        with self.index.write() as connection:
            self.bind_within(connection, by, directory, person, number)

    def bind_within(self, connection: Connection, by: Actor, directory: Directory, person: Person, number: str) -> None:
        """Know somebody under a number, together with what else changes in this transaction."""
        plain = number.strip()
        if not 1 <= len(plain) <= LONGEST_NUMBER or not plain.isprintable():
            raise MalformedError("A number in a directory has 1 to 255 characters.", Problem.FIELD_WRONG, name="number")
        self._forget(connection, person.user_id)
        self._free(connection, directory, plain)
        values = {
            "hospital_id": directory.hospital_id,
            "issuer": directory.issuer,
            "claim": directory.number_claim,
            "number": plain,
            "user_id": person.user_id,
            "bound_at": self.clock.now(),
        }
        query = self.index.insert(directory_people).values(values).on_conflict_do_nothing()
        if connection.execute(query.returning(directory_people.c.id)).scalar_one_or_none() is None:
            raise ConflictError("Somebody else has this number.", Problem.DIRECTORY_TAKEN)
        self.audit.append(connection, _event(by, "bind-to-directory", person))

    def forget(self, by: Actor, person: Person) -> None:
        """Let somebody sign in by the directory no more; whoever is signed in as them is no more."""
        with self.index.write() as connection:
            self._forget(connection, person.user_id)
            ended = update(sessions).where(sessions.c.user_id == person.user_id, sessions.c.ended_at.is_(None))
            connection.execute(ended.values(ended_at=self.clock.now()))
            self.audit.append(connection, _event(by, "forget-directory-number", person))

    def _free(self, connection: Connection, directory: Directory, number: str) -> None:
        """Let a number go whose former owner may not sign in any more."""
        gone = select(users.c.id).where(users.c.hospital_id == directory.hospital_id, ~users.c.is_active)
        kept = directory_people.c
        freed = and_(_same_source(directory), kept.number == number, kept.user_id.in_(gone))
        connection.execute(delete(directory_people).where(freed))

    def _forget(self, connection: Connection, user_id: int) -> None:
        connection.execute(delete(directory_people).where(directory_people.c.user_id == user_id))


def _same_source(directory: Directory) -> ColumnElement[bool]:
    kept = directory_people.c
    return and_(
        kept.hospital_id == directory.hospital_id,
        kept.issuer == directory.issuer,
        kept.claim == directory.number_claim,
    )


def _event(by: Actor, action: str, person: Person) -> AuditEvent:
    return AuditEvent(by, action, Subject(SubjectKind.PERSON, person.user_id), hospital_id=person.hospital_id)
