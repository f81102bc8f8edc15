"""The audit chain: who did what, in one order, each row sealed together with the row before it.

Nothing can be altered, taken out or put in between without ``verify`` saying where. The seal is keyed (``SecretKey``),
so that the database alone does not suffice to write another history. Rows cut off at the end show against a head that
was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection, Row

from imaging.access.actors import Action, Actor
from imaging.access.secret_key import SecretKey
from imaging.clock import Clock
from imaging.index.engine import Index
from imaging.index.rows import values_of
from imaging.index.tables import audit_events

FIRST_SEAL = bytes(32)
# Held from reading the last row until the commit, so that the chain has one order; SQLite has one writer anyway.
_LOCK = text("SELECT pg_advisory_xact_lock(7140120631)")


class Outcome(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    DENIED = "denied"
    FAILED = "failed"


class SubjectKind(StrEnum):
    """What kind of thing it was done to."""

    NOTHING = ""
    STUDY = "study"
    ORDER = "order"
    LINK = "link"
    REPORT = "report"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105  (a kind of thing, not a secret)
    HOSPITAL = "hospital"
    DEVICE = "device"
    INSTANCE = "instance"
    PAPER = "paper"
    CONSULT = "consult"
    DESTINATION = "destination"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Subject:
    """What it was done to: a kind and a row's number, never a name."""

    kind: SubjectKind = SubjectKind.NOTHING
    id: int | None = None


NOTHING = Subject()


@dataclass(frozen=True)
class AuditEvent:
    """Who did what to whom, from where, with what outcome."""

    actor: Actor
    action: Action | str
    subject: Subject = NOTHING
    outcome: Outcome = Outcome.SUCCESS
    hospital_id: int | None = None
    address: str = ""
    # Numbers and words of ours; never what a patient is called.
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordedEvent:
    """An event as it stands in the chain."""

    sequence: int
    at: datetime
    hospital_id: int | None
    actor_kind: str
    actor: str
    address: str
    action: str
    subject_kind: str
    subject_id: int | None
    outcome: str
    detail: str
    seal: bytes = field(repr=False)


@dataclass(frozen=True)
class Verification:
    """What a look through the whole chain found."""

    count: int
    head: str
    # The sequence of the first row that does not follow from the one before it.
    broken_at: int | None
    # Whether the head that was noted earlier is still in the chain; None if none was given.
    holds_noted_head: bool | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the chain holds."""
        return self.broken_at is None and self.holds_noted_head is not False


@dataclass(frozen=True)
class Audit:
    """The chain of this installation."""

    index: Index
    clock: Clock
    key: SecretKey

    def record(self, event: AuditEvent) -> None:
        """Write an event in a transaction of its own; it is durable when this returns."""
        with self.index.write() as connection:
            self.append(connection, event)

    def append(self, connection: Connection, event: AuditEvent) -> None:
        """Write an event as the last statement of the transaction that does what it tells."""
        if connection.dialect.name == "postgresql":
            connection.execute(_LOCK)
        last = connection.execute(
            select(audit_events.c.sequence, audit_events.c.seal).order_by(audit_events.c.sequence.desc()).limit(1)
        ).one_or_none()
        values = self._values(event, 1 if last is None else last.sequence + 1)
        seal = _seal(self._sealing_key, FIRST_SEAL if last is None else last.seal, values)
        connection.execute(insert(audit_events).values(**values, seal=seal))

    def list(
        self,
        *,
        hospital_id: int | None = None,
        subject: Subject | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> tuple[RecordedEvent, ...]:
        """Return events, the latest first, optionally those before a sequence number."""
        query = select(audit_events).order_by(audit_events.c.sequence.desc()).limit(limit)
        if hospital_id is not None:
            query = query.where(audit_events.c.hospital_id == hospital_id)
        if subject is not None:
            query = query.where(audit_events.c.subject_kind == subject.kind, audit_events.c.subject_id == subject.id)
        if before is not None:
            query = query.where(audit_events.c.sequence < before)
        with self.index.read() as connection:
            return tuple(_recorded(row) for row in connection.execute(query))

    def verify(self, noted_head: str = "") -> Verification:
        """Go through the whole chain; a head noted earlier must still be in it, or the chain was cut off since."""
        seal, count, broken_at, key = FIRST_SEAL, 0, None, self._sealing_key
        is_held = not noted_head or noted_head == _head(0, seal)
        with self.index.read() as connection:
            rows = connection.execution_options(yield_per=2000).execute(
                select(audit_events).order_by(audit_events.c.sequence)
            )
            for row in rows:
                count += 1
                values = {name: value for name, value in values_of(row).items() if name != "seal"}
                follows = row.sequence == count and hmac.compare_digest(_seal(key, seal, values), row.seal)
                if not follows and broken_at is None:
                    broken_at = row.sequence
                seal = row.seal
                is_held = is_held or noted_head == _head(count, seal)
        return Verification(count, _head(count, seal), broken_at, is_held if noted_head else None)

    @property
    def _sealing_key(self) -> bytes:
        return self.key.derive("audit")

    def _values(self, event: AuditEvent, sequence: int) -> dict[str, object]:
        return {
            "sequence": sequence,
            "at": self.clock.now(),
            "hospital_id": event.hospital_id,
            "actor_kind": event.actor.kind,
            "actor": _fitting(event.actor.label, 100),
            "address": _fitting(event.address, 64),
            "action": _fitting(str(event.action), 32),
            "subject_kind": event.subject.kind,
            "subject_id": event.subject.id,
            "outcome": event.outcome,
            "detail": json.dumps(dict(event.detail), ensure_ascii=False, sort_keys=True) if event.detail else "",
        }


def _fitting(text: str, longest: int) -> str:
    """Devices name themselves as they like; PostgreSQL takes no NUL and no half of a surrogate pair."""
    return text.encode(errors="replace").decode().replace("\0", " ")[:longest]


def _head(count: int, seal: bytes) -> str:
    """Write down where the chain ends."""
    return f"{count}:{seal.hex()}"


def _seal(key: bytes, previous: bytes, values: Mapping[str, object]) -> bytes:
    """Seal a row's values, in the order of their names, together with the seal before."""
    written = [_canonical(values[name]) for name in sorted(values)]
    message = previous + json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.digest(key, message, hashlib.sha256)


def _canonical(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _recorded(row: Row[tuple[object, ...]]) -> RecordedEvent:
    return RecordedEvent(**values_of(row))
