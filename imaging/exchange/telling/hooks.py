"""Where hospitals and departments are told as such: robots of groups, and systems that take signed messages."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, delete, func, or_, select, update
from sqlalchemy.engine import Row

from imaging.access.actors import Actor
from imaging.access.audit import Audit, AuditEvent
from imaging.access.directory.addresses import is_endpoint
from imaging.access.sealed import Sealed
from imaging.clock import Clock
from imaging.errors import ConflictError, MalformedError, NotFoundError
from imaging.exchange.telling.channels import Language
from imaging.exchange.telling.news import Kind
from imaging.exchange.telling.outcomes import Trouble
from imaging.index.engine import Index
from imaging.index.tables import departments, news_deliveries, news_hooks
from imaging.problems import Problem

MOST_HOOKS: Final = 50
LONGEST_NAME: Final = 100
SHORTEST_KEY: Final = 24


class Shape(StrEnum):
    """In which form something is told."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    # JSON that is signed as `imaging.exchange.signed_hook` says.
    SIGNED = "signed"


@dataclass(frozen=True)
class HookAddress:
    """Where it is, with the key that is part of it, and what it is signed with."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class NewHook:
    """What an administrator says of one."""

    name: str
    shape: Shape
    kinds: frozenset[Kind]
    language: Language
    address: HookAddress = field(repr=False)
    # None: of the whole hospital.
    department_id: int | None = None


@dataclass(frozen=True)
class Hook:
    """One that is kept; its address is never shown again but for the host."""

    id: int
    hospital_id: int
    department_id: int | None
    name: str
    shape: Shape
    kinds: frozenset[Kind]
    language: Language
    address: HookAddress = field(repr=False)
    last_sent_at: datetime | None
    failing_since: datetime | None
    trouble: str


@dataclass(frozen=True)
class Hooks:
    """The hooks of all hospitals."""

    index: Index
    clock: Clock
    audit: Audit
    sealed: Sealed = field(repr=False)
    # Only an installation that serves nobody but this machine may call something there without TLS.
    allows_loopback: bool

    def of_hospital(self, hospital_id: int) -> tuple[Hook, ...]:
        """Return those of a hospital by name."""
        query = select(news_hooks).where(news_hooks.c.hospital_id == hospital_id)
        with self.index.read() as connection:
            rows = connection.execute(query.order_by(news_hooks.c.name, news_hooks.c.id))
            return tuple(map(self._hook, rows))

    def by_id(self, hook_id: int, hospital_id: int | None = None) -> Hook:
        """Return one, of this hospital if one is named."""
        with self.index.read() as connection:
            row = connection.execute(select(news_hooks).where(news_hooks.c.id == hook_id)).one_or_none()
        if row is None or hospital_id not in {None, row.hospital_id}:
            raise NotFoundError("There is no such hook.")
        return self._hook(row)

    def add(self, by: Actor, hospital_id: int, new: NewHook) -> Hook:
        """Add one."""
        self._check(new)
        values = {
            "hospital_id": hospital_id,
            "department_id": new.department_id,
            "shape": new.shape,
            "name": new.name.strip(),
            "sealed": b"",
            "kinds": ",".join(sorted(new.kinds)),
            "language": new.language,
            "created_at": self.clock.now(),
            "problem": "",
        }
        with self.index.write() as connection:
            self._check_place(connection, hospital_id, new.department_id)
            inserted = news_hooks.insert().values(values).returning(news_hooks.c.id)
            hook_id: int = connection.execute(inserted).scalar_one()
            sealed = self.sealed.seal(json.dumps([new.address.url, new.address.secret]), _row(hook_id))
            connection.execute(update(news_hooks).where(news_hooks.c.id == hook_id).values(sealed=sealed))
            self._note(connection, by, "add-hook", hospital_id, hook_id)
        return self.by_id(hook_id)

    def remove(self, by: Actor, hook_id: int, hospital_id: int) -> None:
        """Tell it nothing any more, also not what is on its way."""
        own = (news_hooks.c.id == hook_id, news_hooks.c.hospital_id == hospital_id)
        way = news_deliveries.c
        waiting = update(news_deliveries).where(way.channel == "hook", way.target_id == hook_id)
        with self.index.write() as connection:
            if connection.execute(delete(news_hooks).where(*own)).rowcount == 0:
                raise NotFoundError("There is no such hook.")
            settled = {"settled_at": self.clock.now(), "outcome": "dropped"}
            connection.execute(waiting.where(way.settled_at.is_(None)).values(settled))
            self._note(connection, by, "remove-hook", hospital_id, hook_id)

    def note(self, hook_id: int, trouble: Trouble | None) -> None:
        """Keep what the last try came to, for the administrator to see."""
        now, own = self.clock.now(), update(news_hooks).where(news_hooks.c.id == hook_id)
        if trouble is None:
            change = own.values(last_sent_at=now, failing_since=None, problem="")
        else:
            change = own.values(failing_since=func.coalesce(news_hooks.c.failing_since, now), problem=trouble)
        with self.index.write() as connection:
            connection.execute(change)

    def _check(self, new: NewHook) -> None:
        name = new.name.strip()
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise MalformedError("A hook has a name.", Problem.FIELD_WRONG, name="name")
        if not new.kinds:
            raise MalformedError("Say what it is told of.", Problem.FIELD_MISSING, name="kinds")
        if not is_endpoint(new.address.url, allows_loopback=self.allows_loopback) or len(new.address.url) > 1000:
            raise MalformedError("A hook has an https address.", Problem.HOOK_ADDRESS)
        secret = new.address.secret
        if len(secret) > 200 or not (secret.isascii() and secret.isprintable()):
            raise MalformedError("A key is printable ASCII.", Problem.FIELD_WRONG, name="secret")
        if new.shape is Shape.SIGNED and len(secret) < SHORTEST_KEY:
            raise MalformedError(
                f"It is signed with a key of at least {SHORTEST_KEY} characters.",
                Problem.HOOK_KEY,
                shortest=SHORTEST_KEY,
            )

    def _check_place(self, connection: Connection, hospital_id: int, department_id: int | None) -> None:
        own = select(departments.c.id).where(departments.c.hospital_id == hospital_id)
        if department_id is not None and connection.scalar(own.where(departments.c.id == department_id)) is None:
            raise NotFoundError("There is no such department.")
        count = select(func.count()).select_from(news_hooks).where(news_hooks.c.hospital_id == hospital_id)
        if connection.execute(count).scalar_one() >= MOST_HOOKS:
            raise ConflictError(f"A hospital has at most {MOST_HOOKS} hooks.", Problem.TOO_MANY_HOOKS, most=MOST_HOOKS)

    def _note(self, connection: Connection, by: Actor, action: str, hospital_id: int, hook_id: int) -> None:
        event = AuditEvent(by, action, hospital_id=hospital_id, detail={"hook": hook_id})
        self.audit.append(connection, event)

    def _hook(self, row: Row[Any]) -> Hook:
        url, secret = json.loads(self.sealed.open(row.sealed, _row(row.id)))
        return Hook(
            id=row.id,
            hospital_id=row.hospital_id,
            department_id=row.department_id,
            name=row.name,
            shape=Shape(row.shape),
            kinds=_kinds(row.kinds),
            language=Language(row.language),
            address=HookAddress(url, secret),
            last_sent_at=row.last_sent_at,
            failing_since=row.failing_since,
            trouble=row.problem,
        )


def hooks_wanting(
    connection: Connection, kind: Kind, hospital_id: int, department_ids: Collection[int]
) -> tuple[int, ...]:
    """Return the numbers of the hooks that are told what people of these departments are told."""
    hook = news_hooks.c
    place = or_(hook.department_id.is_(None), hook.department_id.in_(department_ids))
    rows = connection.execute(select(hook.id, hook.kinds).where(hook.hospital_id == hospital_id, place))
    return tuple(row.id for row in rows if kind in _kinds(row.kinds))


def _kinds(written: str) -> frozenset[Kind]:
    # A kind that a newer version knew is none here.
    return frozenset(Kind(each) for each in written.split(",") if each in set(Kind))


def _row(hook_id: int) -> str:
    return f"hook {hook_id}"
