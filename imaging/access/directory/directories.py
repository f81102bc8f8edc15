"""What is kept of a hospital's directory: where it is, how we are known to it, and what its words mean here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.engine import Row

from imaging.access.actors import Actor, Role
from imaging.access.audit import Audit, AuditEvent
from imaging.access.directory.addresses import check_issuer
from imaging.access.sealed import Sealed
from imaging.access.secret_key import SecretKey
from imaging.clock import Clock
from imaging.errors import MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import directories, directory_people, directory_visits, hospitals
from imaging.problems import Problem

DEFAULT_SCOPES: Final = "openid profile"
# Who administers and who oversees is said here alone: a directory that is taken over must not make its own overseers.
MAPPED_ROLES: Final = frozenset(Role) - {Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.GUEST_EXPERT}
_CLAIM: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
_WORDS: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*")


@dataclass(frozen=True)
class Directory:
    """A hospital's directory, and what is agreed with it."""

    hospital_id: int
    issuer: str
    client_id: str
    # Empty where the directory knows us by PKCE alone.
    client_secret: str = field(default="", repr=False)
    scopes: str = DEFAULT_SCOPES
    # Which of its claims is a person's number, under which they are known here.
    number_claim: str = "sub"
    # Values of `acr` or `amr` that the hospital takes for a second factor.
    second_factors: frozenset[str] = frozenset()
    # Which claim says what somebody does, and which of its values is which role; empty: roles are given here alone.
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    # Whether it asks for the password each time, as desks that many share need it.
    asks_each_time: bool = True
    # Whether it is offered at the sign-in.
    is_open: bool = True


@dataclass(frozen=True)
class Offered:
    """What the sign-in shows of a directory."""

    code: str
    name: str


@dataclass(frozen=True)
class Directories:
    """The directories of this installation: one for each hospital that has one."""

    index: Index
    clock: Clock
    audit: Audit
    key: SecretKey = field(repr=False)
    allows_loopback: bool = False
    _sealed: Sealed = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sealed", Sealed(self.key.derive("directory")))

    def of(self, hospital_id: int) -> Directory | None:
        """Return the directory of a hospital, if it has one."""
        with self.index.read() as connection:
            row = connection.execute(select(directories).where(directories.c.hospital_id == hospital_id)).one_or_none()
        return None if row is None else self._directory(row)

    def open_one(self, code: str) -> Directory:
        """Return the directory by which people of the hospital of this code sign in."""
        query = select(directories).join(hospitals, hospitals.c.id == directories.c.hospital_id)
        with self.index.read() as connection:
            row = connection.execute(query.where(hospitals.c.code == code, directories.c.is_open)).one_or_none()
        if row is None:
            raise NotFoundError("Nobody signs in by a directory there.", Problem.DIRECTORY_NONE)
        return self._directory(row)

    def offered(self) -> tuple[Offered, ...]:
        """Return the hospitals whose people sign in by a directory, by name."""
        query = select(hospitals.c.code, hospitals.c.name).join(
            directories, directories.c.hospital_id == hospitals.c.id
        )
        with self.index.read() as connection:
            rows = connection.execute(query.where(directories.c.is_open).order_by(hospitals.c.name))
            return tuple(Offered(row.code, row.name) for row in rows)

    def set(self, by: Actor, directory: Directory) -> None:
        """Keep a directory in place of the former one of its hospital; visits under way are over."""
        self._check(directory)
        values = {
            **asdict(directory),
            "client_secret": self._seal(directory),
            "second_factors": " ".join(sorted(directory.second_factors)),
            "roles": json.dumps({value: role.value for value, role in directory.roles.items()}, sort_keys=True),
            "changed_at": self.clock.now(),
        }
        own = directories.c.hospital_id == directory.hospital_id
        with self.index.write() as connection:
            connection.execute(delete(directory_visits).where(directory_visits.c.hospital_id == directory.hospital_id))
            connection.execute(delete(directories).where(own))
            connection.execute(directories.insert().values(values))
            self.audit.append(connection, AuditEvent(by, "set-directory", hospital_id=directory.hospital_id))

    def remove(self, by: Actor, hospital_id: int) -> None:
        """Forget a directory and whom it knows under which number."""
        with self.index.write() as connection:
            for table in (directory_visits, directory_people):
                connection.execute(delete(table).where(table.c.hospital_id == hospital_id))
            if connection.execute(delete(directories).where(directories.c.hospital_id == hospital_id)).rowcount == 0:
                raise NotFoundError("This hospital has no directory.", Problem.DIRECTORY_NONE)
            self.audit.append(connection, AuditEvent(by, "remove-directory", hospital_id=hospital_id))

    def _check(self, directory: Directory) -> None:
        check_issuer(directory.issuer, allows_loopback=self.allows_loopback)
        claims = [directory.number_claim, *filter(None, [directory.role_claim])]
        words = [directory.client_id, directory.scopes, *directory.second_factors]
        is_sound = (
            all(_CLAIM.fullmatch(each) for each in claims)
            and all(_WORDS.fullmatch(each) and len(each) <= 200 for each in words)
            and " " not in directory.client_id
            and "openid" in directory.scopes.split(" ")
            and len(directory.client_secret) <= 400
            and bool(directory.roles) == bool(directory.role_claim)
            and set(directory.roles.values()) <= MAPPED_ROLES
        )
        if not is_sound:
            raise MalformedError("What is said of the directory is not in the form it needs.", Problem.DIRECTORY_FORM)

    def _seal(self, directory: Directory) -> bytes | None:
        if not directory.client_secret:
            return None
        return self._sealed.seal(directory.client_secret, _row(directory.hospital_id))

    def _directory(self, row: Row[tuple[object, ...]]) -> Directory:
        secret = "" if row.client_secret is None else self._sealed.open(row.client_secret, _row(row.hospital_id))
        return Directory(
            hospital_id=row.hospital_id,
            issuer=row.issuer,
            client_id=row.client_id,
            client_secret=secret,
            scopes=row.scopes,
            number_claim=row.number_claim,
            second_factors=frozenset(row.second_factors.split()),
            role_claim=row.role_claim,
            roles={value: Role(role) for value, role in json.loads(row.roles).items()},
            asks_each_time=row.asks_each_time,
            is_open=row.is_open,
        )


def _row(hospital_id: int) -> str:
    return f"client secret of {hospital_id}"
