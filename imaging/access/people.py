"""People: who works in a hospital, under which login, in which role."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Anonymous, Person, Role
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.secret_key import SecretKey
from imaging.access.slow_hash import SlowHash
from imaging.access.throttle import Throttle
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import sessions, users
from imaging.problems import Problem

SIGN_IN = "sign-in"
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128


class SignInRefusal(StrEnum):
    """Why nobody was signed in; an unknown login and a wrong password are one thing."""

    WRONG = "wrong"
    TOO_MANY = "too-many"


@dataclass(frozen=True)
class People:
    """The people of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    key: SecretKey = field(repr=False)
    passwords: SlowHash = field(init=False, repr=False)
    throttle: Throttle = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "passwords", SlowHash(self.key.derive("password")))
        object.__setattr__(self, "throttle", Throttle(self.index, self.clock))

    def add(self, login: str, password: str, hospital_id: int, role: Role, name: str = "") -> Person:
        """Add somebody under a login that nobody has yet."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{0,63}", login):
            raise MalformedError(
                "A login is 1 to 64 of a-z, 0-9 and . _ @ -, and begins with a letter or digit.", Problem.LOGIN_FORM
            )
        password_hash = self._hash(password)
        values = {
            "hospital_id": hospital_id,
            "login": login,
            "name": name.strip()[:200],
            "role": role,
            "password_hash": password_hash,
            "is_active": True,
            "created_at": self.clock.now(),
        }
        query = self.index.insert(users).values(values).on_conflict_do_nothing().returning(users)
        with self.index.write() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise ConflictError(f"The login {login} is taken.", Problem.LOGIN_TAKEN, login=login)
        return person_of(row)

    def list(self, hospital_id: int | None = None) -> tuple[Person, ...]:
        """Return the people of one hospital or of all who may sign in, by login."""
        query = select(users).where(users.c.is_active).order_by(users.c.login)
        if hospital_id is not None:
            query = query.where(users.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            return tuple(person_of(row) for row in connection.execute(query))

    def by_login(self, login: str) -> Person:
        """Return somebody who may sign in."""
        with self.index.read() as connection:
            row = connection.execute(select(users).where(users.c.login == login, users.c.is_active)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is nobody called {login}.")
        return person_of(row)

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
        text = password[:LONGEST_PASSWORD]
        is_right = self.passwords.verify(row.password_hash, text) if row else self.passwords.verify_nothing(text)
        if row is None or not is_right:
            self._record_refusal(SignInRefusal.WRONG, address)
            return SignInRefusal.WRONG
        self.throttle.was_right(try_number)
        person = person_of(row)
        subject = Subject(SubjectKind.PERSON, person.user_id)
        self.audit.record(AuditEvent(person, SIGN_IN, subject, hospital_id=person.hospital_id, address=address))
        return person

    def set_password(self, user_id: int, password: str) -> None:
        """Change a password; whoever was signed in with the former one is no more."""
        self._change(user_id, password_hash=self._hash(password))

    def disable(self, user_id: int) -> None:
        """Let somebody in no more."""
        self._change(user_id, is_active=False)

    def _hash(self, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise MalformedError(
                f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
                Problem.PASSWORD_LENGTH,
                shortest=SHORTEST_PASSWORD,
                longest=LONGEST_PASSWORD,
            )
        return self.passwords.hash(password)

    def _change(self, user_id: int, **values: object) -> None:
        with self.index.write() as connection:
            if connection.execute(update(users).where(users.c.id == user_id).values(values)).rowcount == 0:
                raise NotFoundError("There is no such person.")
            connection.execute(
                update(sessions)
                .where(sessions.c.user_id == user_id, sessions.c.ended_at.is_(None))
                .values(ended_at=self.clock.now())
            )

    def _record_refusal(self, refusal: SignInRefusal, address: str) -> None:
        # The login is left out: people type passwords into that field.
        event = AuditEvent(Anonymous(), SIGN_IN, outcome=Outcome.DENIED, address=address, detail={"why": refusal})
        self.audit.record(event)


def generate_password() -> str:
    """Return a password that can be read out: four groups of four, 80 bits."""
    alphabet = "abcdefghjkmnpqrstvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def person_of(row: Row[tuple[object, ...]]) -> Person:
    """Return the person a row of ``users`` tells of."""
    return Person(row.id, row.hospital_id, row.login, Role(row.role), row.name)
