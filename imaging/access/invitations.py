"""Invitations: a link that lets somebody choose a password and set up a second factor, once, within a week."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Actor, Person, Role
from imaging.access.audit import Audit, AuditEvent, Subject, SubjectKind
from imaging.access.departments import Departments, add_members
from imaging.access.passwords import check_new_password
from imaging.access.people import NewPerson, People, check_login
from imaging.clock import Clock
from imaging.errors import GoneError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import invitations
from imaging.problems import Problem

LIFETIME: Final = timedelta(days=7)
# Where the page takes the secret from: a fragment is sent to no server.
PATH: Final = "/#/invitation/"
# Binds somebody new to what lets them in, within the transaction that adds them.
Bind = Callable[[Connection, Person], None]


@dataclass(frozen=True)
class Invited:
    """Who is invited, as what."""

    login: str
    role: Role
    name: str = ""
    department_ids: frozenset[int] = frozenset()
    # An address, a phone number: for whoever hands the link over. Nothing is sent there from here.
    label: str = ""


@dataclass(frozen=True)
class Invitation:
    """An invitation; its secret is kept nowhere."""

    id: int
    hospital_id: int
    invited: Invited
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Invitations:
    """The invitations of this installation."""

    index: Index
    clock: Clock
    audit: Audit
    people: People
    departments: Departments = field(repr=False)

    def make(self, by: Actor, hospital_id: int, invited: Invited) -> str:
        """Invite somebody and return the secret, which can't be shown a second time."""
        check_login(invited.login)
        known = {each.id for each in self.departments.list(hospital_id)}
        if not invited.department_ids <= known:
            raise NotFoundError("There is no such department.")
        secret, now = secrets.token_urlsafe(32), self.clock.now()
        values = {
            "hospital_id": hospital_id,
            "login": invited.login,
            "role": invited.role,
            "name": invited.name.strip()[:200],
            "department_ids": _written(invited.department_ids),
            "label": invited.label.strip()[:200],
            "secret_hash": _hash(secret),
            "created_at": now,
            "expires_at": now + LIFETIME,
        }
        with self.index.write() as connection:
            number = connection.execute(insert(invitations).values(values).returning(invitations.c.id)).scalar_one()
            detail = {"invitation": number, "role": invited.role.value}
            self.audit.append(connection, AuditEvent(by, "invite-person", hospital_id=hospital_id, detail=detail))
        return secret

    def list(self, hospital_id: int) -> tuple[Invitation, ...]:
        """Return the invitations that can still be accepted, the newest first."""
        query = select(invitations).where(invitations.c.hospital_id == hospital_id, self._is_open())
        with self.index.read() as connection:
            return tuple(_invitation(row) for row in connection.execute(query.order_by(invitations.c.id.desc())))

    def revoke(self, by: Actor, invitation_id: int, hospital_id: int) -> None:
        """Take an invitation back."""
        own = and_(invitations.c.id == invitation_id, invitations.c.hospital_id == hospital_id, self._is_open())
        with self.index.write() as connection:
            revoked = update(invitations).where(own).values(revoked_at=self.clock.now())
            if connection.execute(revoked).rowcount == 0:
                raise NotFoundError("There is no such invitation, or it is over.")
            detail = {"invitation": invitation_id}
            self.audit.append(connection, AuditEvent(by, "revoke-invitation", hospital_id=hospital_id, detail=detail))

    def look(self, secret: str) -> Invitation:
        """Return what a link invites to; whatever is wrong with it, the answer is one."""
        query = select(invitations).where(invitations.c.secret_hash == _hash(secret), self._is_open())
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _over()
        return _invitation(row)

    def accept(self, secret: str, password: str, address: str = "") -> Person:
        """Add whom the link invites, under a password of their own choice; the link opens nothing any more."""
        invitation = self.look(secret)
        invited = invitation.invited
        # They set up a second factor next; until then nobody lets them in.
        check_new_password(password, invited.login, invited.name, is_alone=not self.people.is_factor_required)
        return self._accept(invitation, self.people.passwords.hash(password), address)

    def accept_by_directory(self, invitation_id: int, bind: Bind, address: str = "") -> Person:
        """Add whom an invitation names, without a password: ``bind`` binds them to the directory that lets them in."""
        query = select(invitations).where(invitations.c.id == invitation_id, self._is_open())
        with self.index.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise _over()
        return self._accept(_invitation(row), "", address, bind)

    def _accept(self, invitation: Invitation, password_hash: str, address: str, bind: Bind | None = None) -> Person:
        """Make somebody of an invitation in one transaction, so that it is not spent where anything of it fails."""
        invited, hospital_id = invitation.invited, invitation.hospital_id
        known = {each.id for each in self.departments.list(hospital_id)}
        new = NewPerson(invited.login, hospital_id, invited.role, invited.name, password_hash)
        with self.index.write() as connection:
            self._claim_within(connection, invitation.id)
            person = self.people.add_within(connection, new)
            add_members(connection, person.user_id, invited.department_ids & known)
            if bind is not None:
                bind(connection, person)
            subject, detail = Subject(SubjectKind.PERSON, person.user_id), {"invitation": invitation.id}
            event = AuditEvent(
                person, "accept-invitation", subject, hospital_id=hospital_id, address=address, detail=detail
            )
            self.audit.append(connection, event)
        return person

    def _claim_within(self, connection: Connection, invitation_id: int) -> None:
        """Of two who open the same link at once, one comes too late."""
        still = and_(invitations.c.id == invitation_id, self._is_open())
        claimed = update(invitations).where(still).values(accepted_at=self.clock.now())
        if connection.execute(claimed).rowcount == 0:
            raise _over()

    def _is_open(self) -> ColumnElement[bool]:
        kept = invitations.c
        return and_(kept.accepted_at.is_(None), kept.revoked_at.is_(None), kept.expires_at > self.clock.now())


def _over() -> GoneError:
    return GoneError("This invitation is over, or was never made.", Problem.INVITATION_OVER)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def _written(department_ids: Collection[int]) -> str:
    return ",".join(str(each) for each in sorted(department_ids))


def _invitation(row: Row[tuple[object, ...]]) -> Invitation:
    ids = frozenset(int(each) for each in row.department_ids.split(",") if each)
    invited = Invited(row.login, Role(row.role), row.name, ids, row.label)
    return Invitation(row.id, row.hospital_id, invited, row.created_at, row.expires_at)
