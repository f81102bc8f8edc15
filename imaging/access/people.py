"""People: who works in a hospital, under which login, in which role."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Anonymous, Person, Role
from imaging.access.audit import Audit, AuditEvent, Outcome
from imaging.access.departments import department_ids_of
from imaging.access.passwords import LONGEST_PASSWORD, check_new_password
from imaging.access.secret_key import SecretKey
from imaging.access.slow_hash import SlowHash
from imaging.access.throttle import Throttle
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import department_members, second_factors, sessions, sign_in_tickets, users
from imaging.problems import Problem

SIGN_IN = "sign-in"
LONGEST_LICENCE = 64


class SignInRefusal(StrEnum):
    """Why nobody was signed in; an unknown login and a wrong password are one thing."""

    WRONG = "wrong"
    WRONG_CODE = "wrong-code"
    TOO_MANY = "too-many"


@dataclass(frozen=True)
class Entry:
    """A person as their administrator sees them."""

    person: Person
    has_second_factor: bool
    licence_number: str
    licence_confirmed_at: datetime | None
    licence_confirmed_by: int | None


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to be added."""

    login: str
    hospital_id: int
    role: Role
    name: str = ""
    # Empty: nobody but the hospital's directory lets them in.
    password_hash: str = field(default="", repr=False)


