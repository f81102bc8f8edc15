"""The way to patient data: who asks, what is meant, may they, and the audit's note of it. Nothing is given out else."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from imaging.access.access_log import NO_STUDY, AccessLog
from imaging.access.actors import Action, Actor, Denied, Person, Scope, decide
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import ForbiddenError, NotFoundError
from viewer.callers import Callers, address_of, cookie_name
from viewer.cross_site import check_own_page
from viewer.dicomweb.target import target_of
from viewer.offload import Offload, in_thread


@dataclass(frozen=True)
class Visitor:
    """Somebody known, the hospital that they see, and where they ask from."""

    actor: Actor
    hospital_id: int
    address: str


@dataclass(frozen=True)
class Admission:
    """Lets requests through to what they name."""

    callers: Callers
    retrieve: Retrieve
    access_log: AccessLog
    audit: Audit
    offload: Offload

    async def visitor(self, request: Request, action: Action) -> Visitor:
        """Return who asks, if they may do this in their hospital at all."""
        actor = await self.offload.index(self.callers.of, request)
        if isinstance(actor, Person):
            check_own_page(request, request.cookies.get(cookie_name(request), ""))
        # Whoever comes by HTTP belongs to a hospital; only the command line does not.
        visitor = Visitor(actor, getattr(actor, "hospital_id", -1), address_of(request))
        await self._decide(visitor, action, frozenset())
        return visitor

    async def instances(self, request: Request, action: Action) -> list[StoredInstance]:
        """Return every instance below what the path names, in the order of their series."""
        target, visitor = target_of(request), await self.visitor(request, action)
        found = await in_thread(
            self.retrieve.instances_of,
            frozenset({visitor.hospital_id}),
            target.study_instance_uid,
            target.series_instance_uid or None,
            target.sop_instance_uid or None,
        )
        if not found:
            raise NotFoundError("There is nothing under these UIDs.")
        await self.note(visitor, action, found[0].study_id)
        return found

    async def instance(self, request: Request, action: Action) -> StoredInstance:
        """Return the one instance that the path names."""
        return await self.instance_for(await self.visitor(request, action), request, action)

    async def instance_for(self, visitor: Visitor, request: Request, action: Action) -> StoredInstance:
        """Return the one instance that the path names, for somebody who was let in already."""
        target = target_of(request)
        found = await self.offload.index(
            self.retrieve.instance,
            frozenset({visitor.hospital_id}),
            target.study_instance_uid,
            target.series_instance_uid,
            target.sop_instance_uid,
        )
        await self.note(visitor, action, found.study_id)
        return found

    async def note(self, visitor: Visitor, action: Action, study_id: int) -> None:
        """Decide about a study, and have the audit know that it is seen before it is."""
        if study_id != NO_STUDY:
            await self._decide(visitor, action, frozenset({study_id}))
        if not self.access_log.counts(visitor.actor, action, study_id, visitor.address):
            log = self.access_log.opened
            await in_thread(log, visitor.actor, action, (study_id,), visitor.hospital_id, visitor.address)

    async def _decide(self, visitor: Visitor, action: Action, study_ids: frozenset[int]) -> None:
        decision = decide(visitor.actor, action, Scope(visitor.hospital_id, study_ids))
        if not isinstance(decision, Denied):
            return
        subject = Subject(SubjectKind.STUDY, min(study_ids)) if study_ids else Subject()
        event = AuditEvent(
            visitor.actor, action, subject, Outcome.DENIED, hospital_id=visitor.hospital_id, address=visitor.address
        )
        await in_thread(self.audit.record, event)
        raise ForbiddenError(decision.reason)
