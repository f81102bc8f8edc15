"""What an administrator looks after: contradictions, the audit trail, the state of the house."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from starlette.routing import Route

from imaging.access.actors import Action
from imaging.access.audit import AuditEvent, RecordedEvent, Subject, SubjectKind
from imaging.archive.contradictions import Contradictions
from imaging.index.tables import binding_questions, instances, quarantine, studies
from viewer.desk.asked import Asked
from viewer.desk.door import DeskPages

AUDIT_PAGE = 100


class OversightPages(DeskPages):
    """The own hospital's loose ends, and what happened."""

    @property
    def _contradictions(self) -> Contradictions:
        return Contradictions(self.house.index, self.house.clock)

    def routes(self) -> list[Route]:
        """Give the lists."""
        route = self.door.route
        return [
            route("GET", "/contradictions", Action.ADMINISTER, self.contradictions),
            route("POST", "/quarantine/{quarantine_id:int}/settle", Action.ADMINISTER, self.settle),
            route("GET", "/audit", Action.SEE_AUDIT, self.audit),
            route("GET", "/state", Action.ADMINISTER, self.state),
        ]

    def contradictions(self, asked: Asked) -> dict[str, Any]:
        """Answer with what contradicts what is here."""
        aside = self._contradictions.set_aside(asked.hospital_id)
        found = self._contradictions.studies(asked.hospital_id)
        asked.reader.lists(Action.SEE_QUESTIONS, "contradictions", len(aside) + len(found))
        return {
            "quarantine": [asdict(each) | {"received_at": each.received_at.isoformat()} for each in aside],
            "studies": [asdict(each) | {"changed_at": each.changed_at.isoformat()} for each in found],
        }

    def settle(self, asked: Asked) -> dict[str, Any]:
        """Note that an object in the quarantine was looked after."""
        quarantine_id = asked.path["quarantine_id"]
        self._contradictions.settle(quarantine_id, asked.hospital_id)
        event = AuditEvent(
            asked.person,
            Action.SETTLE,
            Subject(SubjectKind.INSTANCE, None),
            hospital_id=asked.hospital_id,
            detail={"quarantine": quarantine_id},
        )
        self.house.audit.record(event)
        return self.contradictions(asked)

    def audit(self, asked: Asked) -> dict[str, Any]:
        """Answer with a page of the trail, the latest first."""
        found = self.house.audit.list(hospital_id=asked.hospital_id, before=asked.number("before"), limit=AUDIT_PAGE)
        asked.reader.lists(Action.SEE_AUDIT, "audit", len(found), {"before": asked.query.get("before")})
        return {
            "events": [_event(event) for event in found],
            "next": found[-1].sequence if len(found) == AUDIT_PAGE else None,
        }

    def state(self, asked: Asked) -> dict[str, Any]:
        """Answer with how much is kept, where, and what waits."""
        disk = shutil.disk_usage(self.house.settings.data_dir)
        return {
            "kept": self._counts(asked.hospital_id),
            "disk": {"total_bytes": disk.total, "free_bytes": disk.free},
            "index": "sqlite" if self.house.index.is_sqlite else "postgresql",
            "objects": self.house.settings.blobs_url.split(":", 1)[0],
            "public_url": self.house.settings.base_url,
            "ae_title": self.house.settings.ae_title,
            "dicom_bind": self.house.settings.dicom_bind,
        }

    def _counts(self, hospital_id: int) -> dict[str, int]:
        own = instances.c.hospital_id == hospital_id
        queries = {
            "studies": select(func.count()).select_from(studies).where(studies.c.hospital_id == hospital_id),
            "instances": select(func.count()).select_from(instances).where(own),
            "bytes": select(func.coalesce(func.sum(instances.c.size_bytes), 0)).where(own),
            "landed": select(func.count()).select_from(instances).where(own, ~instances.c.is_stored),
            "questions": select(func.count())
            .select_from(binding_questions)
            .where(binding_questions.c.hospital_id == hospital_id, binding_questions.c.settled_at.is_(None)),
            "quarantined": select(func.count())
            .select_from(quarantine)
            .where(quarantine.c.hospital_id == hospital_id, quarantine.c.settled_at.is_(None)),
        }
        with self.house.index.read() as connection:
            return {name: int(connection.scalar(query) or 0) for name, query in queries.items()}


def _event(event: RecordedEvent) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": event.at.isoformat(),
        "actor_kind": event.actor_kind,
        "actor": event.actor,
        "address": event.address,
        "action": event.action,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "outcome": event.outcome,
        "detail": json.loads(event.detail) if event.detail else {},
    }