@dataclass(frozen=True)
class People:
    """The people of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    key: SecretKey = field(repr=False)
    # Whether nobody gets in by a password alone, so that it need not be that long.
    is_factor_required: bool = False
    passwords: SlowHash = field(init=False, repr=False)
    throttle: Throttle = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "passwords", SlowHash(self.key.derive("password")))
        object.__setattr__(self, "throttle", Throttle(self.index, self.clock))

    def add(self, login: str, password: str, hospital_id: int, role: Role, name: str = "") -> Person:
        """Add somebody under a login that nobody has yet."""
        check_new_password(password, login, name, is_alone=not self.is_factor_required)
        password_hash = self.passwords.hash(password)
        with self.index.write() as connection:
            return self.add_within(connection, NewPerson(login, hospital_id, role, name, password_hash))

    def add_within(self, connection: Connection, new: NewPerson) -> Person:
        """Add somebody, together with what else changes in this transaction."""
        check_login(new.login)
        values = {
            "hospital_id": new.hospital_id,
            "login": new.login,
            "name": new.name.strip()[:200],
            "role": new.role,
            "password_hash": new.password_hash,
            "is_active": True,
            "created_at": self.clock.now(),
        }
        query = self.index.insert(users).values(values).on_conflict_do_nothing().returning(users)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise ConflictError(f"The login {new.login} is taken.", Problem.LOGIN_TAKEN, login=new.login)
        return person_of(row)

    def has_password(self, user_id: int) -> bool:
        """Whether somebody can sign in by a password."""
        with self.index.read() as connection:
            return bool(connection.scalar(select(users.c.password_hash).where(users.c.id == user_id)))

    def list(self, hospital_id: int | None = None) -> tuple[Person, ...]:
        """Return the people of one hospital or of all who may sign in, by login."""
        query = select(users).where(users.c.is_active).order_by(users.c.login)
        if hospital_id is not None:
            query = query.where(users.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            rows, members = connection.execute(query).all(), _members(connection, hospital_id)
        return tuple(person_of(row, members.get(row.id, frozenset())) for row in rows)

    def entries(self, hospital_id: int) -> tuple[Entry, ...]:
        """Return what the administrator of a hospital keeps of its people, by login."""
        has_factor = exists().where(second_factors.c.user_id == users.c.id, second_factors.c.confirmed_at.is_not(None))
        query = select(users, has_factor.label("has_factor")).where(users.c.is_active)
        query = query.where(users.c.hospital_id == hospital_id).order_by(users.c.login)
        with self.index.read() as connection:
            rows, members = connection.execute(query).all(), _members(connection, hospital_id)
        return tuple(
            Entry(
                person_of(row, members.get(row.id, frozenset())),
                bool(row.has_factor),
                row.licence_number,
                row.licence_confirmed_at,
                row.licence_confirmed_by,
            )
            for row in rows
        )

    def by_login(self, login: str) -> Person:
        """Return somebody who may sign in."""
        return self._one(users.c.login == login, f"There is nobody called {login}.")

    def by_id(self, user_id: int) -> Person:
        """Return somebody who may sign in."""
        return self._one(users.c.id == user_id, "There is no such person.")

    def is_licensed(self, user_id: int) -> bool:
        """Whether this person may sign as a doctor: an administrator has confirmed their licence number."""
        query = select(users.c.id).where(
            users.c.id == user_id,
            users.c.is_active,
            users.c.licence_number != "",
            users.c.licence_confirmed_at.is_not(None),
        )
        with self.index.read() as connection:
            return connection.scalar(query) is not None

    def set_licence(self, user_id: int, number: str) -> None:
        """Note a doctor's licence number; a number that differs from the former is unconfirmed."""
        plain = " ".join(number.split())
        if len(plain) > LONGEST_LICENCE or not plain.isprintable():
            raise MalformedError(f"A licence number has up to {LONGEST_LICENCE} characters.", Problem.LICENCE_FORM)
        query = update(users).where(users.c.id == user_id, users.c.licence_number != plain)
        values = {"licence_number": plain, "licence_confirmed_at": None, "licence_confirmed_by": None}
        with self.index.write() as connection:
            connection.execute(query.values(values))

    def confirm_licence(self, user_id: int, number: str, by: Person | None) -> None:
        """Note that somebody has seen that this number, and no other, is this doctor's; None: whoever runs commands."""
        same = (users.c.id == user_id, users.c.licence_number == number, users.c.licence_number != "")
        values = {"licence_confirmed_at": self.clock.now(), "licence_confirmed_by": by.user_id if by else None}
        with self.index.write() as connection:
            if connection.execute(update(users).where(*same).values(values)).rowcount == 0:
                raise ConflictError("The number was changed meanwhile.", Problem.LICENCE_CHANGED)

    def check_password(self, login: str, password: str, address: str) -> Person | SignInRefusal:
        """Say who this is. The same work is done for a login that nobody has."""
        # What no login has, such as the NUL that PostgreSQL can't take, is nobody's.
        login = "".join(each for each in login.strip().lower() if each.isprintable())
        try_number = self.throttle.begin(login, address)
        if try_number is None:
            self._record_refusal(SignInRefusal.TOO_MANY, address)
            return SignInRefusal.TOO_MANY
        with self.index.read() as connection:
            row = connection.execute(select(users).where(users.c.login == login, users.c.is_active)).one_or_none()
        # Nothing is cut off: what is longer than a password may be is nobody's.
        is_theirs = row is not None and len(password) <= LONGEST_PASSWORD
        is_right = (
            self.passwords.verify(row.password_hash, password)
            if row is not None and is_theirs and row.password_hash
            else self.passwords.verify_nothing(password[:LONGEST_PASSWORD])
        )
        if row is None or not is_right:
            self._record_refusal(SignInRefusal.WRONG, address)
            return SignInRefusal.WRONG
        self.throttle.was_right(try_number)
        return self.by_id(row.id)

    def set_password(self, user_id: int, password: str, *, keeping: bytes | None = None) -> None:
        """Change a password; whoever was signed in with the former one is no more, but for the session ``keeping``."""
        person = self.by_id(user_id)
        check_new_password(
            password, person.login, person.name, is_alone=not (self.is_factor_required or self._has_factor(user_id))
        )
        self._change(user_id, keeping, password_hash=self.passwords.hash(password))

    def set_role(self, user_id: int, role: Role) -> None:
        """Give somebody another role; they sign in anew to have it."""
        self._change(user_id, role=role)

    def disable(self, user_id: int) -> None:
        """Let somebody in no more."""
        self._change(user_id, is_active=False)

    def _one(self, condition: ColumnElement[bool], unknown: str) -> Person:
        with self.index.read() as connection:
            row = connection.execute(select(users).where(condition, users.c.is_active)).one_or_none()
            if row is None:
                raise NotFoundError(unknown)
            return person_of(row, department_ids_of(connection, row.id))

    def _has_factor(self, user_id: int) -> bool:
        query = select(second_factors.c.user_id).where(
            second_factors.c.user_id == user_id, second_factors.c.confirmed_at.is_not(None)
        )
        with self.index.read() as connection:
            return connection.scalar(query) is not None

    def _change(self, user_id: int, keeping: bytes | None = None, **values: object) -> None:
        with self.index.write() as connection:
            if connection.execute(update(users).where(users.c.id == user_id).values(values)).rowcount == 0:
                raise NotFoundError("There is no such person.")
            open_ones = update(sessions).where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
            if keeping is not None:
                open_ones = open_ones.where(sessions.c.id_hash != keeping)
            connection.execute(open_ones.values(ended_at=self.clock.now()))
            connection.execute(delete(sign_in_tickets).where(sign_in_tickets.c.user_id == user_id))

    def _record_refusal(self, refusal: SignInRefusal, address: str) -> None:
        # The login is left out: people type passwords into that field.
        event = AuditEvent(Anonymous(), SIGN_IN, outcome=Outcome.DENIED, address=address, detail={"why": refusal})
        self.audit.record(event)


def check_login(login: str) -> None:
    """Refuse what can't be a login."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,63}", login):
        raise MalformedError(
            "A login is 1 to 64 of a-z, 0-9 and . _ @ -, and begins with a letter or digit.", Problem.LOGIN_FORM
        )


def generate_password() -> str:
    """Return a password that can be read out: four groups of four, 80 bits."""
    alphabet = "abcdefghjkmnpqrstvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def person_of(row: Row[tuple[object, ...]], department_ids: frozenset[int] = frozenset()) -> Person:
    """Return the person a row of ``users`` tells of."""
    return Person(row.id, row.hospital_id, row.login, Role(row.role), row.name, department_ids)


def _members(connection: Connection, hospital_id: int | None) -> dict[int, frozenset[int]]:
    query = select(department_members)
    if hospital_id is not None:
        query = query.join(users, users.c.id == department_members.c.user_id).where(users.c.hospital_id == hospital_id)
    found: dict[int, frozenset[int]] = {}
    for row in connection.execute(query):
        found[row.user_id] = found.get(row.user_id, frozenset()) | {row.department_id}
    return found
