"""The way to patient data: who asks, what is meant, may they, and the audit's note of it. Nothing is given out else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from starlette.requests import Request

from imaging.access.access_log import NO_STUDY, AccessLog
from imaging.access.actors import Action, Actor, Denied, Person, Scope, decide
from imaging.access.audit import Audit, AuditEvent, Outcome, Subject, SubjectKind
from imaging.access.reach import Reach
from imaging.access.remembered import Remembered
from imaging.archive.retrieve import Retrieve
from imaging.archive.stored import StoredInstance
from imaging.errors import ForbiddenError, NotFoundError
from viewer.callers import Callers, address_of, cookie_name
from viewer.cross_site import check_own_page
from viewer.dicomweb.target import target_of
from viewer.offload import Offload, in_thread


@dataclass(frozen=True)
class Visitor:
    """Somebody known, their hospital, and where they ask from."""

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
    reach: Reach
    # Frames are asked for by the thousand; what was opened or closed since is known within three seconds.
    _scopes: Remembered[int, Scope] = field(init=False, repr=False)
    _owners: Remembered[tuple[int, str], int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_scopes", Remembered(self.reach.clock))
        object.__setattr__(self, "_owners", Remembered(self.reach.clock))

    async def visitor(self, request: Request, action: Action) -> Visitor:
        """Return who asks, if they may do this in their hospital at all."""
        actor = await self.offload.index(self.callers.of, request)
        if isinstance(actor, Person):
            check_own_page(request, request.cookies.get(cookie_name(request), ""))
        # Whoever comes by HTTP belongs to a hospital; only the command line does not.
        visitor = Visitor(actor, getattr(actor, "hospital_id", -1), address_of(request))
        await self._decide(visitor, action, Scope(visitor.hospital_id))
        return visitor

    async def instances(self, request: Request, action: Action) -> list[StoredInstance]:
        """Return every instance below what the path names, in the order of their series."""
        target, visitor = target_of(request), await self.visitor(request, action)
        found = await in_thread(
            self.retrieve.instances_of,
            await self._hospital_ids(visitor, target.study_instance_uid),
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
            await self._hospital_ids(visitor, target.study_instance_uid),
            target.study_instance_uid,
            target.series_instance_uid,
            target.sop_instance_uid,
        )
        await self.note(visitor, action, found.study_id)
        return found

    async def note(self, visitor: Visitor, action: Action, study_id: int) -> None:
        """Decide about a study, and have the audit know that it is seen before it is."""
        owner = visitor.hospital_id
        if study_id != NO_STUDY:
            scope = self._scopes.get(study_id)
            if scope is None:
                scope = self._scopes.put(study_id, await self.offload.index(self.reach.scope, study_id))
            await self._decide(visitor, action, scope)
            owner = scope.hospital_id or owner
        if not self.access_log.counts(visitor.actor, action, study_id, visitor.address):
            log = self.access_log.opened
            # The audit of the hospital whose study it is must hold it.
            await in_thread(log, visitor.actor, action, (study_id,), owner, visitor.address)

    async def within(self, visitor: Visitor) -> ColumnElement[bool] | None:
        """Return what searches are bound by, for somebody who sees other studies than all of their hospital."""
        if not isinstance(visitor.actor, Person):
            return None
        return await self.offload.index(self.reach.beyond, visitor.actor)

    async def _hospital_ids(self, visitor: Visitor, study_instance_uid: str) -> frozenset[int]:
        """Return the one hospital in which this visitor finds a study: their own, or the one that opened it to them."""
        if not isinstance(visitor.actor, Person):
            return frozenset({visitor.hospital_id})
        key = (visitor.actor.user_id, study_instance_uid)
        owner = self._owners.get(key)
        if owner is None:
            found = await self.offload.index(self.reach.hospital_of, visitor.actor, study_instance_uid)
            owner = self._owners.put(key, found)
        return frozenset({owner})

    async def _decide(self, visitor: Visitor, action: Action, scope: Scope) -> None:
        decision = decide(visitor.actor, action, scope)
        if not isinstance(decision, Denied):
            return
        subject = Subject(SubjectKind.STUDY, min(scope.study_ids)) if scope.study_ids else Subject()
        event = AuditEvent(
            visitor.actor, action, subject, Outcome.DENIED, hospital_id=scope.hospital_id, address=visitor.address
        )
        await in_thread(self.audit.record, event)
        raise ForbiddenError(decision.reason)
