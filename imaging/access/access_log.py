"""Who saw what: the first look is durable before the answer, the many that follow are counted.

A reader asks for a thousand frames of one study, or for the same list every quarter of a minute. The audit needs to
know that they looked, when they began and how much they took, not a thousand rows: so the first access of an actor to
a study, an order or a list is written at once, further ones within the window are counted in memory, and the count is
written when the window ends.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Lock

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Row

from imaging.access.actors import Action, Actor, Person
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.clock import Clock
from imaging.index.tables import audit_events

WINDOW = timedelta(minutes=15)
# A write to the index that takes longer has failed, or will.
_WRITTEN_WITHIN_SECONDS = 60.0
# Stands where a study does when somebody searches, and sees what is listed but opens none.
NO_STUDY = 0
SEEING = (Action.SEE_IMAGES, Action.DOWNLOAD, Action.SEE_REPORTS)
# Who, in what way, what, and from where; a study is named by its number alone, because frames are the hot path.
_Key = tuple[str, str, str, Hashable, str]


@dataclass
class _Look:
    """One actor's accesses to one thing within a window."""

    event: AuditEvent
    began: datetime
    further: int = 0
    # Set once it is known what came of writing the first access: the others that came at the same moment wait for it.
    settled: Event = field(default_factory=Event)
    is_written: bool = False


@dataclass(frozen=True)
class Opening:
    """That somebody opened images or a report, as the patient is told."""

    at: datetime
    actor_kind: str
    actor: str
    hospital_id: int | None
    action: str
    study_id: int | None
    # How many pictures or files were taken after the first one, where it is known already.
    further: int
    # What a person did in the hospital when they looked; empty for others.
    role: str = ""
    # The hospital that a person looked from, where it is not the one whose study it is.
    from_hospital_id: int | None = None


@dataclass
class AccessLog:
    """The looks of this process; every process keeps its own."""

    audit: Audit
    clock: Clock
    window: timedelta = WINDOW
    _looks: dict[_Key, _Look] = field(default_factory=dict)
    _swept: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def opened(
        self, actor: Actor, action: Action, study_ids: Collection[int], hospital_id: int, address: str = ""
    ) -> None:
        """Note that ``actor`` sees these studies; when this returns the audit holds it."""
        for study_id in study_ids:
            event = AuditEvent(actor, action, _study(study_id), hospital_id=hospital_id, address=address)
            self.saw(event, study_id)

    def saw(self, event: AuditEvent, what: Hashable = None) -> None:
        """Note that somebody sees something; when this returns the audit holds it.

        ``what`` tells one look from another: the subject, unless it is a list, which has none.
        """
        now = self.clock.now()
        what = (event.subject.kind, event.subject.id) if what is None else what
        key = (event.actor.kind, event.actor.label, str(event.action), what, event.address)
        with self._lock:
            look, former = self._looks.get(key), None
            is_first = look is None or not timedelta(0) <= now - look.began < self.window
            if look is None or is_first:
                former, look = look, _Look(_with_role(event), now)
                self._looks[key] = look
            else:
                look.further += 1
        if is_first:
            self._begin(key, look, former)
        elif not look.settled.wait(_WRITTEN_WITHIN_SECONDS) or not look.is_written:
            # It was counted with a look that is not in the audit: it stands there by itself.
            self.audit.record(_with_role(event))
        if self._swept is None or now - self._swept > self.window / 3:
            self.flush(only_ended=True)

    def counts(self, actor: Actor, action: Action, study_id: int, address: str = "") -> bool:
        """Count a further look, which costs nothing; False, and nothing is noted, where none began the window."""
        look = self._looks.get((actor.kind, actor.label, action.value, study_id, address))
        if look is None or not look.is_written or not timedelta(0) <= self.clock.now() - look.began < self.window:
            return False
        with self._lock:
            look.further += 1
        return True

    def flush(self, *, only_ended: bool = False) -> None:
        """Write the counts; a process calls this before it ends."""
        now = self.clock.now()
        with self._lock:
            self._swept = now
            ended = [
                (key, look)
                for key, look in list(self._looks.items())
                if not only_ended or now - look.began >= self.window
            ]
            for key, _ in ended:
                self._looks.pop(key, None)
        for _, look in ended:
            self._write_further(look)

    def _begin(self, key: _Key, look: _Look, former: _Look | None) -> None:
        try:
            if former is not None:
                self._write_further(former)
            self.audit.record(look.event)
            look.is_written = True
        finally:
            if not look.is_written:
                with self._lock:
                    if self._looks.get(key) is look:
                        del self._looks[key]
            look.settled.set()

    def _write_further(self, look: _Look) -> None:
        if look.further == 0:
            return
        detail = _kept(look.event.detail) | {
            "further": look.further,
            "since": look.began.isoformat(timespec="seconds"),
        }
        self.audit.record(replace(look.event, detail=detail))

    def openings(
        self, study_ids: Collection[int], order_id: int | None = None, limit: int = 200
    ) -> tuple[Opening, ...]:
        """Return who opened these studies and the report of this order, the latest first.

        Counts are told with the look they continue.
        """
        subject = audit_events.c.subject_kind
        is_study = and_(subject == SubjectKind.STUDY, audit_events.c.subject_id.in_(study_ids))
        is_order = and_(subject == SubjectKind.ORDER, audit_events.c.subject_id == order_id)
        query = (
            select(audit_events)
            .where(
                or_(is_study, is_order),
                audit_events.c.action.in_(SEEING),
                audit_events.c.outcome == Outcome.SUCCESS,
            )
            .order_by(audit_events.c.sequence.desc())
            .limit(limit)
        )
        with self.audit.index.read() as connection:
            return tuple(_opening(row) for row in connection.execute(query))


def _study(study_id: int) -> Subject:
    return Subject() if study_id == NO_STUDY else Subject(SubjectKind.STUDY, study_id)


def _with_role(event: AuditEvent) -> AuditEvent:
    """A role changes; what counts is the one in which somebody looked, and from which hospital, if not its own."""
    if not isinstance(event.actor, Person):
        return event
    said: dict[str, str | int] = {"role": event.actor.role.value}
    if event.hospital_id != event.actor.hospital_id:
        said["from"] = event.actor.hospital_id
    return replace(event, detail=said | dict(event.detail))


def _kept(detail: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return what of a look's detail holds for the further ones too: a list may have grown."""
    return {name: value for name, value in detail.items() if name != "count"}


def _opening(row: Row[tuple[object, ...]]) -> Opening:
    detail = json.loads(row.detail or "{}")
    return Opening(
        row.at,
        row.actor_kind,
        row.actor,
        row.hospital_id,
        row.action,
        row.subject_id if row.subject_kind == SubjectKind.STUDY else None,
        int(detail.get("further", 0)),
        detail.get("role", ""),
        detail.get("from"),
    )
