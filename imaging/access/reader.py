"""Somebody before the records of a hospital: nothing is read but through here, past ``decide`` and into the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from imaging.access.access_log import AccessLog
from imaging.access.actors import Action, Actor, Denied, Scope, decide
from imaging.access.audit import NOTHING, AuditEvent, Outcome, Subject, SubjectKind
from imaging.errors import ForbiddenError

LIST_STUDY: Final = "list-study"


@dataclass(frozen=True)
class Reader:
    """Who reads, in which hospital, from where."""

    access_log: AccessLog
    actor: Actor
    hospital_id: int
    address: str = ""

    def may(self, action: Action) -> bool:
        """Whether they may do this in their hospital at all."""
        return not isinstance(decide(self.actor, action, Scope(self.hospital_id)), Denied)

    def require(self, action: Action, scope: Scope | None = None, subject: Subject = NOTHING) -> None:
        """Go on only if they may; a refusal is kept."""
        verdict = decide(self.actor, action, scope or Scope(self.hospital_id))
        if isinstance(verdict, Denied):
            self.access_log.audit.record(self._event(action, subject, Outcome.DENIED, scope=scope))
            raise ForbiddenError(verdict.reason)

    def refused(
        self, action: Action, subject: Subject, refusal: ForbiddenError, scope: Scope | None = None
    ) -> ForbiddenError:
        """Have the audit know of a refusal that comes of another rule than ``decide``, and return it to be raised."""
        detail = {"why": refusal.problem.value}
        self.access_log.audit.record(self._event(action, subject, Outcome.DENIED, detail, scope))
        return refusal

    def sees(self, action: Action, subject: Subject, scope: Scope | None = None) -> None:
        """Have the audit know that they see this one thing, before they do."""
        self.require(action, scope, subject)
        self.access_log.saw(self._event(action, subject, scope=scope))

    def exports(self, subject: Subject, scope: Scope, form: str) -> None:
        """Have the audit know that they take something out, and in which form: each time, not counted together."""
        self.require(Action.DOWNLOAD, scope, subject)
        self.access_log.audit.record(self._event(Action.DOWNLOAD, subject, detail={"export": form}, scope=scope))

    def lists(self, action: Action, name: str, count: int, criteria: Mapping[str, object] | None = None) -> None:
        """Have the audit know that they see a list: how long it is, and by what it was chosen.

        What was searched for may be a patient's name: it tells one list from another here, and is written nowhere.
        """
        self.require(action)
        chosen = {key: value for key, value in (criteria or {}).items() if value not in {None, ""}}
        detail: dict[str, str | int] = {"list": name, "count": count}
        if chosen:
            detail["by"] = " ".join(sorted(chosen))
        what = (name, *sorted((key, str(value)) for key, value in chosen.items()))
        self.access_log.saw(self._event(action, NOTHING, detail=detail), what)

    def is_told_of(self, studies: Iterable[tuple[int, int]], where: str) -> None:
        """Have other hospitals know which of their studies were named beside something that was asked for.

        ``studies`` are numbers of studies and of their hospitals. That is not to have opened them, and is called
        otherwise: the patient is told only who saw pictures and reports.
        """
        for study_id, hospital_id in studies:
            if hospital_id != self.hospital_id:
                subject = Subject(SubjectKind.STUDY, study_id)
                event = AuditEvent(self.actor, LIST_STUDY, subject, hospital_id=hospital_id, address=self.address)
                self.access_log.saw(replace(event, detail={"list": where}), (where, study_id))

    def lists_of_others(self, action: Action, name: str, hospital_ids: Iterable[int]) -> None:
        """Have other hospitals know that somebody sees a list with studies of theirs, and how many."""
        for hospital_id, count in Counter(hospital_ids).items():
            if hospital_id != self.hospital_id:
                subject = Subject(SubjectKind.HOSPITAL, hospital_id)
                detail: dict[str, str | int] = {"list": name, "count": count}
                event = AuditEvent(self.actor, action, subject, hospital_id=hospital_id, address=self.address)
                self.access_log.saw(replace(event, detail=detail), (name, "of", hospital_id))

    def _event(
        self,
        action: Action,
        subject: Subject,
        outcome: Outcome = Outcome.SUCCESS,
        detail: Mapping[str, str | int] | None = None,
        scope: Scope | None = None,
    ) -> AuditEvent:
        # What is another hospital's stands in that hospital's part of the audit.
        owner = self.hospital_id if scope is None or scope.hospital_id is None else scope.hospital_id
        return AuditEvent(self.actor, action, subject, outcome, owner, self.address, detail or {})
