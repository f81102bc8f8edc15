"""Sharing rules: what one hospital opens to another for good, or for some time."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Granted, Person, Role, granted_actions
from imaging.access.audit import Audit, AuditEvent
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.index.engine import Index
from imaging.index.tables import departments, hospitals, sharing_rules
from imaging.problems import Problem

_MODALITY = re.compile(r"[A-Z0-9_]{1,16}")


@dataclass(frozen=True)
class NewRule:
    """A rule as it is wanted; what is left out narrows nothing."""

    to_hospital_id: int
    modalities: Collection[str] = ()
    roles: Collection[Role] = ()
    department_id: int | None = None
    may_download: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class SharingRule:
    """A rule."""

    id: int
    hospital_id: int
    to_hospital_id: int
    modalities: tuple[str, ...]
    roles: frozenset[Role]
    department_id: int | None
    may_download: bool
    valid_from: datetime
    valid_until: datetime | None
    made_at: datetime
    revoked_at: datetime | None

    @property
    def granted(self) -> Granted:
        """What it opens, for those who decide."""
        actions = granted_actions(may_download=self.may_download)
        return Granted(actions, None, self.to_hospital_id, self.roles, self.department_id)

    def fits(self, modalities: str) -> bool:
        """Whether it opens a study of these modalities, written as in ``studies``."""
        return not self.modalities or any(f"\\{each}\\" in modalities for each in self.modalities)


@dataclass(frozen=True)
class SharingRules:
    """The rules of this installation."""

    index: Index
    clock: Clock
    audit: Audit

    def add(self, administrator: Person, new: NewRule) -> SharingRule:
        """Open studies of the administrator's own hospital to another one."""
        self._check(administrator, new)
        now = self.clock.now()
        values = {
            "hospital_id": administrator.hospital_id,
            "to_hospital_id": new.to_hospital_id,
            "modalities": "".join(f"\\{each}" for each in sorted(set(new.modalities))) + "\\" * bool(new.modalities),
            "roles": ",".join(sorted(set(new.roles))),
            "department_id": new.department_id,
            "may_download": new.may_download,
            "valid_from": new.valid_from or now,
            "valid_until": new.valid_until,
            "made_by": administrator.user_id,
            "made_at": now,
        }
        with self.index.write() as connection:
            row = connection.execute(insert(sharing_rules).values(values).returning(sharing_rules)).one()
            detail = {"rule": row.id, "to": new.to_hospital_id}
            event = AuditEvent(administrator, "add-rule", hospital_id=administrator.hospital_id, detail=detail)
            self.audit.append(connection, event)
        return rule_of(row)

    def list(self, hospital_id: int) -> tuple[SharingRule, ...]:
        """Return the rules of a hospital, the newest first."""
        query = select(sharing_rules).where(sharing_rules.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            rows = connection.execute(query.order_by(sharing_rules.c.id.desc()).limit(500))
            return tuple(rule_of(row) for row in rows)

    def revoke(self, administrator: Person, rule_id: int) -> None:
        """End a rule; whoever saw by it sees nothing more within five seconds."""
        kept = sharing_rules.c
        own = (kept.id == rule_id, kept.hospital_id == administrator.hospital_id, kept.revoked_at.is_(None))
        values = {"revoked_at": self.clock.now(), "revoked_by": administrator.user_id}
        with self.index.write() as connection:
            if connection.execute(update(sharing_rules).where(*own).values(values)).rowcount == 0:
                raise NotFoundError("There is no such rule, or it was ended before.")
            event = AuditEvent(
                administrator, "revoke-rule", hospital_id=administrator.hospital_id, detail={"rule": rule_id}
            )
            self.audit.append(connection, event)

    def _check(self, administrator: Person, new: NewRule) -> None:
        if new.to_hospital_id == administrator.hospital_id:
            raise ConflictError("A rule opens studies to another hospital.", Problem.RULE_TO_SELF)
        if not all(_MODALITY.fullmatch(each) for each in new.modalities):
            raise MalformedError("A modality is written as CT, MR or DX.", Problem.FIELD_WRONG, name="modalities")
        if Role.GUEST_EXPERT in new.roles:
            raise MalformedError("Guests see what is granted by name.", Problem.FIELD_WRONG, name="roles")
        if new.valid_until is not None and new.valid_until <= (new.valid_from or self.clock.now()):
            raise MalformedError("A rule ends after it begins.", Problem.RULE_TIMES)
        there = select(hospitals.c.id).where(hospitals.c.id == new.to_hospital_id)
        if new.department_id is not None:
            there = there.join(departments, departments.c.hospital_id == hospitals.c.id)
            there = there.where(departments.c.id == new.department_id)
        with self.index.read() as connection:
            if connection.scalar(there) is None:
                raise NotFoundError("There is no such hospital or department.")


def rule_of(row: Row[tuple[object, ...]]) -> SharingRule:
    """Return the rule a row of ``sharing_rules`` tells of."""
    return SharingRule(
        row.id,
        row.hospital_id,
        row.to_hospital_id,
        tuple(each for each in row.modalities.split("\\") if each),
        frozenset(Role(each) for each in row.roles.split(",") if each),
        row.department_id,
        row.may_download,
        row.valid_from,
        row.valid_until,
        row.made_at,
        row.revoked_at,
    )
